package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;

/**
 * MP_REACH_NLRI or MP_UNREACH_NLRI of a family that this speaker doesn't know: ignored (RFC 4760
 * 6), but the message is not taken for one without it.
 *
 * @param attribute {@link PathAttribute#MP_REACH_NLRI} or {@link PathAttribute#MP_UNREACH_NLRI}
 * @param value the attribute's, at least three bytes: AFI and SAFI are the first
 */
public record OtherFamilyNlri(int attribute, Bytes value) {
  public OtherFamilyNlri {
    if (value.lengthBytes() < 3) {
      throw new IllegalArgumentException("no AFI and SAFI in " + value.lengthBytes() + " bytes");
    }
  }

  public int afi() {
    return (value.at(0) & 0xFF) << 8 | (value.at(1) & 0xFF);
  }

  public int safi() {
    return value.at(2) & 0xFF;
  }
}
