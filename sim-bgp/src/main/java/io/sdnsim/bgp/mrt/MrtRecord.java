package io.sdnsim.bgp.mrt;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.List;

/**
 * One record of an MRT file (RFC 6396 2). Times are seconds since 1970, and microseconds within the
 * second where the type is an extended-timestamp one (RFC 6396 3).
 */
public sealed interface MrtRecord {
  int TABLE_DUMP = 12;
  int TABLE_DUMP_V2 = 13;
  int BGP4MP = 16;
  int BGP4MP_ET = 17;

  long seconds();

  /**
   * A peer of a TABLE_DUMP_V2 file (RFC 6396 4.3.1).
   *
   * @param identifier its BGP identifier, an IPv4 address
   */
  record Peer(IpAddress identifier, IpAddress address, long asn) {}

  /** PEER_INDEX_TABLE (RFC 6396 4.3.1): whom the entries of the following records refer to. */
  record PeerIndexTable(long seconds, IpAddress collector, String view, List<Peer> peers)
      implements MrtRecord {
    public PeerIndexTable {
      peers = List.copyOf(peers);
    }
  }

  /**
   * RIB_IPV4_UNICAST, RIB_IPV6_UNICAST (RFC 6396 4.3.2) and their ADDPATH forms (RFC 8050 4): the
   * paths of one prefix.
   */
  record Rib(long seconds, long sequence, Prefix prefix, boolean addPath, List<RibEntry> entries)
      implements MrtRecord {
    public Rib {
      entries = List.copyOf(entries);
    }
  }

  /**
   * A path within {@link Rib} (RFC 6396 4.3.4).
   *
   * @param originatedSeconds since when the peer has offered it
   * @param pathId 0 without ADDPATH
   */
  record RibEntry(Peer peer, long originatedSeconds, long pathId, MrtAttributes attributes) {}

  /** TABLE_DUMP (RFC 6396 4.2): one path of one prefix. */
  record TableDump(
      long seconds,
      Prefix prefix,
      long originatedSeconds,
      IpAddress peer,
      long peerAs,
      MrtAttributes attributes)
      implements MrtRecord {}

  /** The head of a BGP4MP record (RFC 6396 4.4), of either AS number size. */
  record Session(long peerAs, long localAs, int interfaceIndex, IpAddress peer, IpAddress local) {}

  /**
   * BGP4MP_MESSAGE and its AS4, LOCAL and ADDPATH forms (RFC 6396 4.4.2, RFC 8050 3).
   *
   * @param microseconds within the second; -1 when the record has none
   * @param fourOctetAs whether AS numbers in the message have four octets
   * @param addPath whether prefixes in the message have path identifiers
   * @param local whether the message went to the peer; else it came from it
   * @param type of the BGP message
   * @param update what an UPDATE says; of other messages nothing
   */
  record Message(
      long seconds,
      int microseconds,
      Session session,
      boolean fourOctetAs,
      boolean addPath,
      boolean local,
      int type,
      MrtUpdate update)
      implements MrtRecord {}

  /**
   * BGP4MP_STATE_CHANGE and BGP4MP_STATE_CHANGE_AS4 (RFC 6396 4.4.1).
   *
   * @param microseconds within the second; -1 when the record has none
   * @param oldState 1 Idle to 6 Established, as RFC 6396 numbers them
   */
  record StateChange(long seconds, int microseconds, Session session, int oldState, int newState)
      implements MrtRecord {}

  /** A record of a type that is not looked into: other protocols, deprecated types. */
  record Other(long seconds, int type, int subtype) implements MrtRecord {}
}
