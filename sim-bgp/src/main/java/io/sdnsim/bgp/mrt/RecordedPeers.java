package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.RibEntry;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose routes are in MRT files that belong together. Reading them for it finds all that is wrong
 * with them.
 */
public final class RecordedPeers {
  private final SortedMap<IpAddress, Long> asns = new TreeMap<>();
  private final SortedSet<IpAddress> heard = new TreeSet<>();
  private final SortedSet<IpAddress> late = new TreeSet<>();

  /** Reads the next of the files to its end. */
  public void add(MrtReader reader) throws IOException, MrtException {
    MrtRecord record;
    while ((record = reader.next()) != null) {
      if (record instanceof MrtRecord.Rib rib) {
        for (RibEntry entry : rib.entries()) {
          table(entry.peer().address(), entry.peer().asn());
        }
      } else if (record instanceof MrtRecord.TableDump dump) {
        table(dump.peer(), dump.peerAs());
      } else if (record instanceof MrtRecord.Message message
          && message.type() == BgpMessage.UPDATE
          && !message.local()) {
        add(message.session().peer(), message.session().peerAs());
        heard.add(message.session().peer());
      }
    }
  }

  private void table(IpAddress peer, long asn) {
    add(peer, asn);
    if (heard.contains(peer)) {
      late.add(peer);
    }
  }

  /** AS 0 stands for the collector itself, and AS_TRANS for one that is only in the paths. */
  private void add(IpAddress peer, long asn) {
    if (asn != 0 && (asn != BgpMessage.AS_TRANS || !asns.containsKey(peer))) {
      asns.put(peer, asn);
    }
  }

  /** The AS of each peer with routes or UPDATEs, by its address. */
  public SortedMap<IpAddress, Long> asns() {
    return Collections.unmodifiableSortedMap(asns);
  }

  /** Whether a peer's table comes behind UPDATEs of it, which no longer fit it then. */
  public boolean hasLateTable(IpAddress peer) {
    return late.contains(peer);
  }

  /**
   * Whether a peer that is recorded with this AS may be of that AS: two octets have no room for a
   * greater one (RFC 6793 4.2.1).
   */
  public static boolean isOf(long recordedAs, long asn) {
    return recordedAs == asn || (recordedAs == BgpMessage.AS_TRANS && asn > 0xFFFF);
  }
}
