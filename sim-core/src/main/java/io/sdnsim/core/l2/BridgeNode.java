package io.sdnsim.core.l2;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.device.Node;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.link.PortListener;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A VLAN-aware learning bridge (IEEE 802.1Q section 8): a switch without a control plane.
 *
 * <p>There is no spanning tree: a loop among bridges makes a storm, which only the links' queues
 * and rates bound, as in the real world. Forwarding takes no time of its own.
 */
public final class BridgeNode implements Node {
  private static final long RESERVED_GROUPS = 0x0180_C200_0000L;
  private static final int PRIORITY_BITS = 0xF000;
  private static final String FLOOD = "flood";

  private final NodeContext context;
  private final BridgeConfig config;
  private final List<Port> ports = new ArrayList<>();

  /** By port number. */
  private final int[] untaggedVlans;

  private final BitSet[] memberVlans;
  private final PortListener listener = this::portChanged;
  private @Nullable MacTable macs;

  /**
   * A bridge without power: {@link #boot} brings it to life.
   *
   * @param portMacs the MAC address of the port with a number
   */
  public BridgeNode(NodeContext context, BridgeConfig config, IntFunction<MacAddress> portMacs) {
    this.context = context;
    this.config = config;
    int count = config.ports().size();
    this.untaggedVlans = new int[count];
    this.memberVlans = new BitSet[count];
    for (int i = 0; i < count; i++) {
      BridgePortConfig port = config.ports().get(i);
      ports.add(new Port(context, i, port.name(), portMacs.apply(i)));
      untaggedVlans[i] = port.untaggedVlan();
      memberVlans[i] = members(port);
    }
  }

  private static BitSet members(BridgePortConfig port) {
    BitSet vlans = new BitSet();
    port.taggedVlans().forEach(range -> vlans.set(range.first(), range.last() + 1));
    if (port.untaggedVlan() != BridgePortConfig.NONE) {
      vlans.set(port.untaggedVlan());
    }
    return vlans;
  }

  @Override
  public NodeContext context() {
    return context;
  }

  @Override
  public List<Port> ports() {
    return List.copyOf(ports);
  }

  /**
   * @throws IllegalArgumentException when there is no port of this name
   */
  public Port findPort(String name) {
    for (Port port : ports) {
      if (port.name().equals(name)) {
        return port;
      }
    }
    throw new IllegalArgumentException(context.name() + " has no port " + name);
  }

  /** How many MAC addresses are known now. */
  public int macCount() {
    MacTable table = macs;
    return table == null ? 0 : table.size();
  }

  /** The port that leads to an address in a VLAN, or null when it is not known. */
  public @Nullable Port lookup(int vlan, MacAddress mac) {
    MacTable table = macs;
    return table == null ? null : table.lookup(vlan, mac);
  }

  // ---- life

  @Override
  public void boot() {
    MacTable table = new MacTable(context, config.ageingPs(), config.maxMacs());
    for (BridgeConfig.StaticMac mac : config.staticMacs()) {
      table.addStatic(mac.vlan(), mac.mac(), findPort(mac.port()));
    }
    macs = table;
    for (Port port : ports) {
      port.attach((in, frame) -> receive(table, in, frame));
      port.addListener(listener);
    }
  }

  @Override
  public void powerOff() {
    MacTable table = macs;
    macs = null;
    if (table != null) {
      table.clear();
      ports.forEach(port -> port.removeListener(listener));
    }
  }

  /** Without a control plane there is nothing to end: frames are forwarded until the power goes. */
  @Override
  public void shutDown() {}

  @Override
  public void crashProcesses() {}

  @Override
  public void restartProcesses() {}

  @Override
  public int heldPackets() {
    return 0;
  }

  private void portChanged(Port port) {
    MacTable table = macs;
    if (table != null && !port.isUp()) {
      table.flush(port);
    }
  }

  // ---- forwarding

  private void receive(MacTable table, Port in, Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (ethernet == null || ethernet.source().isGroup()) {
      context.drop(frame, CoreDrop.MALFORMED, "source MAC address");
      return;
    }
    int vlan = vlanOf(in, ethernet);
    if (!memberVlans[in.number()].get(vlan)) {
      context.drop(frame, CoreDrop.UNKNOWN_VLAN, "VLAN " + vlan + " on " + in.name());
      return;
    }
    MacAddress destination = ethernet.destination();
    if ((destination.bits() & ~0xFL) == RESERVED_GROUPS) {
      // IEEE 802.1Q 8.6.3: protocols between neighbouring bridges (STP, LACP, LLDP) end here.
      context.drop(frame, CoreDrop.RESERVED_GROUP);
      return;
    }
    table.learn(vlan, ethernet.source(), in);
    Port out = destination.isGroup() ? null : table.lookup(vlan, destination);
    if (out == null) {
      flood(in, vlan, frame, ethernet);
    } else {
      forward(in, out, vlan, frame, ethernet);
    }
  }

  /** IEEE 802.1Q 6.9.1: a frame without a tag, or with VLAN 0, is of the port's own VLAN. */
  private int vlanOf(Port in, EthernetHeader ethernet) {
    int tagged = ethernet.isTagged() ? ethernet.vlanId() : 0;
    return tagged == 0 ? untaggedVlans[in.number()] : tagged;
  }

  private void forward(Port in, Port out, int vlan, Packet frame, EthernetHeader ethernet) {
    if (out == in) {
      context.drop(frame, CoreDrop.SAME_PORT, in.name());
      return;
    }
    if (context.isTracing()) {
      context.step(frame, new Step.Bridged(vlan, out.name()));
    }
    boolean untagged = untaggedVlans[out.number()] == vlan;
    out.send(withTag(frame, ethernet, untagged ? EthernetHeader.UNTAGGED : tag(ethernet, vlan)));
  }

  private void flood(Port in, int vlan, Packet frame, EthernetHeader ethernet) {
    int targets = 0;
    for (Port port : ports) {
      targets += isFloodTarget(port, in, vlan) ? 1 : 0;
    }
    if (targets == 0) {
      context.drop(frame, CoreDrop.NO_OTHER_PORT, "VLAN " + vlan);
      return;
    }
    if (context.isTracing()) {
      context.step(frame, new Step.Bridged(vlan, FLOOD));
    }
    if (targets > 1) {
      context.copied(frame, FLOOD, targets - 1);
    }
    Packet untagged = withTag(frame, ethernet, EthernetHeader.UNTAGGED);
    Packet tagged = withTag(frame, ethernet, tag(ethernet, vlan));
    for (Port port : ports) {
      if (isFloodTarget(port, in, vlan)) {
        port.send(untaggedVlans[port.number()] == vlan ? untagged : tagged);
      }
    }
  }

  private boolean isFloodTarget(Port port, Port in, int vlan) {
    return port != in && port.isUp() && memberVlans[port.number()].get(vlan);
  }

  /** The tag of a VLAN, with the priority that the frame came with. */
  private static int tag(EthernetHeader ethernet, int vlan) {
    return (ethernet.isTagged() ? ethernet.vlanTag() & PRIORITY_BITS : 0) | vlan;
  }

  private static Packet withTag(Packet frame, EthernetHeader ethernet, int tag) {
    return ethernet.vlanTag() == tag ? frame : frame.withEthernet(ethernet.withVlanTag(tag));
  }

  @Override
  public String toString() {
    return context.name();
  }
}
