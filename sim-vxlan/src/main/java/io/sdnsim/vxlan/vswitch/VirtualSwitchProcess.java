package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.l3.IcmpErrorPackets;
import io.sdnsim.core.link.FrameHandler;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.vxlan.tunnel.Tunnel;
import io.sdnsim.vxlan.tunnel.TunnelEndpoint;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A {@link VirtualSwitch} at work on a hypervisor: between the ports of its VMs, the VXLAN tunnel
 * and the host's own routes. It dies with its process; policy comes again from the controller.
 */
public final class VirtualSwitchProcess implements NodeProcess, PacketHolder {
  private final IpNode node;
  private final NodeContext context;
  private final List<Port> vmPorts;
  private final VirtualSwitch virtualSwitch;
  private final TunnelEndpoint tunnel;
  private Predicate<SnatPool> snatRequester = pool -> false;
  private final Map<String, AgentStack> agentStacks = new LinkedHashMap<>();

  /** The virtual switch as it is meant to be. */
  public VirtualSwitchProcess(IpNode node, VirtualHostConfig config, List<Port> vmPorts) {
    this(node, config, vmPorts, SnatAllocator.LOWEST_FREE, ReturnPath.DIRECT);
  }

  /** A virtual switch with another behaviour, for tests of what depends on it. */
  public VirtualSwitchProcess(
      IpNode node,
      VirtualHostConfig config,
      List<Port> vmPorts,
      SnatAllocator allocator,
      ReturnPath returnPath) {
    this.node = node;
    this.context = node.context();
    this.vmPorts = List.copyOf(vmPorts);
    this.virtualSwitch =
        new VirtualSwitch(context, config, vmPorts, allocator, returnPath, new Uplink());
    this.tunnel =
        new TunnelEndpoint(
            node, config.vtep(), (vni, frame, outerSource) -> virtualSwitch.fromTunnel(vni, frame));
  }

  public VirtualSwitch virtualSwitch() {
    return virtualSwitch;
  }

  /**
   * The sockets with which the host agent speaks to the VM of a port, such as to probe it: from
   * 168.63.129.16 or fe80::1234:5678:9abc, through the port's layers.
   */
  public Transport agentSockets(String port) {
    return agentStack(port).sockets();
  }

  private AgentStack agentStack(String port) {
    return agentStacks.computeIfAbsent(port, name -> new AgentStack(context, name, virtualSwitch));
  }

  /**
   * Says who asks the SLB manager for ports.
   *
   * @param requester returns false when nobody can be asked
   */
  public void setSnatRequester(Predicate<SnatPool> requester) {
    snatRequester = requester;
  }

  @Override
  public int heldPackets() {
    return virtualSwitch.leasing().heldPackets();
  }

  @Override
  public void dropHeld(DropReason reason) {
    virtualSwitch.leasing().dropHeld(reason);
  }

  @Override
  public void start() {
    tunnel.open();
    attach(virtualSwitch::fromVm);
  }

  @Override
  public void shutDown() {
    stop();
  }

  @Override
  public void crash() {
    stop();
  }

  private void stop() {
    tunnel.close();
    virtualSwitch.stop();
    dropHeld(VxlanDrop.PORT_BLOCKED);
    agentStacks.values().forEach(stack -> stack.sockets().powerOff());
    agentStacks.clear();
    attach((port, frame) -> context.drop(frame, VxlanDrop.PORT_BLOCKED, port.name()));
  }

  private void attach(FrameHandler handler) {
    vmPorts.forEach(port -> port.attach(handler));
  }

  private final class Uplink implements VirtualSwitch.Output {
    @Override
    public int toTunnel(Packet frame, Tunnel to) {
      return tunnel.send(frame, to);
    }

    @Override
    public int toUnderlay(Packet packet) {
      IpAddress destination = destinationOf(packet);
      int mtuBytes = node.output().pathMtuBytes(destination);
      boolean whole = !(packet.ip() instanceof Ipv4Header ipv4) || ipv4.dontFragment();
      boolean hasRoute = node.output().sourceFor(destination) != null;
      if (whole && hasRoute && packet.networkLengthBytes() > mtuBytes) {
        context.drop(packet, CoreDrop.FRAGMENTATION_NEEDED, "path MTU " + mtuBytes);
        return IcmpErrorPackets.mayReportTooBig(packet)
            ? mtuBytes
            : TunnelEndpoint.NOTHING_TO_REPORT;
      }
      node.output().send(packet);
      return TunnelEndpoint.NOTHING_TO_REPORT;
    }

    @Override
    public boolean requestPorts(SnatPool pool) {
      return snatRequester.test(pool);
    }

    @Override
    public void toAgent(String port, Packet packet) {
      agentStack(port).deliver(packet);
    }
  }

  private static IpAddress destinationOf(Packet packet) {
    if (packet.ip() == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    return packet.ip().destination();
  }
}
