package io.sdnsim.vxlan.outside;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.VxlanCodec;
import io.sdnsim.vxlan.tunnel.Decapsulation;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The VMs of a hypervisor that live on a real machine, which is reached through VXLAN (RFC 7348)
 * over a real UDP socket. They are told apart by the VNI and the source address of their frames.
 *
 * <p>The hypervisor itself, with its virtual switch, stays in the simulation: it answers ARP, has
 * the policies and knows where the other VMs are. So the real tunnel end point needs to know one
 * remote end only.
 */
public final class OutsideHost {
  private record VmIdentity(int vni, MacAddress mac) {}

  private final NodeContext context;
  private final ExternalEndpoint endpoint;
  private final Consumer<Bytes> network;
  private final Map<VmIdentity, OutsideVm> vms = new LinkedHashMap<>();

  /**
   * @param context of the hypervisor, which accounts for what can't be made sense of
   */
  public OutsideHost(
      NodeContext context, ExternalEndpoint endpoint, ExternalConnections connections) {
    this.context = context;
    this.endpoint = endpoint;
    this.network = connections.openEndpoint(endpoint.node(), this::received);
  }

  /** Adds a VM. */
  public void add(OutsideVm vm) {
    vms.put(new VmIdentity(vm.vni(), vm.mac()), vm);
    VxlanHeader header = new VxlanHeader(vm.vni());
    vm.setOutput(frame -> network.accept(Bytes.of(VxlanCodec.encode(header, frame))));
  }

  private void received(ExternalInput.Datagram datagram) {
    PacketTag tag = context.newTag(null, 0);
    // A machine that hands a frame to its own tunnel leaves the checksums of its packets to a
    // network card that there is none of: they are not looked at, and are right in what we send.
    Decapsulation tunnel =
        Decapsulation.ofBytes(datagram.data().toArray(), tag, ChecksumPolicy.IGNORE);
    if (tunnel instanceof Decapsulation.Refused refused) {
      refuse(datagram, tag, refused.reason(), refused.detail());
    } else if (tunnel instanceof Decapsulation.Frame inner) {
      forward(datagram, inner);
    }
  }

  private void forward(ExternalInput.Datagram datagram, Decapsulation.Frame inner) {
    Packet frame = inner.frame();
    EthernetHeader ethernet = frame.ethernet();
    OutsideVm vm =
        ethernet == null ? null : vms.get(new VmIdentity(inner.vni(), ethernet.source()));
    if (vm != null) {
      vm.fromOutside(frame);
    } else if (ethernet != null && hasVms(inner.vni())) {
      refuse(datagram, frame.tag(), VxlanDrop.UNKNOWN_INNER_MAC, "from " + ethernet.source());
    } else {
      refuse(datagram, frame.tag(), VxlanDrop.UNKNOWN_VNI, "vni " + inner.vni());
    }
  }

  private boolean hasVms(int vni) {
    return vms.keySet().stream().anyMatch(vm -> vm.vni() == vni);
  }

  private void refuse(
      ExternalInput.Datagram datagram, PacketTag tag, DropReason reason, String detail) {
    UdpHeader udp = new UdpHeader(datagram.remotePort(), VxlanHeader.UDP_PORT);
    Packet packet = Packet.ip(outerHeader(endpoint.address()), udp, datagram.data(), tag);
    context.created(packet, "outside");
    context.drop(packet, reason, detail);
  }

  /** As it came but for the destination, an address of the real network. */
  private static IpHeader outerHeader(IpAddress from) {
    return from.isIpv4()
        ? Ipv4Header.of(from, IpAddress.ofIpv4(0), 64, IpProtocol.UDP)
        : Ipv6Header.of(from, IpAddress.ofIpv6(0, 0), 64, IpProtocol.UDP);
  }
}
