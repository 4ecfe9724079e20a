package io.sdnsim.scenarios.build;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import java.util.List;

/** Lets a host stand for a part of the outside world: it takes packets to any of its addresses. */
final class OutsideWorld implements NodeProcess, PacketInterceptor {
  private final IpNode node;
  private final List<Prefix> prefixes;

  OutsideWorld(IpNode node, List<Prefix> prefixes) {
    this.node = node;
    this.prefixes = List.copyOf(prefixes);
  }

  @Override
  public void start() {
    node.addInterceptor(this);
  }

  @Override
  public boolean intercept(Packet datagram) {
    IpHeader ip = datagram.ip();
    if (ip == null
        || !(node instanceof IpDevice device)
        || prefixes.stream().noneMatch(prefix -> prefix.contains(ip.destination()))) {
      return false;
    }
    device.deliver(datagram);
    return true;
  }

  @Override
  public void shutDown() {
    node.removeInterceptor(this);
  }

  @Override
  public void crash() {
    node.removeInterceptor(this);
  }
}
