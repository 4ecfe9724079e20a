package io.sdnsim.slb.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.SnatPoolConfig;
import io.sdnsim.slb.story.PortalNetwork.Exchange;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A manager begins anew among Muxes and hosts that go on with what they have. */
class NewManagerStoryTest {
  private final PortalNetwork.Settings settings = new PortalNetwork.Settings();

  private static SnatPoolConfig pool() {
    return new SnatPoolConfig(
        "portal",
        List.of("web1", "web2"),
        2048,
        2111,
        OutboundMode.VIA_MUX,
        new SnatPoolConfig.Limits(8, 0, 32, 1, 8, 600 * SimTime.SECOND));
  }

  private static void restartController(PortalNetwork network) {
    network.network.crashProcesses(network.controller);
    network.runSeconds(3);
    network.network.restartProcesses(network.controller);
  }

  /** It waits for the dead host's word, and does not know meanwhile which Muxes live. */
  @Test
  void outboundConnectionsGoOn_whileItLearns() {
    settings.probe = new HealthProbe(PortalNetwork.WEB_PORT, null, SimTime.SECOND, 3);
    PortalNetwork network = new PortalNetwork(settings);
    network.runSeconds(15);
    network.network.powerOff(network.hosts.get(1));
    network.runSeconds(25);
    restartController(network);
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      exchanges.add(network.browse(0, 40_000 + i));
      network.runSeconds(1);
    }
    assertThat(network.trace.drops()).doesNotContain("NoMux");
    assertThat(exchanges).allMatch(Exchange::isComplete);
  }

  @Test
  void muxThatDiedMeanwhile_isUsedNoMore() {
    PortalNetwork network = new PortalNetwork(settings);
    network.runSeconds(15);
    network.network.crashProcesses(network.controller);
    network.network.powerOff(network.muxes.get(0));
    network.runSeconds(3);
    network.network.restartProcesses(network.controller);
    network.runSeconds(30);
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      exchanges.add(network.browse(0, 40_000 + i));
    }
    network.runSeconds(5);
    assertThat(exchanges).allMatch(Exchange::isComplete);
  }

  /** What a VM has leased is its own, though its host has no pool of the VIP just now. */
  @Test
  void leasesOfAVipThatIsOutOfService_areNotLeasedToOthers() {
    settings.pool = pool();
    PortalNetwork network = new PortalNetwork(settings);
    network.runSeconds(15);
    Exchange first = network.browse(0, 40_000);
    network.runSeconds(2);
    assertThat(first.isComplete()).isTrue();
    settings.vipEnabled = false;
    network.controllerProcess.changeGoal(network.goal(2));
    network.runSeconds(2);
    restartController(network);
    network.runSeconds(10);
    settings.vipEnabled = true;
    network.controllerProcess.changeGoal(network.goal(2));
    network.runSeconds(2);
    Exchange other = network.browse(1, 40_000);
    Exchange again = network.browse(0, 40_001);
    network.runSeconds(5);
    assertThat(other.isComplete() && again.isComplete()).isTrue();
    assertThat(network.remotePortsAtClient).hasSize(3).startsWith(2048).contains(2049, 2056);
  }

  /** The ports come back, even if the VIP was out of service when they were to. */
  @Test
  void idleLeases_areGivenBack_afterTheVipWasOutOfService() {
    settings.pool =
        new SnatPoolConfig(
            "portal",
            List.of("web1", "web2"),
            2048,
            2055,
            OutboundMode.VIA_MUX,
            new SnatPoolConfig.Limits(8, 0, 8, 1, 8, 60 * SimTime.SECOND));
    PortalNetwork network = new PortalNetwork(settings);
    network.runSeconds(15);
    network.browse(0, 40_000);
    network.runSeconds(2);
    settings.vipEnabled = false;
    network.controllerProcess.changeGoal(network.goal(2));
    network.runSeconds(60);
    settings.vipEnabled = true;
    network.controllerProcess.changeGoal(network.goal(2));
    network.runSeconds(600);
    Exchange other = network.browse(1, 40_000);
    network.runSeconds(5);
    assertThat(other.isComplete()).isTrue();
  }
}
