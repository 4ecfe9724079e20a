package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.bfd.BfdSessions;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A hypervisor: an IP node in the fabric, whose processes include a {@link VirtualSwitchProcess},
 * and the ports towards its VMs. A VM is an ordinary node behind a link without delay.
 */
public final class VirtualHost implements IpNode {
  private final IpNode host;
  private final List<Port> vmPorts;
  private final List<PacketHolder> holders;

  /**
   * @param host the physical side, with the provider address
   * @param vmPorts ports of the same node context, numbered behind the host's own
   */
  public VirtualHost(IpNode host, List<Port> vmPorts) {
    this(host, vmPorts, List.of());
  }

  private VirtualHost(IpNode host, List<Port> vmPorts, List<PacketHolder> holders) {
    this.host = host;
    this.vmPorts = List.copyOf(vmPorts);
    this.holders = holders;
  }

  /**
   * A hypervisor without power.
   *
   * @param config of the physical side
   * @param vmPortNames names of the ports towards VMs
   * @param agent makes the process that serves these ports, each time the host boots
   */
  public static VirtualHost of(
      NodeContext context,
      IpDeviceConfig config,
      List<String> vmPortNames,
      BiFunction<IpNode, List<Port>, NodeProcess> agent) {
    List<Port> vmPorts = new ArrayList<>();
    List<PacketHolder> holders = new ArrayList<>();
    IpDevice host =
        new IpDevice(
            context,
            config.withProcesses(
                node -> {
                  NodeProcess process = agent.apply(node, vmPorts);
                  holders.clear();
                  if (process instanceof PacketHolder holder) {
                    holders.add(holder);
                  }
                  return process;
                }));
    for (String name : vmPortNames) {
      int number = host.ports().size() + vmPorts.size();
      vmPorts.add(new Port(context, number, name, Network.portMac(context.index(), number)));
    }
    return new VirtualHost(host, vmPorts, holders);
  }

  public List<Port> vmPorts() {
    return vmPorts;
  }

  /**
   * Names of the nodes behind the VM ports, in the ports' order. They live on this machine: who
   * takes its power away takes theirs as well, and who freezes it freezes them.
   */
  public List<String> vmNames() {
    List<String> names = new ArrayList<>(vmPorts.size());
    for (Port port : vmPorts) {
      Port vm = port.peer();
      if (vm != null) {
        names.add(vm.owner().name());
      }
    }
    return names;
  }

  @Override
  public NodeContext context() {
    return host.context();
  }

  /** The physical ports, then those of the VMs. */
  @Override
  public List<Port> ports() {
    List<Port> all = new ArrayList<>(host.ports());
    all.addAll(vmPorts);
    return all;
  }

  @Override
  public void boot() {
    host.boot();
    vmPorts.forEach(Port::refreshBothEnds);
  }

  @Override
  public void powerOff() {
    holders.forEach(holder -> holder.dropHeld(CoreDrop.NODE_OFF));
    host.powerOff();
    vmPorts.forEach(Port::refreshBothEnds);
  }

  @Override
  public void shutDown() {
    host.shutDown();
  }

  @Override
  public void crashProcesses() {
    host.crashProcesses();
  }

  @Override
  public void restartProcesses() {
    host.restartProcesses();
  }

  @Override
  public int heldPackets() {
    return host.heldPackets() + holders.stream().mapToInt(PacketHolder::heldPackets).sum();
  }

  @Override
  public long receiveDrops() {
    return host.receiveDrops();
  }

  @Override
  public Transport transport() {
    return host.transport();
  }

  @Override
  public RouteTable routes() {
    return host.routes();
  }

  @Override
  public IpOutput output() {
    return host.output();
  }

  @Override
  public BfdSessions bfd() {
    return host.bfd();
  }

  @Override
  public List<InterfaceAddress> localAddresses() {
    return host.localAddresses();
  }

  @Override
  public void addInterceptor(PacketInterceptor interceptor) {
    host.addInterceptor(interceptor);
  }

  @Override
  public void removeInterceptor(PacketInterceptor interceptor) {
    host.removeInterceptor(interceptor);
  }
}
