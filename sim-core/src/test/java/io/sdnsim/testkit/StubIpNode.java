package io.sdnsim.testkit;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.LocalDeliveryHook;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.EchoHandler;
import io.sdnsim.core.transport.EchoSocket;
import io.sdnsim.core.transport.TcpAcceptor;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node that has one address and one route to everywhere, keeps what its processes send instead of
 * sending it, and knows which ports they opened.
 */
public final class StubIpNode implements IpNode, IpOutput, Transport {
  private final NodeContext context;
  private final IpAddress address;
  private final List<Packet> sent = new ArrayList<>();
  private final List<PacketInterceptor> interceptors = new ArrayList<>();
  private final List<LocalDeliveryHook> deliveryHooks = new ArrayList<>();
  private final Map<Integer, UdpHandler> udp = new TreeMap<>();
  private final Map<Integer, TcpAcceptor> listeners = new TreeMap<>();
  private int mtuBytes = 9000;
  private long receiveDrops;

  public StubIpNode(NodeContext context, IpAddress address) {
    this.context = context;
    this.address = address;
  }

  /** What was sent so far, without Ethernet headers. */
  public List<Packet> sent() {
    return sent;
  }

  /** The packet that was sent last; it is forgotten. */
  public Packet takeSent() {
    return sent.remove(sent.size() - 1);
  }

  public void setMtu(int newMtuBytes) {
    mtuBytes = newMtuBytes;
  }

  /** How many packets its CPU is to have dropped. */
  public void setReceiveDrops(long drops) {
    receiveDrops = drops;
  }

  @Override
  public long receiveDrops() {
    return receiveDrops;
  }

  public Map<Integer, UdpHandler> udpHandlers() {
    return udp;
  }

  public Map<Integer, TcpAcceptor> listeners() {
    return listeners;
  }

  /** Gives a datagram for the node to the hooks, as local delivery does. */
  public boolean deliver(Packet datagram) {
    return deliveryHooks.stream().anyMatch(each -> each.take(datagram));
  }

  @Override
  public void addLocalDeliveryHook(LocalDeliveryHook hook) {
    deliveryHooks.add(hook);
  }

  @Override
  public void removeLocalDeliveryHook(LocalDeliveryHook hook) {
    deliveryHooks.remove(hook);
  }

  /** Gives a packet to the interceptors, as the forwarding path does. */
  public boolean arrive(Packet datagram) {
    return interceptors.stream().anyMatch(each -> each.intercept(datagram));
  }

  @Override
  public NodeContext context() {
    return context;
  }

  @Override
  public List<Port> ports() {
    return List.of();
  }

  @Override
  public void boot() {}

  @Override
  public void powerOff() {}

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

  @Override
  public Transport transport() {
    return this;
  }

  @Override
  public RouteTable routes() {
    throw new UnsupportedOperationException("a stub has no route table");
  }

  @Override
  public IpOutput output() {
    return this;
  }

  @Override
  public List<InterfaceAddress> localAddresses() {
    return List.of(new InterfaceAddress(address, address.bitCount()));
  }

  @Override
  public void addInterceptor(PacketInterceptor interceptor) {
    interceptors.add(interceptor);
  }

  @Override
  public void removeInterceptor(PacketInterceptor interceptor) {
    interceptors.remove(interceptor);
  }

  @Override
  public void send(Packet datagram) {
    sent.add(datagram);
  }

  @Override
  public @Nullable IpAddress sourceFor(IpAddress destination) {
    return address;
  }

  @Override
  public int pathMtuBytes(IpAddress destination) {
    return mtuBytes;
  }

  @Override
  public boolean isLocal(IpAddress candidate) {
    return address.equals(candidate);
  }

  @Override
  public TcpSocket connect(
      TcpConfig config,
      @Nullable IpAddress local,
      int localPort,
      IpAddress remote,
      int remotePort,
      FlowTag tag,
      TcpHandler handler) {
    throw new UnsupportedOperationException("a stub makes no connections");
  }

  @Override
  public AutoCloseable listen(
      TcpConfig config, @Nullable IpAddress local, int port, TcpAcceptor acceptor) {
    listeners.put(port, acceptor);
    return () -> listeners.remove(port);
  }

  @Override
  public UdpSocket bindUdp(@Nullable IpAddress local, int port, UdpHandler handler) {
    udp.put(port, handler);
    return new UdpSocket() {
      @Override
      public int localPort() {
        return port;
      }

      @Override
      public void send(
          IpAddress remote,
          int remotePort,
          Payload payload,
          @Nullable FlowTag tag,
          int number,
          int hopLimit) {
        throw new UnsupportedOperationException("a stub sends no UDP");
      }

      @Override
      public void close() {
        udp.remove(port);
      }
    };
  }

  @Override
  public EchoSocket openEcho(EchoHandler handler) {
    throw new UnsupportedOperationException("a stub does not ping");
  }
}
