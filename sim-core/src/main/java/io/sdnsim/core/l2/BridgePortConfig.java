package io.sdnsim.core.l2;

import java.util.List;

/**
 * A port of a bridge and the VLANs that it carries.
 *
 * @param name as users write it
 * @param untaggedVlan the VLAN of frames without a tag, in both directions: PVID of an access port,
 *     native VLAN of a trunk; {@link #NONE} refuses them
 * @param taggedVlans the VLANs whose frames carry a tag here
 */
public record BridgePortConfig(String name, int untaggedVlan, List<VlanRange> taggedVlans) {
  public static final int NONE = 0;

  /**
   * @throws IllegalArgumentException when the untagged VLAN is out of range
   */
  public BridgePortConfig {
    taggedVlans = List.copyOf(taggedVlans);
    if (untaggedVlan < 0 || untaggedVlan > VlanRange.MAX_VLAN) {
      throw new IllegalArgumentException(
          "port " + name + ": a VLAN id is 1 to " + VlanRange.MAX_VLAN + ", not " + untaggedVlan);
    }
  }

  /** A port of one VLAN, for a station that knows nothing of VLANs. */
  public static BridgePortConfig access(String name, int vlan) {
    return new BridgePortConfig(name, vlan, List.of());
  }

  /**
   * A port between switches.
   *
   * @param nativeVlan the VLAN that travels untagged, or {@link #NONE}
   */
  public static BridgePortConfig trunk(String name, int nativeVlan, VlanRange... taggedVlans) {
    return new BridgePortConfig(name, nativeVlan, List.of(taggedVlans));
  }
}
