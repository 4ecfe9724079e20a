package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import java.util.LinkedHashMap;

/**
 * What ICMP reported about the MTUs of paths to destinations (RFC 1191, RFC 8201). A report is
 * forgotten after ten minutes, so that a path that got better is found out (RFC 1191 6.3).
 */
final class PathMtuCache {
  private static final long LIFETIME_PS = 600 * SimTime.SECOND;

  /** RFC 791: what every IPv4 link carries. */
  private static final int MIN_IPV4_BYTES = 68;

  /** RFC 8201 4: no IPv6 path is narrower. */
  private static final int MIN_IPV6_BYTES = 1280;

  /** What to assume where an old router names no MTU (RFC 1191 5 lists better guesses). */
  private static final int UNNAMED_BYTES = 576;

  private record Report(int mtuBytes, long untilPs) {}

  private final LinkedHashMap<IpAddress, Report> reports = new LinkedHashMap<>();
  private final int maxEntries;

  PathMtuCache(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** Takes note of an ICMP error, if it is about a packet that was too big. */
  void on(long nowPs, Packet error) {
    if (!(error.transport() instanceof IcmpHeader icmp)
        || !(error.payload() instanceof Quoted quoted)) {
      return;
    }
    IpHeader lost = quoted.original().ip();
    boolean tooBig =
        icmp.ipv6()
            ? icmp.type() == IcmpHeader.V6_PACKET_TOO_BIG
            : icmp.type() == IcmpHeader.V4_UNREACHABLE
                && icmp.code() == IcmpHeader.V4_CODE_FRAGMENTATION_NEEDED;
    if (!tooBig || lost == null) {
      return;
    }
    // RFC 1191 4: the next-hop MTU stands in the low 16 bits; RFC 4443 3.2: in all 32.
    int named = icmp.ipv6() ? icmp.rest() : icmp.rest() & 0xFFFF;
    int mtuBytes =
        icmp.ipv6()
            ? Math.max(named, MIN_IPV6_BYTES)
            : Math.max(named == 0 ? UNNAMED_BYTES : named, MIN_IPV4_BYTES);
    // RFC 1191 3: a report never raises the estimate.
    if (mtuBytes < get(nowPs, lost.destination())) {
      put(lost.destination(), new Report(mtuBytes, nowPs + LIFETIME_PS));
    }
  }

  private void put(IpAddress destination, Report report) {
    reports.remove(destination);
    if (reports.size() >= maxEntries) {
      reports.remove(reports.keySet().iterator().next());
    }
    reports.put(destination, report);
  }

  /** The reported MTU towards a destination, or {@link Integer#MAX_VALUE}. */
  int get(long nowPs, IpAddress destination) {
    if (reports.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    Report report = reports.get(destination);
    return report == null || report.untilPs() <= nowPs ? Integer.MAX_VALUE : report.mtuBytes();
  }
}
