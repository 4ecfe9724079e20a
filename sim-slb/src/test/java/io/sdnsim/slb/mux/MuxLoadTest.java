package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.control.ControlCodec;
import io.sdnsim.slb.control.ControlFramer;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.GoalCompiler;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Mux with limits: 80 kbit/s, and 2 s until it reports that it is overloaded. */
class MuxLoadTest {
  private static final IpAddress CLIENT = IpAddress.parse("192.168.200.50");

  private final TraceLog trace = new TraceLog();
  private final List<Payload> said = new ArrayList<>();
  private final StubIpNode node = node();
  private final MuxProcess process =
      new MuxProcess(
          node,
          MuxConfig.DEFAULT.withLoad(new LoadLimits(80_000, 2 * SimTime.SECOND)),
          new NoAdvertiser());

  private static final class NoAdvertiser implements VipAdvertiser {
    @Override
    public void advertise(Prefix vip) {}

    @Override
    public void withdraw(Prefix vip) {}
  }

  private StubIpNode node() {
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    return new StubIpNode(new NodeContext(new Simulation(1), tracer, 0, "mux1"), SampleGoal.MUX1);
  }

  private void begin() {
    begin(process);
  }

  private void begin(MuxProcess process) {
    process.start();
    TcpSocket socket = new RecordingSocket(said);
    TcpHandler handler = node.listeners().get(8560).accept(socket);
    handler.connected(socket);
    ControlMessage goal =
        new ControlMessage.MuxGoal(1, new GoalCompiler(SampleGoal.goal()).muxState(Health.ALL_UP));
    handler.received(socket, Bytes.of(ControlCodec.encode(goal)));
    said.clear();
  }

  /** A segment whose IP packet has so many bytes. */
  private void arrive(int bytes) {
    node.arrive(
        Packet.ip(
            Ipv4Header.of(CLIENT, SampleGoal.VIP, 60, IpProtocol.TCP),
            new TcpHeader(40_000, 443, 0, 0, TcpHeader.SYN, 0, 0, TcpOptions.NONE),
            new BulkBytes(1, 0, bytes - 40),
            node.context().newTag(null, 0)));
  }

  private void passTo(long timePs) {
    Timer clock = node.context().timer(() -> {});
    clock.setAt(timePs);
    node.context().simulation().runUntil(timePs);
  }

  @Test
  void vipBeyondTheBandwidth_losesItsExcess() {
    begin();
    // 1000 bytes fit into an interval of 100 ms. Nothing is known in the first one.
    for (int i = 0; i < 40; i++) {
      passTo(SimTime.MILLISECOND * 10 * i);
      arrive(400);
    }
    long dropped = trace.drops().stream().filter("OverFairShare"::equals).count();
    assertThat(dropped).isBetween(20L, 28L);
    assertThat(node.sent()).hasSize(40 - (int) dropped);
  }

  @Test
  void cpuThatDrops_isReportedToTheManager_withTheTopTalkers() throws Exception {
    begin();
    node.setReceiveDrops(3);
    for (int i = 0; i <= 20; i++) {
      passTo(SimTime.MILLISECOND * 100 * i);
      node.setReceiveDrops(4 + i);
      arrive(50);
    }
    assertThat(said).hasSize(1);
    // The first packet was counted by nobody: with it the watch began.
    assertThat(new ControlFramer().accept(((Bytes) said.get(0)).toArray()))
        .containsExactly(new ControlMessage.Overloaded(24, List.of(new Talker("portal", 20))));
  }

  /** The node's count goes on over the death of a process. */
  @Test
  void whatTheCpuDroppedBeforeTheProcessBegan_isNotReported() throws Exception {
    node.setReceiveDrops(1000);
    MuxProcess next =
        new MuxProcess(
            node,
            MuxConfig.DEFAULT.withLoad(new LoadLimits(80_000, 2 * SimTime.SECOND)),
            new NoAdvertiser());
    begin(next);
    arrive(50);
    for (int i = 0; i <= 20; i++) {
      passTo(SimTime.SECOND + SimTime.MILLISECOND * 100 * i);
      node.setReceiveDrops(1001 + i);
      arrive(50);
    }
    assertThat(said).hasSize(1);
    assertThat(new ControlFramer().accept(((Bytes) said.get(0)).toArray()))
        .containsExactly(new ControlMessage.Overloaded(21, List.of(new Talker("portal", 20))));
  }

  @Test
  void packetsThatFairnessDrops_areNoOverload() {
    begin();
    for (int i = 0; i <= 60; i++) {
      passTo(SimTime.MILLISECOND * 50 * i);
      arrive(1500);
    }
    assertThat(trace.drops()).contains("OverFairShare");
    assertThat(said).isEmpty();
  }
}
