package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The load balancer's scenarios fail where they should when what they show is taken away. */
class BalancerScenariosTest {
  private static List<String> failures(String name, Map<String, String> parameters)
      throws ScenarioErrors {
    return Runs.failedIds(
        new ScenarioRun(Library.read(name, parameters), RunOptions.of(1)).finish());
  }

  @Test
  void probesThatNeverGiveUp_newConnectionsGoOnGoingToTheHangingBackend() throws ScenarioErrors {
    assertThat(failures("slb-backend-fails-probe", Map.of("count", "1000")))
        .containsExactly("new-ones-elsewhere", "web2-gets-none", "spread-again");
  }

  @Test
  void noLimitPerVm_oneVmTakesThePortsOfTheOther() throws ScenarioErrors {
    assertThat(failures("slb-snat-exhaustion", Map.of("most", "64")))
        .containsExactly(
            "crowd-has-48", "rest-is-dropped", "neighbor-is-served", "neighbor-loses-nothing");
  }

  @Test
  void groupAndFirewallThatOpenAnotherPort_letThatOnePass() throws ScenarioErrors {
    assertThat(failures("public-ip-open-then-closed", Map.of("group-opens", "22")))
        .containsExactly("new-ssh-denied", "new-https-allowed");
    assertThat(failures("public-ip-open-then-closed", Map.of("firewall-opens", "22")))
        .containsExactly("new-ssh2-denied", "new-https2-allowed");
  }

  @Test
  void publicAddressThatLeavesDirectly_doesNotCrossTheMuxOnItsWayOut() throws ScenarioErrors {
    assertThat(failures("public-ip-open-then-closed", Map.of("outbound", "direct")))
        .containsExactly("out-path");
  }

  /** Each family is probed by itself. */
  @Test
  void backendThatRefusesIpv4_leavesTheIpv4Vip() throws ScenarioErrors {
    assertThat(failures("slb-ipv6", Map.of("web2-takes", "::/0")))
        .containsExactly("later4-both", "later6-by-one");
  }

  /** RFC 8201: Packet Too Big finds its way to the VM behind the VIP, translated. */
  @Test
  void narrowLink_backendsOfTheIpv6VipLearnItsMtu_andServeEverybody() throws ScenarioErrors {
    assertThat(failures("slb-ipv6", Map.of("client-mtu", "1400")))
        .containsExactly("nothing-lost6", "muxes6", "public6-fragments");
  }

  @Test
  void fastManager_nobodyWaitsLong_andNothingIsLost() throws ScenarioErrors {
    assertThat(failures("slb-snat-slow-manager", Map.of("processing", "1ms")))
        .containsExactly("first-waits", "second-waits-twice", "third-waits-thrice", "queue-of-64");
  }

  @Test
  void noReservationForBgp_theMuxesFall() throws ScenarioErrors {
    assertThat(failures("slb-cascade-reserved", Map.of("reservation", "0")))
        .contains("mux1-stays", "mux2-stays", "mux3-stays", "mux4-stays", "four-for-sale");
  }

  @Test
  void muxesThatCanTakeTheRush_stay() throws ScenarioErrors {
    assertThat(failures("slb-cascade", Map.of("capacity", "2000")))
        .containsExactly(
            "mux1-falls",
            "mux2-falls",
            "mux3-falls",
            "mux4-falls",
            "mux4-alone",
            "shared-with-bgp",
            "steady-is-out");
  }

  @Test
  void overloadNobodyDetects_theOtherVipGoesOnSuffering() throws ScenarioErrors {
    assertThat(failures("slb-hot-vip", Map.of("detection", "30s")))
        .contains("black-hole", "calm-is-served", "relief");
  }

  @Test
  void blackHoleThatEndsEarly_theFloodComesBack() throws ScenarioErrors {
    assertThat(failures("slb-hot-vip", Map.of("black-hole", "3s")))
        .contains("black-hole", "calm-is-served", "relief");
  }

  @Test
  void bandwidthForAll_nobodyLosesAnything() throws ScenarioErrors {
    assertThat(failures("slb-fair-shares", Map.of("bandwidth", "20Mbps")))
        .containsExactly("large-share", "small-share", "excess");
  }

  @Test
  void controllerBackSooner_changesTakeEffectSooner() throws ScenarioErrors {
    assertThat(failures("slb-controller-down", Map.of("back", "35s")))
        .containsExactly("no-new-leases", "no-late", "still-three");
  }

  @Test
  void onlyOneReplicaOfThree_bringsNothingAbout() throws ScenarioErrors {
    assertThat(failures("slb-controller-failover", Map.of("others-fail", "30s")))
        .containsExactly(
            "late-announced", "late-stays", "late-withdrawn", "second-lease-is-another");
  }

  @Test
  void noFlowTable_knownConnectionsMoveWhenTheBackendsChange() throws ScenarioErrors {
    assertThat(failures("slb-backend-added", Map.of("flow-limit", "1")))
        .containsExactly("known-stay", "known-live", "three-live");
  }

  @Test
  void withoutFastpath_packetsBetweenVipsStayWithTheMuxes() throws ScenarioErrors {
    assertThat(failures("slb-fastpath-on", Map.of("fastpath", "false")))
        .containsExactly(
            "requests-go-past",
            "answers-go-past",
            "in-the-tunnel",
            "and-goes-past-again",
            "stranger-at-mux");
  }

  @Test
  void withFastpath_packetsBetweenVipsLeaveTheMuxes() throws ScenarioErrors {
    assertThat(failures("slb-fastpath-off", Map.of("fastpath", "true")))
        .containsExactly(
            "requests-by-mux", "answers-by-mux", "again-by-mux", "no-redirects-wanted");
  }

  @Test
  void inboundNatToAnotherMachine_isNoticed() throws ScenarioErrors {
    assertThat(failures("slb-vip-kinds", Map.of("vm-of-50002", "web1")))
        .containsExactly("port-leads-to-web2");
  }

  @Test
  void vipThatTakesConnections_hasAnotherReasonToDropThem() throws ScenarioErrors {
    assertThat(failures("slb-vip-kinds", Map.of("outbound-only", "false")))
        .containsExactly("no-way-in", "no-connection-in");
  }

  @Test
  void vipThatDoesNotFloat_isTranslated() throws ScenarioErrors {
    assertThat(failures("slb-vip-kinds", Map.of("floating-ip", "false")))
        .containsExactly("floats-to-the-machine", "answers-as-the-vip");
  }

  @Test
  void machineWithoutTheFloatingVip_doesNotAnswer() throws ScenarioErrors {
    assertThat(failures("slb-vip-kinds", Map.of("loopback", "192.168.133.77")))
        .containsExactly(
            "floats-to-the-machine",
            "answers-as-the-vip",
            "answers-past-the-mux",
            "floating-served");
  }

  @Test
  void otherBackendOfOneTenant_isNoticed_andTheOtherTenantIsNotDisturbed() throws ScenarioErrors {
    assertThat(failures("slb-internal", Map.of("backends-of-red", "red-app1")))
        .containsExactly("red-stays-red");
  }

  @Test
  void usualPatience_resetsWhatPausesLonger() throws ScenarioErrors {
    assertThat(failures("slb-idle-reset", Map.of("patience", "4min")))
        .containsExactly("patient-in-mux1", "patient-in-mux2", "kept");
  }

  @Test
  void internalVipsBehindPairs_areServedAlike() throws ScenarioErrors {
    assertThat(failures("slb-internal", Map.of("selection", "rendezvous-pair"))).isEmpty();
  }
}
