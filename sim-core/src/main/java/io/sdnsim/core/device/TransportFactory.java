package io.sdnsim.core.device;

import io.sdnsim.core.l3.DatagramHandler;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.core.transport.TransportStack;

/** Makes the transport layer of one VRF each time the device boots. */
@FunctionalInterface
public interface TransportFactory {
  /** TCP, UDP and ICMP echo. */
  TransportFactory STANDARD =
      (context, output, tcp) -> {
        TransportStack stack = new TransportStack(context, output, tcp);
        return new Layer(stack, stack, stack::crash, stack::powerOff);
      };

  Layer create(NodeContext context, IpOutput output, TcpConfig tcp);

  /**
   * A transport layer, as the kernel sees it.
   *
   * @param sockets what programs use
   * @param input gets the datagrams for the node
   * @param crash the programs died: their sockets are closed
   * @param powerOff everything is forgotten
   */
  record Layer(Transport sockets, DatagramHandler input, Runnable crash, Runnable powerOff) {}
}
