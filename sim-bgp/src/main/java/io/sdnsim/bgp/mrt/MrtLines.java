package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.RibEntry;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.mrt.MrtUpdate.Nlri;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.AsPath.Segment;
import io.sdnsim.bgp.wire.PathAttribute.Communities;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as lines of {@code |}-separated fields, as {@code bgpdump -m} does:
 *
 * <pre>
 * TABLE_DUMP2|time|B|peer|AS|prefix|AS path|origin|next hop|local-pref|MED|communities|AG|aggregator|
 * BGP4MP|time|A|...the same...    BGP4MP|time|W|peer|AS|prefix    BGP4MP|time|STATE|peer|AS|old|new
 * </pre>
 *
 * ADDPATH forms have {@code _AP} behind the type and the path identifier behind the prefix.
 * Messages other than UPDATEs have no line.
 */
public final class MrtLines {
  /** What an entry without a next hop is said to have. */
  private static final IpAddress NO_NEXT_HOP = IpAddress.ofIpv4(-1);

  private final StringBuilder out;

  /** Appends to a buffer that the caller empties. */
  public MrtLines(StringBuilder out) {
    this.out = out;
  }

  /** Appends the lines of a record; none for one that has none. */
  public void add(MrtRecord record) {
    if (record instanceof MrtRecord.Rib rib) {
      for (RibEntry entry : rib.entries()) {
        out.append(rib.addPath() ? "TABLE_DUMP2_AP|" : "TABLE_DUMP2|").append(rib.seconds());
        peer(entry.peer().address(), entry.peer().asn(), 'B');
        MrtAttributes attributes = entry.attributes();
        route(rib.prefix(), rib.addPath(), entry.pathId(), attributes, ofTable(attributes));
      }
    } else if (record instanceof MrtRecord.TableDump dump) {
      out.append("TABLE_DUMP|").append(dump.seconds());
      peer(dump.peer(), dump.peerAs(), 'B');
      route(dump.prefix(), false, 0, dump.attributes(), ofTable(dump.attributes()));
    } else if (record instanceof MrtRecord.Message message) {
      message(message);
    } else if (record instanceof MrtRecord.StateChange change) {
      head(change.seconds(), change.microseconds(), false);
      out.append("|STATE|");
      address(change.session().peer());
      out.append('|').append(change.session().peerAs());
      out.append('|').append(change.oldState()).append('|').append(change.newState()).append('\n');
    } else if (!(record instanceof MrtRecord.PeerIndexTable)
        && !(record instanceof MrtRecord.Other)) {
      throw new AssertionError(record);
    }
  }

  private void message(MrtRecord.Message message) {
    MrtUpdate update = message.update();
    MrtAttributes attributes = update.attributes();
    withdrawn(message, update.withdrawn());
    withdrawn(message, attributes.mpWithdrawn());
    announced(message, update.announced(), attributes.nextHop());
    announced(message, attributes.mpAnnounced(), attributes.mpNextHop());
  }

  private void withdrawn(MrtRecord.Message message, List<Nlri> prefixes) {
    for (Nlri nlri : prefixes) {
      head(message, 'W');
      prefix(nlri.prefix());
      if (message.addPath()) {
        out.append('|').append(nlri.pathId());
      }
      out.append('\n');
    }
  }

  private void announced(
      MrtRecord.Message message, List<Nlri> prefixes, @Nullable IpAddress nextHop) {
    for (Nlri nlri : prefixes) {
      head(message, 'A');
      route(
          nlri.prefix(), message.addPath(), nlri.pathId(), message.update().attributes(), nextHop);
    }
  }

  private void head(MrtRecord.Message message, char kind) {
    head(message.seconds(), message.microseconds(), message.addPath());
    Session session = message.session();
    peer(session.peer(), session.peerAs(), kind);
  }

  private void head(long seconds, int microseconds, boolean addPath) {
    out.append(microseconds < 0 ? "BGP4MP" : "BGP4MP_ET").append(addPath ? "_AP|" : "|");
    out.append(seconds);
    if (microseconds >= 0) {
      String digits = Integer.toString(microseconds);
      out.append('.').append("000000", 0, 6 - digits.length()).append(digits);
    }
  }

  private void peer(IpAddress address, long asn, char kind) {
    out.append('|').append(kind).append('|');
    address(address);
    out.append('|').append(asn).append('|');
  }

  private void route(
      Prefix prefix,
      boolean addPath,
      long pathId,
      MrtAttributes attributes,
      @Nullable IpAddress nextHop) {
    prefix(prefix);
    if (addPath) {
      out.append('|').append(pathId);
    }
    out.append('|');
    path(attributes.asPath());
    out.append(
        switch (attributes.origin()) {
          case 0 -> "|IGP|";
          case 1 -> "|EGP|";
          default -> "|INCOMPLETE|";
        });
    address(nextHop == null ? NO_NEXT_HOP : nextHop);
    out.append('|').append(attributes.localPref()).append('|').append(attributes.med());
    out.append('|');
    communities(attributes.communities());
    out.append(attributes.atomicAggregate() ? "|AG|" : "|NAG|");
    MrtAttributes.Aggregator aggregator = attributes.aggregator();
    if (aggregator != null) {
      out.append(aggregator.asn()).append(' ');
      address(aggregator.routerId());
    }
    out.append("|\n");
  }

  /** Of a table's entry: an IPv6 one goes before NEXT_HOP (RFC 6396 4.3.4). */
  private static @Nullable IpAddress ofTable(MrtAttributes attributes) {
    IpAddress mp = attributes.mpNextHop();
    return mp != null && mp.isIpv6() ? mp : attributes.nextHop();
  }

  private void path(AsPath path) {
    boolean first = true;
    for (Segment segment : path.segments()) {
      if (!first) {
        out.append(' ');
      }
      first = false;
      segment(segment);
    }
  }

  private void segment(Segment segment) {
    char separator = ' ';
    String close = "";
    switch (segment.type()) {
      case AS_SET -> {
        out.append('{');
        separator = ',';
        close = "}";
      }
      case AS_CONFED_SEQUENCE -> {
        out.append('(');
        close = ")";
      }
      case AS_CONFED_SET -> {
        out.append('[');
        separator = ',';
        close = "]";
      }
      case AS_SEQUENCE -> {}
    }
    for (int i = 0; i < segment.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(segment.asn(i));
    }
    out.append(close);
  }

  private void communities(List<Integer> communities) {
    for (int i = 0; i < communities.size(); i++) {
      if (i > 0) {
        out.append(' ');
      }
      int value = communities.get(i);
      switch (value) {
        case Communities.NO_EXPORT -> out.append("no-export");
        case Communities.NO_ADVERTISE -> out.append("no-advertise");
        case Communities.NO_EXPORT_SUBCONFED -> out.append("local-AS");
        default -> out.append(value >>> 16).append(':').append(value & 0xFFFF);
      }
    }
  }

  private void prefix(Prefix prefix) {
    address(prefix.network());
    out.append('/').append(prefix.length());
  }

  private void address(IpAddress address) {
    if (!address.isIpv4()) {
      out.append(address);
      return;
    }
    int bits = address.ipv4Bits();
    out.append(bits >>> 24).append('.').append(bits >>> 16 & 0xFF);
    out.append('.').append(bits >>> 8 & 0xFF).append('.').append(bits & 0xFF);
  }
}
