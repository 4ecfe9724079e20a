package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TransportStack;
import org.jspecify.annotations.Nullable;

/**
 * The sockets with which the host agent speaks to the VM of one port. Each port has its own, for
 * VMs of different tenants may have the same address.
 */
final class AgentStack {
  private static final int MTU_BYTES = 1500;

  private final String port;
  private final VirtualSwitch virtualSwitch;
  private final TransportStack stack;

  AgentStack(NodeContext context, String port, VirtualSwitch virtualSwitch) {
    this.port = port;
    this.virtualSwitch = virtualSwitch;
    this.stack = new TransportStack(context, new ToVm(), TcpConfig.LINUX);
  }

  TransportStack sockets() {
    return stack;
  }

  private final class ToVm implements IpOutput {
    @Override
    public void send(Packet datagram) {
      virtualSwitch.fromAgent(port, datagram);
    }

    @Override
    public @Nullable IpAddress sourceFor(IpAddress destination) {
      return AgentLayer.addressFor(destination);
    }

    @Override
    public int pathMtuBytes(IpAddress destination) {
      return MTU_BYTES;
    }

    @Override
    public boolean isLocal(IpAddress address) {
      return AgentLayer.isAgent(address);
    }
  }

  void deliver(Packet packet) {
    stack.deliver(packet);
  }
}
