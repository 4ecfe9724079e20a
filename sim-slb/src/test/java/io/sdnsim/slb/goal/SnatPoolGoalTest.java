package io.sdnsim.slb.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.vxlan.vswitch.OutboundMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnatPoolGoalTest {
  private static GoalState pools(SnatPoolConfig... pools) {
    return SampleGoal.goal().withPools(List.of(pools));
  }

  private static SnatPoolConfig pool(String vm, int first, int last, int preallocated) {
    return new SnatPoolConfig(
        "portal",
        List.of(vm),
        first,
        last,
        OutboundMode.DIRECT,
        new SnatPoolConfig.Limits(8, preallocated, 64, 1, 1, 1));
  }

  @Test
  void preallocatedPorts_areThoseOfTheVmForGood() {
    GoalCompiler compiler =
        new GoalCompiler(
            SampleGoal.leasing(new SnatPoolConfig.Limits(8, 16, 16, 1_000, 4, 1_000_000)));
    assertThat(compiler.natPolicy("host2", List.of()).snatRanges())
        .extracting(range -> range.firstPort() + "-" + range.lastPort())
        .containsExactly("2064-2079");
    assertThat(compiler.muxState(Health.ALL_UP).vips().get(0).snatRanges()).hasSize(2);
  }

  @Test
  void host_isToldOfThePoolsOfItsVms() {
    GoalCompiler compiler = new GoalCompiler(SampleGoal.leasing());
    assertThat(compiler.natPolicy("host1", List.of()).pools())
        .extracting("vm")
        .containsExactly("web1");
    assertThat(compiler.hasPool("host1")).isTrue();
  }

  @Test
  void muxState_hasTheLeases() {
    GoalCompiler compiler = new GoalCompiler(SampleGoal.leasing());
    MuxState state =
        compiler.withLeases(
            compiler.muxState(Health.ALL_UP), List.of(new SnatLease("portal", "web2", 2056, 8)));
    assertThat(state.vips().get(0).snatRanges())
        .extracting(range -> range.firstPort() + " " + range.backend().vm())
        .containsExactly("2056 web2");
  }

  @Test
  void contradictions_areRefused() {
    refused("contains port 443", pool("web1", 400, 500, 0));
    refused("is within the pool", pool("web1", 1024, 1031, 0));
    refused("two pools are of", pool("web1", 2048, 2063, 0), pool("web2", 3000, 3007, 0));
    refused("no VM is named", pool("nobody", 2048, 2063, 0));
  }

  private static void refused(String why, SnatPoolConfig... pools) {
    assertThatThrownBy(() -> new GoalCompiler(pools(pools)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void poolLargerThanItsPorts_isRefused() {
    assertThatThrownBy(() -> pool("web1", 2048, 2055, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than there are");
  }
}
