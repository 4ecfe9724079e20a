package io.sdnsim.core.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.TransportFactory;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.testkit.RecordingTcpHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router with one neighbor inside the simulation, 10.0.0.2, and one outside, 10.0.0.3. */
class ExternalConnectionsTest {
  private static final int PORT = 179;
  private static final IpAddress INSIDE = IpAddress.parse("10.0.0.2");
  private static final IpAddress OUTSIDE = IpAddress.parse("10.0.0.3");
  private static final ExternalPeer PEER = new ExternalPeer("router", OUTSIDE, PORT, null);
  private static final FlowTag TAG = new FlowTag("test", 0, false);

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation, new Tracer());
  private final RecordingNetwork outside = new RecordingNetwork();
  private final ExternalConnections connections =
      new ExternalConnections(simulation, outside, List.of(PEER));
  private final RecordingTcpHandler handler = new RecordingTcpHandler();
  private IpDevice router;
  private IpDevice host;

  /** Writes down what the simulation wants. */
  private static final class RecordingNetwork implements ExternalNetwork {
    private final List<String> wishes = new ArrayList<>();

    @Override
    public void connect(int connection, ExternalPeer peer) {
      wishes.add("connect " + connection + " " + peer);
    }

    @Override
    public void send(int connection, Bytes data) {
      wishes.add("send " + connection + " " + new String(data.toArray(), StandardCharsets.UTF_8));
    }

    @Override
    public void taken(int connection, int bytes) {
      wishes.add("taken " + connection + " " + bytes);
    }

    @Override
    public void close(int connection) {
      wishes.add("close " + connection);
    }

    @Override
    public void abort(int connection) {
      wishes.add("abort " + connection);
    }

    @Override
    public void sendDatagram(String node, Bytes data) {
      wishes.add("datagram " + node + " " + data);
    }
  }

  @Test
  void datagrams_reachTheNodesEndpoint_andGoOutThroughIt() {
    List<ExternalInput.Datagram> came = new ArrayList<>();
    Consumer<Bytes> out = connections.openEndpoint("host", came::add);
    ExternalInput.Datagram datagram =
        new ExternalInput.Datagram("host", 4789, Bytes.of(new byte[] {1, 2}));
    connections.schedule(simulation.nowPs() + 5, datagram);
    assertThat(came).isEmpty();

    simulation.runUntil(simulation.nowPs() + 5);
    assertThat(came).containsExactly(datagram);
    out.accept(Bytes.of(new byte[] {3}));
    assertThat(outside.wishes).containsExactly("datagram host 03");
  }

  @BeforeEach
  void build() {
    IpDeviceConfig config =
        IpDeviceConfig.router("router", InterfaceConfig.of("eth0", "10.0.0.1/24"));
    router =
        network.add(
            config.withTransport(connections.transportOf("router", TransportFactory.STANDARD)));
    host = network.add(IpDeviceConfig.host("host", InterfaceConfig.of("eth0", "10.0.0.2/24")));
    network.connect("router", "eth0", "host", "eth0", LinkConfig.ethernet(0, 0));
    network.bootAll();
    simulation.runUntil(SimTime.MILLISECOND);
  }

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private TcpSocket connect(IpAddress remote) {
    return router.transport().connect(TcpConfig.RFC, null, 0, remote, PORT, TAG, handler);
  }

  private void happen(ExternalInput input) {
    connections.schedule(simulation.nowPs() + 1, input);
    simulation.runUntil(simulation.nowPs() + 1);
  }

  private TcpSocket connected() {
    TcpSocket socket = connect(OUTSIDE);
    happen(new ExternalInput.Connected(1, 40_000));
    outside.wishes.clear();
    return socket;
  }

  private static String text(RecordingTcpHandler of) {
    return new String(of.receivedArray(), StandardCharsets.UTF_8);
  }

  @Test
  void connectionToAPeerOutside_goesThroughTheNetwork() {
    TcpSocket socket = connect(OUTSIDE);
    assertThat(outside.wishes).containsExactly("connect 1 router/10.0.0.3");
    assertThat(socket.isEstablished()).isFalse();
    assertThat(socket.localAddress()).isEqualTo(IpAddress.parse("10.0.0.1"));

    happen(new ExternalInput.Connected(1, 40_000));
    assertThat(socket.isEstablished()).isTrue();
    assertThat(socket.localPort()).isEqualTo(40_000);
    socket.send(bytes("hello"));
    assertThat(socket.unacknowledgedBytes()).isEqualTo(5);
    happen(new ExternalInput.Sent(1, 5));
    assertThat(socket.unacknowledgedBytes()).isZero();
    happen(new ExternalInput.Received(1, bytes("world")));
    assertThat(text(handler)).isEqualTo("world");
    assertThat(outside.wishes)
        .containsExactly("connect 1 router/10.0.0.3", "send 1 hello", "taken 1 5");

    socket.close();
    happen(new ExternalInput.Closed(1, CloseReason.FINISHED));
    assertThat(handler.events()).containsExactly("connected", "drained", "closed FINISHED");
    assertThat(outside.wishes).last().isEqualTo("close 1");
  }

  @Test
  void connectionToANeighborInside_staysInside() {
    RecordingTcpHandler server = new RecordingTcpHandler();
    host.transport().listen(TcpConfig.RFC, null, PORT, socket -> server);

    connect(INSIDE).send(bytes("hello"));
    simulation.runUntil(SimTime.SECOND);

    assertThat(text(server)).isEqualTo("hello");
    assertThat(outside.wishes).isEmpty();
  }

  @Test
  void peerThatConnects_isAccepted() {
    router.transport().listen(TcpConfig.RFC, null, PORT, socket -> handler);

    happen(new ExternalInput.Accepted(-1, PEER, 50_000));
    handler.socket().send(bytes("hello"));

    assertThat(handler.socket().remoteAddress()).isEqualTo(OUTSIDE);
    assertThat(handler.socket().remotePort()).isEqualTo(50_000);
    assertThat(handler.socket().localAddress()).isEqualTo(IpAddress.parse("10.0.0.1"));
    assertThat(outside.wishes).containsExactly("send -1 hello");
  }

  @Test
  void peerThatConnects_isResetWhereNobodyListens() {
    happen(new ExternalInput.Accepted(-1, PEER, 50_000));
    assertThat(outside.wishes).containsExactly("abort -1");
  }

  @Test
  void simulatedConnectionInTheNameOfAPeerOutside_isRefused() {
    IpDevice impostor =
        network.add(IpDeviceConfig.host("impostor", InterfaceConfig.of("eth0", "10.0.0.3/24")));
    IpDeviceConfig second =
        IpDeviceConfig.router("router2", InterfaceConfig.of("eth0", "10.0.0.1/24"));
    ExternalConnections own =
        new ExternalConnections(
            simulation, outside, List.of(new ExternalPeer("router2", OUTSIDE, PORT, null)));
    IpDevice listener =
        network.add(second.withTransport(own.transportOf("router2", TransportFactory.STANDARD)));
    network.connect("router2", "eth0", "impostor", "eth0", LinkConfig.ethernet(0, 0));
    listener.boot();
    impostor.boot();
    listener.transport().listen(TcpConfig.RFC, null, PORT, socket -> new RecordingTcpHandler());

    IpAddress to = IpAddress.parse("10.0.0.1");
    impostor.transport().connect(TcpConfig.RFC, null, 0, to, PORT, TAG, handler);
    simulation.runUntil(SimTime.SECOND);

    assertThat(handler.closeReason()).isEqualTo(CloseReason.REFUSED);
  }

  @Test
  void withoutARoute_thePeerIsUnreachable() {
    router.replaceStaticRoutes(List.of());
    ExternalPeer far = new ExternalPeer("far", IpAddress.parse("192.0.2.1"), PORT, null);
    ExternalConnections own = new ExternalConnections(simulation, outside, List.of(far));
    IpDeviceConfig config = IpDeviceConfig.router("far", InterfaceConfig.of("eth0", "10.0.9.1/24"));
    IpDevice lonely =
        network.add(config.withTransport(own.transportOf("far", TransportFactory.STANDARD)));
    lonely.boot();

    lonely.transport().connect(TcpConfig.RFC, null, 0, far.neighbor(), PORT, TAG, handler);
    simulation.runUntil(SimTime.SECOND);

    assertThat(handler.closeReason()).isEqualTo(CloseReason.UNREACHABLE);
    assertThat(outside.wishes).isEmpty();
  }

  @Test
  void pausedReader_holdsWhatComes_andTheNetworkMayNotSendMore() {
    TcpSocket socket = connected();
    socket.pauseReading();
    happen(new ExternalInput.Received(1, bytes("held")));
    assertThat(text(handler)).isEmpty();
    assertThat(outside.wishes).isEmpty();

    socket.resumeReading();
    assertThat(text(handler)).isEqualTo("held");
    assertThat(outside.wishes).containsExactly("taken 1 4");
  }

  @Test
  void frozenNode_takesEverythingInWhenItGoesOn() {
    connected();
    network.freeze(router);
    happen(new ExternalInput.Received(1, bytes("one ")));
    happen(new ExternalInput.Received(1, bytes("two")));
    happen(new ExternalInput.Closed(1, CloseReason.RESET));
    simulation.runUntil(SimTime.SECOND);
    assertThat(text(handler)).isEmpty();
    assertThat(outside.wishes).isEmpty();

    network.thaw(router);
    assertThat(text(handler)).isEqualTo("one two");
    assertThat(handler.closeReason()).isEqualTo(CloseReason.RESET);
  }

  @Test
  void crashedProcess_leavesItsConnectionsToTheKernel_whichClosesThem() {
    connected();
    network.crashProcesses(router);
    assertThat(outside.wishes).containsExactly("close 1");
    happen(new ExternalInput.Closed(1, CloseReason.FINISHED));
    assertThat(handler.events()).containsExactly("connected");
  }

  @Test
  void nodeWithoutPower_isSilent_andResetsWhenItBootsAgain() {
    connected();
    network.powerOff(router);
    happen(new ExternalInput.Received(1, bytes("anybody there?")));
    assertThat(outside.wishes).isEmpty();

    network.powerOn(router);
    assertThat(outside.wishes).containsExactly("abort 1");
    assertThat(handler.events()).containsExactly("connected");
  }

  @Test
  void peerThatReadsTooSlowly_losesTheConnection() {
    TcpSocket socket = connected();
    Bytes megabyte = Bytes.of(new byte[1 << 20]);
    for (int i = 0; i < ExternalSocket.MAXIMUM_WAITING_BYTES >> 20; i++) {
      socket.send(megabyte);
    }
    assertThat(socket.isEstablished()).isTrue();

    socket.send(bytes("one too many"));

    assertThat(outside.wishes).last().isEqualTo("abort 1");
    assertThat(handler.closeReason()).as("told later").isNull();
    simulation.runUntil(SimTime.SECOND);
    assertThat(handler.closeReason()).isEqualTo(CloseReason.ABORTED);
  }

  @Test
  void abort_isHeardLater_andWhatStillComesIsIgnored() {
    TcpSocket socket = connected();
    socket.abort();
    happen(new ExternalInput.Received(1, bytes("late")));
    happen(new ExternalInput.Closed(1, CloseReason.FINISHED));

    assertThat(outside.wishes).containsExactly("abort 1");
    assertThat(handler.events()).containsExactly("connected", "closed ABORTED");
    assertThat(text(handler)).isEmpty();
  }

  @Test
  void inputOfAConnectionThatNeverWas_belongsToAnotherRun() {
    connections.schedule(
        simulation.nowPs() + 1, new ExternalInput.Received(7, bytes("who are you?")));
    assertThatThrownBy(() -> simulation.runUntil(SimTime.SECOND))
        .isInstanceOf(ExternalConnections.UnknownConnectionException.class)
        .hasMessageContaining("connection 7, which this run has not opened");
  }

  @Test
  void inputOfNow_isRefused() {
    assertThatThrownBy(
            () ->
                connections.schedule(
                    simulation.nowPs(), new ExternalInput.Closed(1, CloseReason.RESET)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
