package io.sdnsim.core.l3;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.acl.AccessList;
import io.sdnsim.core.link.FrameHandler;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A network interface: a port, an 802.1Q sub-interface of a port, or a loopback. Belongs to the
 * {@link IpStack} that it was added to.
 */
public final class IpInterface implements FrameHandler {
  private final String name;
  private final @Nullable Port port;
  private final int vlanId;
  private final List<InterfaceAddress> addresses;
  private final int configuredMtuBytes;
  private final MacAddress mac;
  final long macBits;
  private final TreeMap<IpAddress, FibNextHop> gateways = new TreeMap<>();
  private @Nullable FibNextHop attached;
  private @Nullable IpStack stack;
  private @Nullable NeighborTable neighbors;
  private @Nullable AccessList aclIn;
  private @Nullable AccessList aclOut;
  private boolean up;
  private int mtuBytes;

  private IpInterface(
      String name,
      @Nullable Port port,
      int vlanId,
      List<InterfaceAddress> addresses,
      int mtuBytes) {
    this.name = name;
    this.port = port;
    this.vlanId = vlanId;
    this.addresses = List.copyOf(addresses);
    this.configuredMtuBytes = mtuBytes;
    this.mac = port == null ? MacAddress.ZERO : port.mac();
    this.macBits = mac.bits();
  }

  /**
   * An interface on a port.
   *
   * @param vlanId 1 to 4094 for a sub-interface, or {@link EthernetHeader#UNTAGGED}
   * @param mtuBytes the largest IP packet to send; 0 for what the link can carry
   */
  public static IpInterface onPort(
      String name, Port port, int vlanId, List<InterfaceAddress> addresses, int mtuBytes) {
    return new IpInterface(name, port, vlanId, addresses, mtuBytes);
  }

  /** An interface that is always up and leads nowhere. */
  public static IpInterface loopback(String name, List<InterfaceAddress> addresses) {
    return new IpInterface(name, null, EthernetHeader.UNTAGGED, addresses, 65_535);
  }

  void join(IpStack newStack, NeighborTable newNeighbors) {
    if (stack != null) {
      throw new IllegalStateException(name + " belongs to an IP stack already");
    }
    stack = newStack;
    neighbors = newNeighbors;
  }

  /** Sets the filters for packets that come in and go out through here; null for none. */
  public void setAccessLists(@Nullable AccessList newIn, @Nullable AccessList newOut) {
    aclIn = newIn;
    aclOut = newOut;
  }

  public @Nullable AccessList aclIn() {
    return aclIn;
  }

  public @Nullable AccessList aclOut() {
    return aclOut;
  }

  public String name() {
    return name;
  }

  /** The port, or null for a loopback. */
  public @Nullable Port port() {
    return port;
  }

  /** The 802.1Q VLAN of a sub-interface, or {@link EthernetHeader#UNTAGGED}. */
  public int vlanId() {
    return vlanId;
  }

  public List<InterfaceAddress> addresses() {
    return addresses;
  }

  public MacAddress mac() {
    return mac;
  }

  /** The largest IP packet in bytes. */
  public int mtuBytes() {
    return mtuBytes;
  }

  /** Whether it can send and receive; follows the port. */
  public boolean isUp() {
    return up;
  }

  /**
   * Takes over the port's state.
   *
   * @return whether that was a change
   */
  boolean refresh() {
    boolean nowUp = port == null || port.isUp();
    int linkMtuBytes = port == null ? configuredMtuBytes : port.mtuBytes();
    mtuBytes = configuredMtuBytes == 0 ? linkMtuBytes : Math.min(configuredMtuBytes, linkMtuBytes);
    boolean changed = nowUp != up;
    up = nowUp;
    return changed;
  }

  boolean hasAddress(IpAddress address) {
    for (InterfaceAddress own : addresses) {
      if (own.address().equals(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The own address for packets to a destination: one in its subnet, else the first of its family,
   * else null.
   */
  @Nullable IpAddress sourceFor(IpAddress destination) {
    IpAddress first = null;
    for (InterfaceAddress own : addresses) {
      if (own.address().isIpv4() != destination.isIpv4()) {
        continue;
      }
      if (own.subnet().contains(destination)) {
        return own.address();
      }
      if (first == null) {
        first = own.address();
      }
    }
    return first;
  }

  /** Whether an address lies in a subnet of this interface. */
  boolean isOnLink(IpAddress address) {
    for (InterfaceAddress own : addresses) {
      Prefix subnet = own.subnet();
      if (subnet.contains(address)) {
        return true;
      }
    }
    return false;
  }

  NeighborTable neighbors() {
    return Objects.requireNonNull(neighbors, "not in an IP stack yet");
  }

  /** The shared FIB member for a gateway, or for the interface's own network for null. */
  FibNextHop nextHop(@Nullable IpAddress gateway) {
    if (gateway != null) {
      return gateways.computeIfAbsent(gateway, address -> new FibNextHop(this, address));
    }
    FibNextHop member = attached;
    if (member == null) {
      member = new FibNextHop(this, null);
      attached = member;
    }
    return member;
  }

  /** A header from this interface to a station. */
  EthernetHeader headerTo(MacAddress destination, int etherType) {
    return new EthernetHeader(destination, mac, vlanId, etherType);
  }

  /** Hands a frame to the port. */
  void transmit(Packet frame) {
    Objects.requireNonNull(port, "a loopback sends nothing").send(frame);
  }

  @Override
  public void receive(Port from, Packet frame) {
    Objects.requireNonNull(stack, "not in an IP stack").receive(this, frame);
  }

  @Override
  public String toString() {
    return name;
  }
}
