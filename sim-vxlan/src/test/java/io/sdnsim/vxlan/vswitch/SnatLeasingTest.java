package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.CLIENT;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.MUX_PA;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.TcpHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnatLeasingTest {
  private static final long IDLE_PS = 600 * SimTime.SECOND;
  private static final SnatPool POOL =
      new SnatPool("vm-portal", "portal", "out", VIP, PORTAL, OutboundMode.DIRECT, 3, IDLE_PS);

  private final SwitchFixture fixture = new SwitchFixture();
  private final List<String> requests = new ArrayList<>();
  private boolean managerIsThere = true;

  SnatLeasingTest() {
    fixture.open();
    fixture.virtualSwitch.apply(
        new NatPolicy(List.of(), List.of(), List.of(POOL), List.of(MUX_PA)));
    fixture.process.setSnatRequester(
        pool -> {
          if (managerIsThere) {
            requests.add(pool.vm());
          }
          return managerIsThere;
        });
  }

  private void connect(int port, int remotePort) {
    fixture.fromVm("portal", fixture.tcp(PORTAL, port, CLIENT, remotePort, TcpHeader.SYN));
  }

  private List<Integer> sourcePortsSent() {
    return fixture.node.sent().stream().map(packet -> FlowKey.of(0, packet).sourcePort()).toList();
  }

  @Test
  void firstPacket_waitsUntilPortsAreGranted_asOneRequest() {
    connect(5000, 80);
    connect(5001, 80);
    assertThat(requests).containsExactly("portal");
    assertThat(fixture.node.sent()).isEmpty();
    assertThat(fixture.process.heldPackets()).isEqualTo(2);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 2);
    fixture.settle();
    assertThat(sourcePortsSent()).containsExactly(2048, 2049);
    assertThat(fixture.process.heldPackets()).isZero();
  }

  @Test
  void grantThatIsTooSmall_isFollowedByTheNextRequest() {
    connect(5000, 80);
    connect(5001, 80);
    connect(5002, 80);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 2);
    assertThat(requests).containsExactly("portal", "portal");
    assertThat(fixture.process.heldPackets()).isEqualTo(1);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2056), 2);
    assertThat(sourcePortsSent()).containsExactly(2048, 2049, 2056);
  }

  @Test
  void otherRemoteEnd_usesTheSamePorts_withoutARequest() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 1);
    connect(5000, 81);
    assertThat(requests).hasSize(1);
    assertThat(sourcePortsSent()).containsExactly(2048, 2048);
  }

  @Test
  void moreThanMayWait_isDropped() {
    for (int i = 0; i < 5; i++) {
      connect(5000 + i, 80);
    }
    assertThat(fixture.trace.drops()).containsExactly("SnatQueueFull", "SnatQueueFull");
  }

  @Test
  void refused_whatWaitsIsDropped_andTheNextPacketAsksAgain() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().refused("portal");
    assertThat(fixture.trace.drops()).containsExactly("SnatPortsExhausted");
    connect(5000, 80);
    assertThat(requests).hasSize(2);
  }

  @Test
  void managerUnreachable_isADropOfItsOwn_beforeAndWhileAPacketWaits() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().managerLost();
    managerIsThere = false;
    connect(5001, 80);
    assertThat(fixture.trace.drops())
        .containsExactly("SnatManagerUnreachable", "SnatManagerUnreachable");
    assertThat(fixture.process.heldPackets()).isZero();
  }

  @Test
  void processDies_whatWaitsIsAccountedFor() {
    connect(5000, 80);
    fixture.process.crash();
    assertThat(fixture.trace.drops()).containsExactly("PortBlocked");
    assertThat(fixture.process.heldPackets()).isZero();
  }

  @Test
  void rangeWithoutFlows_isTakenBackAfterItsIdleTime_notBefore() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048, 2056), 8);
    fixture.passMinutes(3);
    assertThat(fixture.virtualSwitch.leasing().takeIdle(POOL)).isEmpty();
    // The binding goes after 4 min; a check at 8 min finds the range unused, but since 5 min only.
    fixture.passMinutes(5);
    assertThat(fixture.virtualSwitch.leasing().takeIdle(POOL)).isEmpty();
    fixture.passMinutes(2);
    assertThat(firstPorts(fixture.virtualSwitch.leasing().takeIdle(POOL))).containsExactly(2056);
    fixture.passMinutes(4);
    assertThat(firstPorts(fixture.virtualSwitch.leasing().takeIdle(POOL))).containsExactly(2048);
    assertThat(fixture.virtualSwitch.leasing().leasesOf(POOL)).isEmpty();
  }

  @Test
  void revokedRange_isUsedNoMore() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 8);
    fixture.virtualSwitch.leasing().revoke("portal", POOL.vipName(), 2048);
    connect(5001, 80);
    assertThat(requests).hasSize(2);
  }

  /** No room to wait in is no reason not to get ports: they are there for the next packet. */
  @Test
  void withoutAQueue_theFirstPacketIsLost_butPortsAreAskedFor_once() {
    SnatPool pool =
        new SnatPool("vm-portal", "portal", "out", VIP, PORTAL, OutboundMode.DIRECT, 0, IDLE_PS);
    fixture.virtualSwitch.apply(
        new NatPolicy(List.of(), List.of(), List.of(pool), List.of(MUX_PA)));
    connect(5000, 80);
    connect(5001, 80);
    assertThat(fixture.trace.drops()).containsExactly("SnatQueueFull", "SnatQueueFull");
    assertThat(requests).hasSize(1);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 8);
    connect(5000, 80);
    assertThat(sourcePortsSent()).containsExactly(2048);
  }

  /** What a grant lets begin expires on time, though no further packet of the VM comes by. */
  @Test
  void flowsOfAGrant_areForgottenWhenIdle() {
    connect(5000, 80);
    fixture.virtualSwitch.leasing().granted("portal", List.of(2048), 8);
    fixture.passMinutes(5);
    assertThat(fixture.virtualSwitch.natBindingCount()).isZero();
    assertThat(fixture.virtualSwitch.flowCount()).isZero();
  }

  private static List<Integer> firstPorts(List<SnatRange> ranges) {
    return ranges.stream().map(SnatRange::firstPort).toList();
  }
}
