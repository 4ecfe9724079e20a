package io.sdnsim.core.device;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.bfd.BfdSessions;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.transport.Transport;
import java.util.List;

/**
 * A node that speaks IP: a host, a router, a Mux, a hypervisor. What its processes (BGP, SLB,
 * VXLAN, applications) build on. All of it is of the current life of the node: a process asks again
 * when it is started again.
 */
public interface IpNode extends Node {
  /** The sockets. */
  Transport transport();

  /** The routes of the default VRF. */
  RouteTable routes();

  /** Sends datagrams that the node makes. */
  IpOutput output();

  /**
   * The BFD sessions, for whoever wants to know whether a neighbor is there.
   *
   * @throws UnsupportedOperationException when this kind of node has none
   */
  default BfdSessions bfd() {
    throw new UnsupportedOperationException(context().name() + " is of a kind without BFD");
  }

  /**
   * Frames that its CPU could not keep up with in this life of the node, and that were dropped.
   * None where nothing limits what it receives.
   */
  default long receiveDrops() {
    return 0;
  }

  /** The addresses of the interfaces that are up, in configuration order. */
  List<InterfaceAddress> localAddresses();

  /**
   * Lets a process take packets out of the forwarding path, such as a Mux its VIPs: it is asked for
   * every packet that is for none of the node's own addresses, before the route lookup.
   * Interceptors are asked in the order in which they were added.
   */
  void addInterceptor(PacketInterceptor interceptor);

  void removeInterceptor(PacketInterceptor interceptor);

  /**
   * Lets a process take datagrams for the node's own addresses before the transport layer sees
   * them. Hooks are asked in the order in which they were added; a new life of the node has none.
   *
   * @throws UnsupportedOperationException when this kind of node lets nobody look
   */
  default void addLocalDeliveryHook(LocalDeliveryHook hook) {
    throw new UnsupportedOperationException(
        context().name() + " is of a kind on which captures cannot be replayed");
  }

  /** Undoes {@link #addLocalDeliveryHook}; without effect when the hook is not there. */
  default void removeLocalDeliveryHook(LocalDeliveryHook hook) {}
}
