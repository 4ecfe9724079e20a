package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.device.PacketInterceptor;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.scenarios.build.Behaviours;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.vxlan.vswitch.ReturnPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Breaks the modelled systems, one behaviour at a time: the scenarios must notice. */
class AlteredBehaviourTest {
  /** The expectations that fail, and what was seen in the message should it be others. */
  private static void assertFails(String scenario, Behaviours altered, String... ids) {
    RunResult result = Runs.of(scenario, 1, altered);
    assertThat(Runs.failedIds(result))
        .as("what fails: %s", Runs.failures(result))
        .containsExactlyInAnyOrder(ids);
  }

  @Test
  void noDirectServerReturn_answersCrossTheMux() {
    assertFails(
        "asdk-portal",
        Behaviours.STANDARD.withReturnPath(ReturnPath.THROUGH_MUX),
        "path-back",
        "external-path-back");
  }

  @Test
  void noDirectServerReturn_answersOfPublicAddressesAndOverIpv6CrossTheMuxToo() {
    Behaviours altered = Behaviours.STANDARD.withReturnPath(ReturnPath.THROUGH_MUX);
    assertFails("public-ip-open-then-closed", altered, "path-back");
    assertFails("slb-ipv6", altered, "back6");
  }

  @Test
  void noHoldTimer_routeOfTheFrozenMuxStays() {
    assertFails(
        "asdk-mux-failover",
        Behaviours.STANDARD.withHoldTime(seconds -> 0),
        "hold-expires",
        "route-withdrawn",
        "outage-bounded",
        "mux1-back",
        "connections-survive");
  }

  @Test
  void anotherHashOnEachMux_connectionsThatMoveBreak() {
    assertFails(
        "asdk-mux-failover",
        Behaviours.STANDARD.withHashSeed(mux -> 1000L + mux.charAt(mux.length() - 1)),
        "connections-survive");
  }

  /** Then a Mux that changes is enough. */
  @Test
  void anotherHashOnEachMux_poolsNeedNotChangeForConnectionsToBreak() {
    assertFails(
        "slb-conjunction",
        Behaviours.STANDARD.withHashSeed(mux -> 1000L + mux.charAt(mux.length() - 1)),
        "mux-alone",
        "pool-before",
        "both");
  }

  @Test
  void anotherHashOnEachMux_aNewMuxBreaksWhatItTakesOver() {
    assertFails(
        "slb-mux-added",
        Behaviours.STANDARD.withHashSeed(mux -> 1000L + mux.charAt(mux.length() - 1)),
        "all-survive",
        "nothing-lost");
  }

  @Test
  void anotherHashOnEachMux_twoOfEightBreakWhatMoves() {
    assertFails(
        "slb-two-of-eight",
        Behaviours.STANDARD.withHashSeed(mux -> 1000L + mux.charAt(mux.length() - 1)),
        // Whoever gets a reset repeats nothing, so that some of them never come to another Mux.
        "mux2-after",
        "mux4-after",
        "mux5-after",
        "mux8-after",
        "all-survive");
  }

  @Test
  void noHoldTimer_muxesThatSayNothingAreMissedForGood() {
    assertFails(
        "slb-mux-dies",
        Behaviours.STANDARD.withHoldTime(seconds -> 0),
        "power-hold-expires",
        "power-outage",
        "hang-hold-expires",
        "hang-outage",
        "session-lost",
        "all-survive");
  }

  @Test
  void hopLimitNotDecremented_rewritesDiffer() {
    assertFails(
        "asdk-portal",
        Behaviours.STANDARD.withRouterProcesses(List.of(HopLimitKeeper::new)),
        "rewrites");
  }

  @Test
  void portOfTheVipUsedTwice_repliesGoAstray() {
    assertFails(
        "asdk-outbound",
        Behaviours.STANDARD.withSnatAllocator((range, inside, taken) -> 1024),
        "vm2-rewrites",
        "vm2-served");
  }

  /** A router's daemon that forwards in the kernel's place and leaves the hop limit alone. */
  private static final class HopLimitKeeper implements NodeProcess {
    private final IpNode node;
    private final PacketInterceptor interceptor = this::intercept;

    HopLimitKeeper(IpNode node) {
      this.node = node;
    }

    private boolean intercept(Packet datagram) {
      IpHeader ip = datagram.ip();
      if (ip == null || ip.destination().isMulticast()) {
        return false;
      }
      node.output().send(datagram);
      return true;
    }

    @Override
    public void start() {
      node.addInterceptor(interceptor);
    }

    @Override
    public void shutDown() {
      node.removeInterceptor(interceptor);
    }

    @Override
    public void crash() {
      node.removeInterceptor(interceptor);
    }
  }
}
