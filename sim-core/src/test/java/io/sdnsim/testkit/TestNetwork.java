package io.sdnsim.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import java.util.ArrayList;
import java.util.List;

/** A small network of IP devices with a recorder, and UDP to send through it. */
public final class TestNetwork {
  public static final int PORT = 9;

  /** What arrived at a {@link #listen} port, and the ICMP errors about what left it. */
  public static final class Inbox implements UdpHandler {
    public final List<Packet> datagrams = new ArrayList<>();
    public final List<Packet> errors = new ArrayList<>();

    @Override
    public void received(UdpSocket socket, Packet datagram) {
      datagrams.add(datagram);
    }

    @Override
    public void failed(UdpSocket socket, Packet error) {
      errors.add(error);
    }

    /** Type and code of each error. */
    public List<String> errorCodes() {
      return errors.stream()
          .map(e -> (IcmpHeader) e.transport())
          .map(icmp -> icmp.type() + "/" + icmp.code())
          .toList();
    }
  }

  private final Simulation simulation;
  private final Tracer tracer = new Tracer();
  private final Network network;
  private final StepRecorder recorder = new StepRecorder();

  public TestNetwork(long seed) {
    simulation = new Simulation(seed);
    network = new Network(simulation, tracer);
    tracer.attach(recorder);
  }

  public Simulation simulation() {
    return simulation;
  }

  public Network network() {
    return network;
  }

  public Tracer tracer() {
    return tracer;
  }

  public StepRecorder recorder() {
    return recorder;
  }

  public IpDevice add(IpDeviceConfig config) {
    return network.add(config);
  }

  /** Connects {@code node:port} to {@code node:port} with gigabit Ethernet of 10 us. */
  public Link link(String a, String b) {
    return link(a, b, LinkConfig.ethernet(1_000_000_000L, 10 * SimTime.MICROSECOND));
  }

  public Link link(String a, String b, LinkConfig config) {
    String[] from = a.split(":", 2);
    String[] to = b.split(":", 2);
    return network.connect(from[0], from[1], to[0], to[1], config);
  }

  public void boot() {
    network.bootAll();
  }

  public Inbox listen(IpDevice device) {
    Inbox inbox = new Inbox();
    device.transport().bindUdp(null, PORT, inbox);
    return inbox;
  }

  /** Sends one datagram from a port of its own. */
  public Inbox send(IpDevice from, String to, int bytes, int hopLimit) {
    Inbox inbox = new Inbox();
    UdpSocket socket = from.transport().bindUdp(null, 0, inbox);
    socket.send(
        IpAddress.parse(to),
        PORT,
        new BulkBytes(1, 0, bytes),
        new FlowTag("test", 0, false),
        0,
        hopLimit);
    return inbox;
  }

  public void run(long durationPs) {
    simulation.runUntil(simulation.nowPs() + durationPs);
    assertConserved();
  }

  public void assertConserved() {
    assertThat(network.conservation()).matches(Network.Conservation::isBalanced, "balanced");
  }
}
