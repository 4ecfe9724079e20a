package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.Peer;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes MRT records (RFC 6396): tables as TABLE_DUMP_V2, messages and state changes as BGP4MP_ET
 * with four-octet AS numbers.
 */
public final class MrtWriter {
  private static final int PEER_INDEX_TABLE = 1;
  private static final int RIB_IPV4_UNICAST = 2;
  private static final int RIB_IPV6_UNICAST = 4;
  private static final int BGP4MP_MESSAGE = 1;
  private static final int BGP4MP_MESSAGE_AS4 = 4;
  private static final int BGP4MP_STATE_CHANGE_AS4 = 5;
  private static final int PEER_IPV6 = 1;
  private static final int PEER_AS4 = 2;

  /** Where the attributes of an encoded UPDATE that withdraws nothing begin. */
  private static final int ATTRIBUTES_OFFSET = BgpMessage.HEADER_BYTES + 4;

  private final DataOutputStream out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream body = new DataOutputStream(bytes);

  public MrtWriter(OutputStream out) {
    this.out = new DataOutputStream(out);
  }

  /**
   * A path to write.
   *
   * @param peerIndex its peer's place in the PEER_INDEX_TABLE
   * @param originatedSeconds since when the peer has offered it
   */
  public record TablePath(int peerIndex, long originatedSeconds, PathAttributes attributes) {}

  /** PEER_INDEX_TABLE (RFC 6396 4.3.1): it goes before all {@link #rib} records. */
  public void peerIndexTable(long seconds, IpAddress collector, String view, List<Peer> peers)
      throws IOException {
    address(collector);
    byte[] name = view.getBytes(StandardCharsets.UTF_8);
    body.writeShort(name.length);
    body.write(name);
    body.writeShort(peers.size());
    for (Peer peer : peers) {
      body.writeByte(PEER_AS4 | (peer.address().isIpv6() ? PEER_IPV6 : 0));
      address(peer.identifier());
      address(peer.address());
      body.writeInt((int) peer.asn());
    }
    record(seconds, MrtRecord.TABLE_DUMP_V2, PEER_INDEX_TABLE);
  }

  /** RIB_IPV4_UNICAST or RIB_IPV6_UNICAST (RFC 6396 4.3.2): the paths of one prefix. */
  public void rib(long seconds, long sequence, Prefix prefix, List<TablePath> paths)
      throws IOException {
    body.writeInt((int) sequence);
    body.writeByte(prefix.length());
    body.write(prefix.network().toBytes(), 0, (prefix.length() + 7) / 8);
    body.writeShort(paths.size());
    for (TablePath path : paths) {
      body.writeShort(path.peerIndex());
      body.writeInt((int) path.originatedSeconds());
      attributes(path.attributes());
    }
    record(
        seconds,
        MrtRecord.TABLE_DUMP_V2,
        prefix.network().isIpv4() ? RIB_IPV4_UNICAST : RIB_IPV6_UNICAST);
  }

  /** RFC 6396 4.3.4: as in an UPDATE, but MP_REACH_NLRI holds the next hop alone. */
  private void attributes(PathAttributes attributes) throws IOException {
    IpAddress nextHop = attributes.nextHop();
    boolean multiprotocol = nextHop != null && nextHop.isIpv6();
    PathAttributes plain = multiprotocol ? attributes.without(PathAttribute.NEXT_HOP) : attributes;
    byte[] update =
        BgpCodec.encode(BgpMessage.Update.announce(plain, List.of()), DecodeContext.IBGP);
    int length = update.length - ATTRIBUTES_OFFSET;
    if (nextHop == null || !multiprotocol) {
      body.writeShort(length);
      body.write(update, ATTRIBUTES_OFFSET, length);
      return;
    }
    byte[] address = nextHop.toBytes();
    body.writeShort(length + 4 + address.length);
    body.write(update, ATTRIBUTES_OFFSET, length);
    body.writeByte(PathAttribute.FLAG_OPTIONAL);
    body.writeByte(PathAttribute.MP_REACH_NLRI);
    body.writeByte(1 + address.length);
    body.writeByte(address.length);
    body.write(address);
  }

  /**
   * BGP4MP_ET with BGP4MP_MESSAGE_AS4, or BGP4MP_MESSAGE for a session of two-octet AS numbers.
   *
   * @param microseconds since 1970
   * @param message a whole BGP message, header included
   */
  public void message(long microseconds, Session session, boolean fourOctetAs, byte[] message)
      throws IOException {
    head(microseconds, session, fourOctetAs);
    body.write(message);
    record(
        microseconds / 1_000_000,
        MrtRecord.BGP4MP_ET,
        fourOctetAs ? BGP4MP_MESSAGE_AS4 : BGP4MP_MESSAGE);
  }

  /**
   * BGP4MP_ET with BGP4MP_STATE_CHANGE_AS4.
   *
   * @param microseconds since 1970
   * @param oldState 1 Idle to 6 Established
   */
  public void stateChange(long microseconds, Session session, int oldState, int newState)
      throws IOException {
    head(microseconds, session, true);
    body.writeShort(oldState);
    body.writeShort(newState);
    record(microseconds / 1_000_000, MrtRecord.BGP4MP_ET, BGP4MP_STATE_CHANGE_AS4);
  }

  private void head(long microseconds, Session session, boolean fourOctetAs) throws IOException {
    body.writeInt((int) (microseconds % 1_000_000));
    asn(session.peerAs(), fourOctetAs);
    asn(session.localAs(), fourOctetAs);
    body.writeShort(session.interfaceIndex());
    body.writeShort(session.peer().isIpv4() ? 1 : 2);
    address(session.peer());
    address(session.local());
  }

  private void asn(long asn, boolean fourOctetAs) throws IOException {
    if (fourOctetAs) {
      body.writeInt((int) asn);
    } else {
      body.writeShort(asn > 0xFFFF ? BgpMessage.AS_TRANS : (int) asn);
    }
  }

  private void address(IpAddress address) throws IOException {
    body.write(address.toBytes());
  }

  /** RFC 6396 2: the header, then what has been put together. */
  private void record(long seconds, int type, int subtype) throws IOException {
    body.flush();
    out.writeInt((int) seconds);
    out.writeShort(type);
    out.writeShort(subtype);
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    bytes.reset();
  }
}
