package io.sdnsim.slb.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.slb.control.RedirectCodec;
import io.sdnsim.slb.control.RedirectMessage;
import io.sdnsim.slb.goal.FastpathState;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.testkit.StubIpNode;
import io.sdnsim.testkit.TraceLog;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.VirtualHostConfig;
import io.sdnsim.vxlan.vswitch.VirtualSwitchProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedirectReceiverTest {
  private static final IpAddress STRANGER = IpAddress.parse("192.168.200.50");

  private final TraceLog trace = new TraceLog();
  private final StubIpNode node = node();
  private final VirtualSwitchProcess virtualSwitch =
      new VirtualSwitchProcess(node, VirtualHostConfig.of(SampleGoal.HOST1), List.of());
  private final RedirectReceiver receiver =
      new RedirectReceiver(node, virtualSwitch.virtualSwitch().fastpath());

  RedirectReceiverTest() {
    virtualSwitch
        .virtualSwitch()
        .apply(
            new NatPolicy(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(SampleGoal.MUX1)));
    receiver.open();
  }

  private StubIpNode node() {
    Tracer tracer = new Tracer();
    tracer.attach(trace);
    return new StubIpNode(new NodeContext(new Simulation(1), tracer, 0, "host1"), SampleGoal.HOST1);
  }

  private void datagram(IpAddress from, byte[] payload) {
    Packet datagram =
        Packet.ip(
            Ipv4Header.of(from, SampleGoal.HOST1, 60, IpProtocol.UDP),
            new UdpHeader(FastpathState.REDIRECT_PORT, FastpathState.REDIRECT_PORT),
            Bytes.of(payload),
            node.context().newTag(null, 0));
    node.udpHandlers().get(FastpathState.REDIRECT_PORT).received(null, datagram);
  }

  private static byte[] redirect() {
    RedirectMessage.End end =
        new RedirectMessage.End(SampleGoal.HOST2, 5001, MacAddress.parse("02:00:00:00:00:04"));
    FlowKey flow = new FlowKey(0, SampleGoal.VIP, STRANGER, IpProtocol.TCP, 1024, 443);
    return RedirectCodec.encode(new RedirectMessage.ToHost(flow, end, end));
  }

  @Test
  void redirectOfAStranger_isDropped() {
    datagram(STRANGER, redirect());
    datagram(SampleGoal.MUX2, redirect());
    assertThat(trace.drops()).containsExactly("RedirectFromStranger", "RedirectFromStranger");
  }

  @Test
  void redirectOfAMux_aboutAConnectionThatIsNotHere_isDropped() {
    datagram(SampleGoal.MUX1, redirect());
    assertThat(trace.drops()).containsExactly("RedirectWithoutFlow");
  }

  @Test
  void nonsenseOfAMux_isDropped() {
    datagram(SampleGoal.MUX1, new byte[] {2, 6});
    assertThat(trace.drops()).containsExactly("BadRedirect");
  }

  @Test
  void closed_nobodyListens() {
    receiver.close();
    assertThat(node.udpHandlers()).isEmpty();
  }
}
