package io.sdnsim.core.bfd;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.wire.ByteReader;
import io.sdnsim.core.wire.ByteWriter;
import io.sdnsim.core.wire.DecodeException;

/**
 * A BFD Control packet without authentication (RFC 5880 4.1).
 *
 * @param poll P: the sender wants an answer with {@code isFinal}
 * @param isFinal F: the answer to a packet with {@code poll}
 * @param controlPlaneIndependent C: the sender's BFD outlives its control plane
 * @param authenticated A: an authentication section follows
 * @param demand D: the sender wants no periodic packets
 * @param multiplier of the interval, 1 to 255: how many packets may be missed
 * @param myDiscriminator names the session at the sender; 32 bits, not zero
 * @param yourDiscriminator what the receiver last said of itself; zero while it is unknown
 * @param desiredMinTxMicros the shortest interval at which the sender would like to send; unsigned
 *     32 bits; so are the next two
 * @param requiredMinRxMicros the shortest interval at which the sender can receive; 0: none at all
 * @param requiredMinEchoRxMicros 0: no echoes
 */
public record BfdPacket(
    BfdDiagnostic diagnostic,
    BfdState state,
    boolean poll,
    boolean isFinal,
    boolean controlPlaneIndependent,
    boolean authenticated,
    boolean demand,
    int multiplier,
    int myDiscriminator,
    int yourDiscriminator,
    long desiredMinTxMicros,
    long requiredMinRxMicros,
    long requiredMinEchoRxMicros) {
  /** UDP port of single-hop sessions (RFC 5881 4). */
  public static final int SINGLE_HOP_PORT = 3784;

  /** UDP port of multi-hop sessions (RFC 5883 5). */
  public static final int MULTI_HOP_PORT = 4784;

  private static final int VERSION = 1;
  private static final int LENGTH_BYTES = 24;
  private static final int POLL = 0x20;
  private static final int FINAL = 0x10;
  private static final int CONTROL_PLANE_INDEPENDENT = 0x08;
  private static final int AUTHENTICATED = 0x04;
  private static final int DEMAND = 0x02;
  private static final int MULTIPOINT = 0x01;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  /** The packet's bytes; an authentication section is never written. */
  public Bytes encode() {
    int flags =
        (poll ? POLL : 0)
            | (isFinal ? FINAL : 0)
            | (controlPlaneIndependent ? CONTROL_PLANE_INDEPENDENT : 0)
            | (demand ? DEMAND : 0);
    ByteWriter out = new ByteWriter(LENGTH_BYTES);
    out.u8(VERSION << 5 | diagnostic.ordinal());
    out.u8(state.ordinal() << 6 | flags);
    out.u8(multiplier).u8(LENGTH_BYTES);
    out.u32(myDiscriminator).u32(yourDiscriminator);
    out.u32((int) desiredMinTxMicros).u32((int) requiredMinRxMicros);
    out.u32((int) requiredMinEchoRxMicros);
    return Bytes.of(out.array());
  }

  /**
   * Reads a packet and checks what RFC 5880 6.8.6 wants checked before the session is looked for.
   *
   * @throws DecodeException for a packet that must be discarded
   */
  public static BfdPacket decode(Bytes payload) throws DecodeException {
    ByteReader in = new ByteReader(payload.toArray(), 0, payload.lengthBytes());
    final int first = in.u8("bfd.version");
    if (first >>> 5 != VERSION) {
      throw in.fail("bfd.version", 0, "is " + (first >>> 5) + ", expected " + VERSION);
    }
    final int second = in.u8("bfd.flags");
    final int multiplier = in.u8("bfd.multiplier");
    final int length = in.u8("bfd.length");
    final boolean authenticated = (second & AUTHENTICATED) != 0;
    int least = authenticated ? LENGTH_BYTES + 2 : LENGTH_BYTES;
    if (length < least || length > payload.lengthBytes()) {
      throw in.fail(
          "bfd.length", 3, "is " + length + ", expected " + least + " to " + payload.lengthBytes());
    }
    if (multiplier == 0) {
      throw in.fail("bfd.multiplier", 2, "is 0, expected 1 to 255");
    }
    if ((second & MULTIPOINT) != 0) {
      throw in.fail("bfd.multipoint", 1, "is set, expected clear");
    }
    final int mine = in.u32("bfd.myDiscriminator");
    final int yours = in.u32("bfd.yourDiscriminator");
    BfdState state = BfdState.values()[second >>> 6];
    if (mine == 0) {
      throw in.fail("bfd.myDiscriminator", 4, "is 0, expected another number");
    }
    if (yours == 0 && state != BfdState.DOWN && state != BfdState.ADMIN_DOWN) {
      throw in.fail("bfd.yourDiscriminator", 8, "is 0 in state " + state.text());
    }
    return new BfdPacket(
        BfdDiagnostic.of(first & 0x1F),
        state,
        (second & POLL) != 0,
        (second & FINAL) != 0,
        (second & CONTROL_PLANE_INDEPENDENT) != 0,
        authenticated,
        (second & DEMAND) != 0,
        multiplier,
        mine,
        yours,
        in.u32("bfd.desiredMinTx") & UNSIGNED,
        in.u32("bfd.requiredMinRx") & UNSIGNED,
        in.u32("bfd.requiredMinEchoRx") & UNSIGNED);
  }
}
