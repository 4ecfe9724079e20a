package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static io.sdnsim.core.engine.SimTime.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TcpOptions.SackBlock;
import io.sdnsim.core.trace.Step;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.RecordingTcpHandler;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed segments (RFC 2385) and segments from near only (RFC 5082). */
class TcpSecurityTest {
  private static final FlowKey KEY =
      new FlowKey(
          0, IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), IpProtocol.TCP, 179, 1024);
  private static final Bytes DATA = Bytes.of("abc".getBytes(StandardCharsets.UTF_8));

  private static TcpHeader header(TcpOptions options) {
    return new TcpHeader(179, 1024, 1, 2, TcpHeader.ACK | TcpHeader.PSH, 3, 0, options);
  }

  /**
   * The digest was computed by hand, with another program, over the bytes that RFC 2385 2 lists.
   */
  @Test
  void signature_isTheRfcsDigest() {
    TcpHeader signed = TcpMd5.sign(KEY, header(TcpOptions.NONE), DATA, "secret");
    assertThat(signed.options().other()).hasToString("1312d11e3c87001fe1f70236b0aa7b3e3c8b");
    assertThat(TcpMd5.fault(KEY, signed, DATA, "secret")).isNull();
    assertThat(TcpMd5.fault(KEY, signed, DATA, "Secret")).isEqualTo("wrong key");
    assertThat(TcpMd5.fault(KEY.reversed(), signed, DATA, "secret")).isEqualTo("wrong key");
    assertThat(TcpMd5.fault(KEY, signed, DATA, "")).isEqualTo("signed, but no key is configured");
    assertThat(TcpMd5.fault(KEY, header(TcpOptions.NONE), DATA, "secret")).isEqualTo("not signed");
  }

  @Test
  void sackBlocksWithoutRoom_giveWayToTheSignature() {
    List<SackBlock> blocks = List.of(new SackBlock(1, 2), new SackBlock(3, 4), new SackBlock(5, 6));
    TcpOptions options =
        new TcpOptions(
            TcpOptions.ABSENT,
            TcpOptions.ABSENT,
            false,
            true,
            1,
            2,
            blocks,
            TcpOptions.NONE.other());
    TcpHeader signed = TcpMd5.sign(KEY, header(options), DATA, "secret");
    assertThat(signed.lengthBytes()).isEqualTo(60);
    assertThat(signed.options().sackBlocks()).containsExactly(blocks.get(0));
    assertThat(TcpMd5.fault(KEY, signed, DATA, "secret")).isNull();
  }

  @Test
  void sameKey_conversationOverALossyLinkIsWhole() {
    TcpConfig config = TcpConfig.RFC.withMd5Key("secret");
    for (int lost = 0; lost < 30; lost++) {
      Conversation conversation = Conversation.start(config);
      conversation.pair.server().lose(lost % 15);
      conversation.pair.client().lose(lost);
      conversation.clientSends(60_000);
      conversation.pair.runUntil(40 * SECOND);
      conversation.assertAllDelivered();
    }
  }

  @Test
  void otherKeyOrNone_neverConnects() {
    assertNeverConnects(TcpConfig.RFC.withMd5Key("secret"), TcpConfig.RFC.withMd5Key("other"));
    assertNeverConnects(TcpConfig.RFC.withMd5Key("secret"), TcpConfig.RFC);
    assertNeverConnects(TcpConfig.RFC, TcpConfig.RFC.withMd5Key("secret"));
  }

  private static void assertNeverConnects(TcpConfig client, TcpConfig server) {
    Conversation conversation =
        new Conversation(new Pair(Pair.Options.latency(10 * MILLISECOND)), client, server);
    conversation.pair.runUntil(400 * SECOND);
    assertThat(conversation.client.events()).containsExactly("closed TIMED_OUT");
    assertThat(conversation.server.events()).isEmpty();
    assertThat(conversation.pair.missingPackets()).isZero();
  }

  /** A client, a router and a server whose listener is at most so many hops away. */
  private static TestNetwork routed(TcpConfig serverConfig, RecordingTcpHandler client, int ttl) {
    TestNetwork world = new TestNetwork(1);
    final IpDevice near =
        world.add(
            IpDeviceConfig.host("near", InterfaceConfig.of("e0", "10.0.0.1/30"))
                .withRoutes(StaticRoute.via("10.0.1.0/30", "10.0.0.2")));
    world.add(
        IpDeviceConfig.router(
            "middle",
            InterfaceConfig.of("e0", "10.0.0.2/30"),
            InterfaceConfig.of("e1", "10.0.1.1/30")));
    final IpDevice far =
        world.add(
            IpDeviceConfig.host("far", InterfaceConfig.of("e0", "10.0.1.2/30"))
                .withRoutes(StaticRoute.via("10.0.0.0/30", "10.0.1.1")));
    world.link("near:e0", "middle:e0");
    world.link("middle:e1", "far:e0");
    world.boot();
    far.transport().listen(serverConfig, null, 179, socket -> new RecordingTcpHandler());
    near.transport()
        .connect(
            serverConfig.withHopLimit(ttl).withMinimumHopLimit(1),
            null,
            0,
            IpAddress.parse("10.0.1.2"),
            179,
            new FlowTag("bgp", 0, false),
            client);
    return world;
  }

  @Test
  void farAwaySender_isDroppedByItsTtl() {
    RecordingTcpHandler client = new RecordingTcpHandler();
    TestNetwork world = routed(TcpConfig.RFC.withMinimumHopLimit(255), client, 255);
    world.run(5 * SECOND);
    assertThat(client.isConnected()).isFalse();
    assertThat(world.recorder().steps("far", Step.Dropped.class))
        .isNotEmpty()
        .allMatch(drop -> drop.reason().label().equals("TtlSecurity"))
        .allMatch(drop -> "TTL 254, at least 255".equals(drop.detail()));

    RecordingTcpHandler twoHops = new RecordingTcpHandler();
    routed(TcpConfig.RFC.withMinimumHopLimit(254), twoHops, 255).run(5 * SECOND);
    assertThat(twoHops.isConnected()).isTrue();
  }

  @Test
  void captureOfSignedSegments_isCleanForWireshark(@TempDir Path directory) throws IOException {
    RecordingTcpHandler client = new RecordingTcpHandler();
    TestNetwork world = routed(TcpConfig.RFC.withMd5Key("secret"), client, 64);
    Path file = directory.resolve("near.pcapng");
    List<CapturePort> ports = List.of(CapturePort.of(world.network().port("near", "e0")));
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      world.tracer().attach(capture);
      world.run(SECOND);
      client.socket().send(new BulkBytes(1, 0, 100_000));
      world.run(2 * SECOND);
      client.socket().close();
      world.run(2 * SECOND);
      capture.finish();
    }
    TsharkReport report = TsharkReport.of(file).assertClean();
    assertThat(report.layers("tcp.option_kind == 19")).hasSizeGreaterThan(50);
    assertThat(report.layers("tcp && !(tcp.option_kind == 19)")).isEmpty();
    assertThat(report.layers("ip.len > 1500")).isEmpty();
  }
}
