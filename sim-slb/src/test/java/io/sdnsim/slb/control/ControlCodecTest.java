package io.sdnsim.slb.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.wire.Dissector;
import io.sdnsim.slb.goal.AgentState;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.ProbeTarget;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ControlCodecTest {
  private static final HealthProbe TCP = new HealthProbe(443, null, 1_000, 2);
  private static final HealthProbe HTTP = new HealthProbe(80, "/health", 5_000, 3);

  private static final IpAddress WEB1 = IpAddress.parse("10.0.0.4");
  private static final SnatLease LEASE = new SnatLease("portal", "web1", 2048, 8);

  private static List<ControlMessage> messages(long version) {
    RuleSettings settings =
        new RuleSettings(
            SelectionMethod.MAGLEV,
            65_537,
            Distribution.SOURCE_IP_PROTOCOL,
            RuleSettings.MAX_IDLE_PS,
            true);
    VipConfig portal = SampleGoal.portal(List.of("web1", "web2"), settings);
    VipRule draining = portal.rules().get(0).withDraining(List.of("web2"));
    GoalCompiler compiler =
        new GoalCompiler(
            SampleGoal.goal(
                    List.of(
                        portal.withRules(List.of(draining)),
                        VipConfig.outboundOnly("out", IpAddress.parse("192.168.133.75")),
                        new VipConfig(
                                "inside",
                                IpAddress.parse("10.0.0.100"),
                                false,
                                List.of(new VipRule(IpProtocol.TCP, 80, 8080, List.of("web2"))))
                            .within("infra")),
                    SampleGoal.snat())
                .withPools(SampleGoal.leasing().pools())
                .withPublicIps(SampleGoal.publicIps())
                .withFastpath(
                    List.of(Prefix.parse("192.168.133.0/24"), Prefix.parse("fd00::/64"))));
    return List.of(
        new ControlMessage.Hello("host1", List.of(LEASE)),
        new ControlMessage.MuxGoal(version, compiler.muxState(Health.ALL_UP)),
        new ControlMessage.NetworkGoal(version, compiler.networkPolicy("host2")),
        new ControlMessage.AgentGoal(
            version,
            new AgentState(
                compiler.natPolicy("host2", SampleGoal.goal().muxes()),
                List.of(target("web1", TCP), target("web2", HTTP)))),
        new ControlMessage.Acknowledge(version),
        new ControlMessage.HealthReport(
            List.of(
                new ProbeResult("web1", WEB1, TCP, true),
                new ProbeResult("web2", IpAddress.parse("fd00:1::5"), HTTP, false))),
        new ControlMessage.MuxLeases(
            version, List.of(compiler.change(LEASE, true), compiler.change(LEASE, false))),
        new ControlMessage.SnatRequest("web1"),
        new ControlMessage.SnatAnswer("web1", List.of(2048, 2056), 8),
        new ControlMessage.SnatRelease(List.of(LEASE)),
        new ControlMessage.SnatRevoke(List.of(LEASE)),
        new ControlMessage.Overloaded(
            41, List.of(new Talker("portal", 900), new Talker("other", 7))));
  }

  @Test
  void encapsulationOfANetwork_isOnTheWire() throws ControlDecodeException {
    GoalCompiler onNvgre = new GoalCompiler(SampleGoal.onNvgre());
    for (ControlMessage message :
        List.of(
            new ControlMessage.MuxGoal(1, onNvgre.muxState(Health.ALL_UP)),
            new ControlMessage.NetworkGoal(1, onNvgre.networkPolicy("host2")))) {
      assertThat(message.toString()).contains("NVGRE");
      assertThat(ControlCodec.decode(body(message))).isEqualTo(message);
    }
  }

  private static ProbeTarget target(String vm, HealthProbe probe) {
    return new ProbeTarget("vm-" + vm, vm, IpAddress.parse("10.0.0.4"), probe);
  }

  private static byte[] body(ControlMessage message) {
    byte[] framed = ControlCodec.encode(message);
    return Arrays.copyOfRange(framed, 4, framed.length);
  }

  @Property(tries = 50)
  void decode_isTheInverseOfEncode(@ForAll @LongRange(min = 0) long version)
      throws ControlDecodeException {
    for (ControlMessage message : messages(version)) {
      assertThat(ControlCodec.decode(body(message))).isEqualTo(message);
    }
  }

  /** Whichever field of a message is another, its receiver gets that. */
  @Test
  void everyField_isOnTheWire() throws ReflectiveOperationException, ControlDecodeException {
    Variants variants = new Variants();
    int count = 0;
    for (ControlMessage message : messages(7)) {
      for (Object variant : variants.of(message)) {
        ControlMessage other = (ControlMessage) variant;
        assertThat(other).isNotEqualTo(message);
        assertThat(ControlCodec.decode(body(other))).isEqualTo(other);
        count++;
      }
    }
    assertThat(count).isGreaterThan(300);
    assertThat(variants.neverVaried()).isEmpty();
  }

  @Test
  void everyKindOfMessage_isCovered() {
    List<Class<?>> covered = new ArrayList<>();
    messages(1).forEach(message -> covered.add(message.getClass()));
    assertThat(covered).containsExactlyInAnyOrder(ControlMessage.class.getPermittedSubclasses());
  }

  @Test
  void dissector_namesEveryKindOfMessage_andShowsTheRestAsData() {
    Dissector dissector = new Dissector();
    ControlDissector.register(dissector);
    List<String> names = new ArrayList<>();
    for (ControlMessage message : messages(7)) {
      Packet segment = segment(ControlCodec.encode(message));
      names.add(dissector.layers(segment).get(2).field("message"));
    }
    assertThat(names)
        .containsExactly(
            "Hello",
            "MuxGoal",
            "NetworkGoal",
            "AgentGoal",
            "Acknowledge",
            "HealthReport",
            "MuxLeases",
            "SnatRequest",
            "SnatAnswer",
            "SnatRelease",
            "SnatRevoke",
            "Overloaded");
    byte[] acknowledge = ControlCodec.encode(new ControlMessage.Acknowledge(7));
    assertThat(dissector.layers(segment(acknowledge)).get(2))
        .hasToString("control message=Acknowledge, version=7");
    byte[] tail = Arrays.copyOfRange(acknowledge, 3, acknowledge.length);
    assertThat(dissector.summary(segment(tail))).isEqualTo("ipv4 / tcp / data");
  }

  private static Packet segment(byte[] payload) {
    return Packet.ip(
        Ipv4Header.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 64, IpProtocol.TCP),
        new TcpHeader(50_000, ControlPort.MUX, 1, 1, TcpHeader.ACK, 1000, 0, TcpOptions.NONE),
        Bytes.of(payload),
        new PacketTag(1, null, 0));
  }

  /** However TCP cuts the stream, the same messages come out. */
  @Property(tries = 100)
  void framer_readsAnyCutOfTheStream(@ForAll @IntRange(min = 1, max = 400) int cut)
      throws ControlDecodeException {
    List<ControlMessage> sent = messages(7);
    List<Byte> stream = new ArrayList<>();
    for (ControlMessage message : sent) {
      for (byte each : ControlCodec.encode(message)) {
        stream.add(each);
      }
    }
    ControlFramer framer = new ControlFramer();
    List<ControlMessage> read = new ArrayList<>();
    for (int from = 0; from < stream.size(); from += cut) {
      List<Byte> part = stream.subList(from, Math.min(stream.size(), from + cut));
      byte[] bytes = new byte[part.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = part.get(i);
      }
      read.addAll(framer.accept(bytes));
    }
    assertThat(read).isEqualTo(sent);
  }

  @Property
  void anyBytes_areDecodedOrRefused(@ForAll byte[] bytes) {
    survives(bytes);
  }

  /** One wrong byte in a good message. */
  @Property
  void damagedMessage_isDecodedOrRefused(
      @ForAll @IntRange(max = 100) int which,
      @ForAll @IntRange(max = 20_000) int at,
      @ForAll byte to) {
    List<ControlMessage> all = messages(3);
    byte[] bytes = body(all.get(which % all.size()));
    bytes[at % bytes.length] = to;
    survives(bytes);
  }

  private static void survives(byte[] bytes) {
    try {
      assertThat(ControlCodec.decode(bytes)).isNotNull();
    } catch (ControlDecodeException e) {
      assertThat(e).hasMessageContaining("at byte");
    }
  }

  @Test
  void cutMessage_isRefused_withItsOffset() {
    byte[] whole = body(messages(1).get(1));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ControlCodec.decode(cut)).isInstanceOf(ControlDecodeException.class);
    }
  }

  /** Each byte of each message, with a few other values that mean something somewhere. */
  @Test
  void everyDamagedByte_isDecodedOrRefused() {
    for (ControlMessage message : messages(1)) {
      byte[] whole = body(message);
      for (int at = 0; at < whole.length; at++) {
        for (int to : new int[] {0, 1, 2, 4, 16, 0x7F, 0x80, 0xFF}) {
          byte[] damaged = whole.clone();
          damaged[at] = (byte) to;
          survives(damaged);
        }
      }
    }
  }

  @Test
  void portsThatAreNone_areRefused() {
    // A range at port 65528 with 9 ports, at port 0, and with none.
    for (byte[] answer :
        new byte[][] {
          {9, 0, 1, 'v', 0, 0, 0, 1, -1, -8, 0, 9},
          {9, 0, 1, 'v', 0, 0, 0, 1, 0, 0, 0, 8},
          {9, 0, 1, 'v', 0, 0, 0, 1, 8, 0, 0, 0},
          {10, 0, 0, 0, 1, 0, 1, 'v', 0, 1, 'm', 0, 0, 0, 8},
          {7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 4, 10, 0, 0, 1, 0, 0, 0, 0, 0},
        }) {
      assertThatThrownBy(() -> ControlCodec.decode(answer))
          .isInstanceOf(ControlDecodeException.class)
          .hasMessageContaining("are not within 1 to 65535");
    }
  }

  @Test
  void absurdLength_isRefusedAtOnce() {
    assertThatThrownBy(() -> new ControlFramer().accept(new byte[] {-1, -1, -1, -1}))
        .isInstanceOf(ControlDecodeException.class)
        .hasMessageContaining("too long");
  }
}
