package io.sdnsim.core.device;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.EthernetHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface of an IP device.
 *
 * @param name unique on the device, such as {@code eth0}, {@code eth0.100} or {@code lo}
 * @param port the port it uses, or null for a loopback
 * @param vlanId the 802.1Q VLAN of a sub-interface, 1 to 4094, or {@link EthernetHeader#UNTAGGED}
 * @param vrf the routing domain it belongs to, 0 for the default one
 * @param mtuBytes the largest IP packet to send; 0 for what the link can carry
 * @param aclIn name of the access list for packets that come in, or null
 * @param aclOut name of the access list for forwarded packets that go out, or null
 * @param mac of the port, where this is its first interface; null for one that the network chooses
 */
public record InterfaceConfig(
    String name,
    @Nullable String port,
    int vlanId,
    int vrf,
    List<InterfaceAddress> addresses,
    int mtuBytes,
    @Nullable String aclIn,
    @Nullable String aclOut,
    @Nullable MacAddress mac) {
  private static final int MAX_VLAN = 4094;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public InterfaceConfig {
    if (vlanId != EthernetHeader.UNTAGGED && (vlanId < 1 || vlanId > MAX_VLAN)) {
      throw new IllegalArgumentException(name + ": a VLAN is 1 to " + MAX_VLAN + ", not " + vlanId);
    }
    if (vrf < 0 || mtuBytes < 0) {
      throw new IllegalArgumentException(name + ": VRF and MTU must not be negative");
    }
    addresses = List.copyOf(addresses);
  }

  /** With a MAC address that the network chooses. */
  public InterfaceConfig(
      String name,
      @Nullable String port,
      int vlanId,
      int vrf,
      List<InterfaceAddress> addresses,
      int mtuBytes,
      @Nullable String aclIn,
      @Nullable String aclOut) {
    this(name, port, vlanId, vrf, addresses, mtuBytes, aclIn, aclOut, null);
  }

  /** An untagged interface in the default VRF, named as its port. */
  public static InterfaceConfig of(String port, String... addresses) {
    return new InterfaceConfig(
        port, port, EthernetHeader.UNTAGGED, 0, parse(addresses), 0, null, null);
  }

  /** A sub-interface in the default VRF, named {@code port.vlan}. */
  public static InterfaceConfig vlan(String port, int vlanId, String... addresses) {
    return new InterfaceConfig(
        port + "." + vlanId, port, vlanId, 0, parse(addresses), 0, null, null);
  }

  /** A loopback in the default VRF. */
  public static InterfaceConfig loopback(String name, String... addresses) {
    return new InterfaceConfig(
        name, null, EthernetHeader.UNTAGGED, 0, parse(addresses), 0, null, null);
  }

  private static List<InterfaceAddress> parse(String... addresses) {
    return List.of(addresses).stream().map(InterfaceAddress::parse).toList();
  }

  public InterfaceConfig withVrf(int newVrf) {
    return new InterfaceConfig(name, port, vlanId, newVrf, addresses, mtuBytes, aclIn, aclOut, mac);
  }

  public InterfaceConfig withMtu(int newMtuBytes) {
    return new InterfaceConfig(name, port, vlanId, vrf, addresses, newMtuBytes, aclIn, aclOut, mac);
  }

  public InterfaceConfig withAcls(@Nullable String newIn, @Nullable String newOut) {
    return new InterfaceConfig(name, port, vlanId, vrf, addresses, mtuBytes, newIn, newOut, mac);
  }

  public InterfaceConfig withMac(@Nullable MacAddress newMac) {
    return new InterfaceConfig(name, port, vlanId, vrf, addresses, mtuBytes, aclIn, aclOut, newMac);
  }
}
