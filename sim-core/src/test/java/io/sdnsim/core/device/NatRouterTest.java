package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.l3.nat.DestinationNatRule;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.l3.nat.NatTimeouts;
import io.sdnsim.core.l3.nat.SourceNatRule;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.EchoHandler;
import io.sdnsim.core.transport.EchoSocket;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.testkit.RecordingTcpHandler;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TestNetwork.Inbox;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two hosts behind a router with NAT, one on the Internet, with a plain router of 1400 bytes
 * between:
 *
 * <pre>
 * pc     192.168.0.10 -- lan1
 *                            nat  203.0.113.1 -- isp -- server 198.51.100.7
 * web    192.168.1.10 -- lan2
 * </pre>
 */
class NatRouterTest {
  private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.1");
  private static final IpAddress SERVER = IpAddress.parse("198.51.100.7");
  private static final long A_WHILE = 5 * SimTime.SECOND;
  private static final int WEB_PORT = 8080;

  private final TestNetwork net = new TestNetwork(1);
  private IpDevice pc;
  private IpDevice web;
  private IpDevice nat;
  private IpDevice server;

  private void build(NatConfig config) {
    pc = host("pc", "192.168.0.10/24", "192.168.0.1");
    web = host("web", "192.168.1.10/24", "192.168.1.1");
    nat =
        net.add(
            IpDeviceConfig.router(
                    "nat",
                    InterfaceConfig.of("lan1", "192.168.0.1/24"),
                    InterfaceConfig.of("lan2", "192.168.1.1/24"),
                    InterfaceConfig.of("wan", "203.0.113.1/30"))
                .withRoutes(StaticRoute.via("0.0.0.0/0", "203.0.113.2"))
                .withNat(config));
    // The Internet knows no way to private addresses.
    net.add(
        IpDeviceConfig.router(
            "isp",
            InterfaceConfig.of("wan", "203.0.113.2/30"),
            InterfaceConfig.of("lan", "198.51.100.1/24")));
    server = host("server", "198.51.100.7/24", "198.51.100.1");
    net.link("pc:eth0", "nat:lan1");
    net.link("web:eth0", "nat:lan2");
    net.link("nat:wan", "isp:wan");
    net.link(
        "isp:lan",
        "server:eth0",
        LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND).withMtu(1400));
    net.boot();
  }

  private IpDevice host(String name, String address, String gateway) {
    return net.add(
        IpDeviceConfig.host(name, InterfaceConfig.of("eth0", address))
            .withRoutes(StaticRoute.via("0.0.0.0/0", gateway)));
  }

  private static SourceNatRule masquerade() {
    return SourceNatRule.masquerade("internet", "wan");
  }

  private static DestinationNatRule forward(boolean hairpin) {
    return new DestinationNatRule(
        "web",
        "wan",
        PUBLIC,
        IpProtocol.TCP,
        PortRange.of(80),
        IpAddress.parse("192.168.1.10"),
        WEB_PORT,
        hairpin);
  }

  private void buildMasquerade() {
    build(NatConfig.of(List.of(masquerade()), List.of()));
  }

  /** No packet leaves towards the Internet with a private source. */
  @AfterEach
  void nothingPrivateIsOnTheInternet() {
    net.assertConserved();
    assertThat(net.recorder().records())
        .filteredOn(record -> record.node().equals("isp") && record.packet().ip() != null)
        .extracting(record -> record.packet().ip().source().toString())
        .noneMatch(source -> source.startsWith("192.168."));
  }

  private static String source(Packet packet) {
    return packet.ip().source() + ":" + packet.transport().sourcePort();
  }

  @Test
  void udp_goesOutWithThePublicAddress_andTheAnswerComesBack() {
    buildMasquerade();
    List<String> sources = new ArrayList<>();
    server
        .transport()
        .bindUdp(
            null,
            TestNetwork.PORT,
            new UdpHandler() {
              @Override
              public void received(UdpSocket socket, Packet datagram) {
                sources.add(source(datagram));
                socket.send(
                    datagram.ip().source(),
                    datagram.transport().sourcePort(),
                    new BulkBytes(2, 0, 30),
                    null,
                    0,
                    64);
              }
            });
    Inbox inbox = new Inbox();
    UdpSocket socket = pc.transport().bindUdp(null, 5000, inbox);
    socket.send(SERVER, TestNetwork.PORT, new BulkBytes(1, 0, 20), null, 0, 64);
    net.run(A_WHILE);
    assertThat(sources).containsExactly("203.0.113.1:5000");
    assertThat(inbox.datagrams).hasSize(1);
    assertThat(source(inbox.datagrams.get(0))).isEqualTo("198.51.100.7:9");
    assertThat(inbox.datagrams.get(0).ip().destination().toString()).isEqualTo("192.168.0.10");
  }

  @Test
  void twoHostsWithOnePort_getTwoOutside() {
    buildMasquerade();
    Inbox inbox = net.listen(server);
    for (IpDevice host : List.of(pc, web)) {
      host.transport()
          .bindUdp(null, 5000, new Inbox())
          .send(SERVER, TestNetwork.PORT, new BulkBytes(1, 0, 20), null, 0, 64);
    }
    net.run(A_WHILE);
    assertThat(inbox.datagrams)
        .hasSize(2)
        .allMatch(packet -> packet.ip().source().equals(PUBLIC))
        .extracting(packet -> packet.transport().sourcePort())
        .doesNotHaveDuplicates();
  }

  @Test
  void stranger_doesNotGetIn() {
    buildMasquerade();
    Inbox inside = net.listen(pc);
    Inbox outside = net.send(server, "203.0.113.1", 20, 64);
    net.run(A_WHILE);
    assertThat(inside.datagrams).isEmpty();
    // It is for the router itself, where nobody listens.
    assertThat(outside.errorCodes()).containsExactly("3/3");
  }

  @Test
  void tcp_downloadThroughNat_arrivesWhole() {
    buildMasquerade();
    int bytes = 300_000;
    RecordingTcpHandler serving = new RecordingTcpHandler();
    server.transport().listen(TcpConfig.LINUX, null, 443, socket -> serving);
    RecordingTcpHandler client = new RecordingTcpHandler();
    pc.transport()
        .connect(TcpConfig.LINUX, null, 0, SERVER, 443, new FlowTag("get", 0, false), client);
    net.run(SimTime.SECOND);
    assertThat(serving.socket().remoteAddress()).isEqualTo(PUBLIC);
    serving.socket().send(new BulkBytes(3, 0, bytes));
    serving.socket().close();
    net.run(A_WHILE);
    assertThat(client.receivedBytes()).isEqualTo(bytes);
    assertThat(client.closeReason()).isEqualTo(CloseReason.FINISHED);
    assertThat(serving.closeReason()).isEqualTo(CloseReason.FINISHED);
  }

  @Test
  void echo_throughNat_isAnswered() {
    buildMasquerade();
    List<String> answers = new ArrayList<>();
    EchoSocket echo = pc.transport().openEcho(recording(answers));
    echo.sendRequest(SERVER, 1, 56, new FlowTag("ping", 0, false), 64);
    net.run(A_WHILE);
    assertThat(answers).containsExactly("reply 198.51.100.7");
  }

  private static EchoHandler recording(List<String> answers) {
    return new EchoHandler() {
      @Override
      public void replied(EchoSocket socket, Packet reply) {
        answers.add("reply " + reply.ip().source());
      }

      @Override
      public void failed(EchoSocket socket, Packet error) {
        answers.add("error " + error.ip().source());
      }
    };
  }

  @Test
  void hopLimit_eachRouterAnswersInItsOwnName() {
    buildMasquerade();
    List<String> answers = new ArrayList<>();
    EchoSocket echo = pc.transport().openEcho(recording(answers));
    for (int hops = 1; hops <= 3; hops++) {
      echo.sendRequest(SERVER, hops, 56, new FlowTag("trace", 0, false), hops);
      net.run(A_WHILE);
    }
    assertThat(answers)
        .containsExactly("error 192.168.0.1", "error 203.0.113.2", "reply 198.51.100.7");
  }

  @Test
  void icmpError_reachesTheHost_andQuotesWhatTheHostSent() {
    buildMasquerade();
    Inbox inbox = new Inbox();
    UdpSocket socket = pc.transport().bindUdp(null, 5000, inbox);
    socket.send(SERVER, TestNetwork.PORT, new BulkBytes(1, 0, 20), null, 0, 64);
    net.run(A_WHILE);
    assertThat(inbox.errorCodes()).containsExactly("3/3");
    Packet error = inbox.errors.get(0);
    assertThat(error.ip().source()).isEqualTo(SERVER);
    Packet quoted = ((Quoted) error.payload()).original();
    assertThat(source(quoted)).isEqualTo("192.168.0.10:5000");
    assertThat(quoted.ip().destination()).isEqualTo(SERVER);
  }

  @Test
  void pathMtuBehindTheNat_isLearnedByTheHostInside() {
    buildMasquerade();
    RecordingTcpHandler serving = new RecordingTcpHandler();
    server.transport().listen(TcpConfig.LINUX, null, 443, socket -> serving);
    RecordingTcpHandler client = new RecordingTcpHandler();
    pc.transport()
        .connect(TcpConfig.LINUX, null, 0, SERVER, 443, new FlowTag("put", 0, false), client);
    net.run(SimTime.SECOND);
    client.socket().send(new BulkBytes(4, 0, 100_000));
    client.socket().close();
    net.run(A_WHILE);
    assertThat(serving.receivedBytes()).isEqualTo(100_000);
  }

  @Test
  void datagramInFragments_isTranslatedWhole() {
    buildMasquerade();
    Inbox inbox = net.listen(server);
    net.send(pc, "198.51.100.7", 4000, 64);
    net.run(A_WHILE);
    assertThat(inbox.datagrams).hasSize(1);
    assertThat(inbox.datagrams.get(0).payload().lengthBytes()).isEqualTo(4000);
    assertThat(inbox.datagrams.get(0).ip().source()).isEqualTo(PUBLIC);
  }

  @Test
  void portForward_leadsToTheHostInside_whichSeesTheRealClient() {
    build(NatConfig.of(List.of(masquerade()), List.of(forward(false))));
    RecordingTcpHandler serving = new RecordingTcpHandler();
    web.transport().listen(TcpConfig.LINUX, null, WEB_PORT, socket -> serving);
    RecordingTcpHandler client = new RecordingTcpHandler();
    server
        .transport()
        .connect(TcpConfig.LINUX, null, 0, PUBLIC, 80, new FlowTag("in", 0, false), client);
    net.run(SimTime.SECOND);
    assertThat(serving.socket().remoteAddress()).isEqualTo(SERVER);
    serving.socket().send(new BulkBytes(5, 0, 50_000));
    net.run(A_WHILE);
    assertThat(client.receivedBytes()).isEqualTo(50_000);
  }

  @Test
  void portForward_withoutHairpin_isClosedFromInside() {
    build(NatConfig.of(List.of(masquerade()), List.of(forward(false))));
    web.transport().listen(TcpConfig.LINUX, null, WEB_PORT, socket -> new RecordingTcpHandler());
    RecordingTcpHandler client = new RecordingTcpHandler();
    pc.transport()
        .connect(TcpConfig.LINUX, null, 0, PUBLIC, 80, new FlowTag("in", 0, false), client);
    net.run(A_WHILE);
    assertThat(client.closeReason()).isEqualTo(CloseReason.REFUSED);
  }

  @Test
  void hairpin_hostsInsideMeetAtThePublicAddress() {
    build(NatConfig.of(List.of(masquerade()), List.of(forward(true))));
    RecordingTcpHandler serving = new RecordingTcpHandler();
    web.transport().listen(TcpConfig.LINUX, null, WEB_PORT, socket -> serving);
    RecordingTcpHandler client = new RecordingTcpHandler();
    pc.transport()
        .connect(TcpConfig.LINUX, null, 0, PUBLIC, 80, new FlowTag("in", 0, false), client);
    net.run(SimTime.SECOND);
    // RFC 4787 REQ-9: the source is the outside address, or the answer would go past the NAT.
    assertThat(serving.socket().remoteAddress()).isEqualTo(PUBLIC);
    serving.socket().send(new BulkBytes(5, 0, 50_000));
    net.run(A_WHILE);
    assertThat(client.receivedBytes()).isEqualTo(50_000);
  }

  @Test
  void hairpin_fromTheServerItself_works() {
    build(NatConfig.of(List.of(masquerade()), List.of(forward(true))));
    RecordingTcpHandler serving = new RecordingTcpHandler();
    web.transport().listen(TcpConfig.LINUX, null, WEB_PORT, socket -> serving);
    RecordingTcpHandler client = new RecordingTcpHandler();
    web.transport()
        .connect(TcpConfig.LINUX, null, 0, PUBLIC, 80, new FlowTag("in", 0, false), client);
    net.run(SimTime.SECOND);
    assertThat(client.isConnected()).isTrue();
  }

  @Test
  void portsExhausted_flowsBeyondAreDropped_untilABindingTimesOut() {
    SourceNatRule narrow =
        new SourceNatRule(
            "narrow",
            "wan",
            null,
            null,
            SourceNatRule.ANY_PROTOCOL,
            List.of(),
            new PortRange(40_000, 40_002));
    build(NatConfig.of(List.of(narrow), List.of()));
    Inbox inbox = net.listen(server);
    for (int i = 0; i < 5; i++) {
      net.send(pc, "198.51.100.7", 20, 64);
    }
    net.run(A_WHILE);
    assertThat(inbox.datagrams)
        .extracting(packet -> packet.transport().sourcePort())
        .containsExactlyInAnyOrder(40_000, 40_001, 40_002);
    assertThat(net.recorder().steps("nat", Step.Dropped.class))
        .extracting(Step.Dropped::reason)
        .containsExactly(CoreDrop.NAT_PORTS_EXHAUSTED, CoreDrop.NAT_PORTS_EXHAUSTED);
    net.run(NatTimeouts.DEFAULT.udpPs());
    net.send(pc, "198.51.100.7", 20, 64);
    net.run(A_WHILE);
    assertThat(inbox.datagrams).hasSize(4);
  }

  @Test
  void powerCycle_forgetsTheBindings_soThatAnswersAreStrangers() {
    buildMasquerade();
    Inbox inbox = new Inbox();
    UdpSocket inside = pc.transport().bindUdp(null, 5000, inbox);
    UdpSocket outside = server.transport().bindUdp(null, TestNetwork.PORT, new Inbox());
    inside.send(SERVER, TestNetwork.PORT, new BulkBytes(1, 0, 20), null, 0, 64);
    net.run(A_WHILE);
    net.network().powerOff(nat);
    net.run(SimTime.SECOND);
    net.network().powerOn(nat);
    net.run(SimTime.SECOND);
    outside.send(PUBLIC, 5000, new BulkBytes(2, 0, 20), null, 0, 64);
    net.run(A_WHILE);
    assertThat(inbox.datagrams).isEmpty();
  }
}
