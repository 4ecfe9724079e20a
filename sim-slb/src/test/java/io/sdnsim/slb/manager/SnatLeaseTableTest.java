package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.SnatPoolConfig;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SnatLeaseTableTest {
  private static SnatLeaseTable table(int preallocated, int most) {
    SnatLeaseTable table = new SnatLeaseTable();
    table.configure(
        SampleGoal.leasing(new SnatPoolConfig.Limits(8, preallocated, most, 1_000, 4, 1_000_000))
            .pools(),
        vip -> true);
    return table;
  }

  private static List<Integer> ports(List<SnatLease> leases) {
    return leases.stream().map(SnatLease::firstPort).toList();
  }

  @Test
  void grant_isOneRangeOfEightPorts() {
    SnatLeaseTable table = table(0, 32);
    assertThat(table.grant(0, "web1")).containsExactly(new SnatLease("portal", "web1", 2048, 8));
    assertThat(table.grant(0, "web2")).containsExactly(new SnatLease("portal", "web2", 2056, 8));
  }

  @Test
  void whoAsksAgainSoon_getsTwiceAsMuch_whoAsksLate_one() {
    SnatLeaseTable table = table(0, 32);
    table.grant(0, "web1");
    assertThat(ports(table.grant(1_000, "web1"))).containsExactly(2056, 2064);
    SnatLeaseTable later = table(0, 32);
    later.grant(0, "web1");
    assertThat(ports(later.grant(1_001, "web1"))).containsExactly(2056);
  }

  @Test
  void preallocatedPorts_countForTheLimit_andAreNeverLeased() {
    SnatLeaseTable table = table(8, 16);
    assertThat(ports(table.grant(0, "web1"))).containsExactly(2064);
    assertThat(table.grant(0, "web1")).isEmpty();
    assertThat(ports(table.grant(0, "web2"))).containsExactly(2072);
  }

  @Test
  void whatIsGivenBack_isGrantedAgain() {
    SnatLeaseTable table = table(0, 32);
    SnatLease lease = table.grant(0, "web1").get(0);
    assertThat(table.release(new SnatLease("portal", "web2", 2048, 8))).isFalse();
    assertThat(table.release(lease)).isTrue();
    assertThat(table.release(lease)).isFalse();
    assertThat(ports(table.grant(0, "web2"))).containsExactly(2048);
  }

  @Test
  void claims_areRefused_forWhatIsAnothersOrNoRange() {
    SnatLeaseTable table = table(0, 32);
    SnatLease lease = new SnatLease("portal", "web1", 2056, 8);
    assertThat(table.claim(lease)).isEqualTo(SnatLeaseTable.Claim.NEW);
    assertThat(table.claim(lease)).isEqualTo(SnatLeaseTable.Claim.KNOWN);
    for (SnatLease wrong :
        List.of(
            new SnatLease("portal", "web2", 2056, 8),
            new SnatLease("portal", "web2", 2057, 8),
            new SnatLease("portal", "web2", 2064, 16),
            new SnatLease("other", "web2", 2064, 8),
            new SnatLease("portal", "stranger", 2064, 8))) {
      assertThat(table.claim(wrong)).isEqualTo(SnatLeaseTable.Claim.REFUSED);
    }
  }

  /** Whatever is asked for and given back: no port has two owners, and none is lost. */
  @Property(tries = 200)
  void portsAreConserved(@ForAll @Size(max = 60) List<@IntRange(max = 5) Integer> actions) {
    SnatLeaseTable table = table(0, 24);
    List<SnatLease> held = new ArrayList<>();
    long nowPs = 0;
    for (int action : actions) {
      nowPs += 400;
      if (action < 4) {
        held.addAll(table.grant(nowPs, action % 2 == 0 ? "web1" : "web2"));
      } else if (!held.isEmpty()) {
        assertThat(table.release(held.remove(action == 4 ? 0 : held.size() - 1))).isTrue();
      }
      assertThat(table.all()).containsExactlyInAnyOrderElementsOf(held);
      assertThat(held.stream().map(SnatLease::firstPort).distinct()).hasSameSizeAs(held);
      for (String vm : List.of("web1", "web2")) {
        assertThat(held.stream().filter(lease -> lease.vm().equals(vm)).count())
            .isLessThanOrEqualTo(3);
      }
    }
    held.forEach(table::release);
    int granted = 0;
    for (String vm : List.of("web1", "web2")) {
      for (int i = 0; i < 3; i++) {
        nowPs += 10_000;
        granted += table.grant(nowPs, vm).size();
      }
    }
    assertThat(granted).isEqualTo(4);
  }
}
