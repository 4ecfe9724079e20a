package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VipState.PoolMember;
import io.sdnsim.slb.goal.VipState.RuleState;
import io.sdnsim.slb.goal.VipState.SnatState;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VipMapTest {
  private static final IpAddress FIRST_VIP = IpAddress.parse("20.0.0.0");

  private static Backend backend(int number) {
    IpAddress address = IpAddress.ofIpv4(0x0A000000 + number);
    return new Backend("vm" + number, address, 80, address, 5001, new MacAddress(number));
  }

  private static RuleState rule(int protocol, int port, int backend) {
    return new RuleState(
        protocol, port, List.of(new PoolMember(backend(backend), false)), RuleSettings.DEFAULT);
  }

  private static VipState vip(int number, List<RuleState> rules, List<SnatState> ranges) {
    return new VipState("vip" + number, FIRST_VIP.plus(number), false, rules, ranges);
  }

  private static VipMap map(VipMap before, VipState... vips) {
    return new VipMap(new MuxState(List.of(vips)), before, new BackendPickers(), 0);
  }

  @Test
  void rules_areFoundByProtocolAndPort_whateverTheirOrder() {
    VipMap.Vip vip =
        map(
                new VipMap(),
                vip(
                    0,
                    List.of(
                        rule(IpProtocol.UDP, 65_535, 1),
                        rule(IpProtocol.TCP, 443, 2),
                        rule(IpProtocol.UDP, 443, 3)),
                    List.of()))
            .vip(FIRST_VIP);
    assertThat(vip.rule(IpProtocol.UDP, 65_535).state().pool().get(0).backend())
        .isEqualTo(backend(1));
    assertThat(vip.rule(IpProtocol.TCP, 443).state().pool().get(0).backend()).isEqualTo(backend(2));
    assertThat(vip.rule(IpProtocol.UDP, 443).state().pool().get(0).backend()).isEqualTo(backend(3));
    assertThat(vip.rule(IpProtocol.TCP, 65_535)).isNull();
    assertThat(vip.rule(IpProtocol.TCP, 442)).isNull();
  }

  @Test
  void everyPortOfEveryRange_hasItsOwner_upToTheLastPort() {
    List<SnatState> ranges = new ArrayList<>();
    for (int first = 65_528; first >= 1024; first -= 16) {
      ranges.add(new SnatState(first, 8, backend(first / 8)));
    }
    VipMap.Vip vip = map(new VipMap(), vip(0, List.of(), ranges)).vip(FIRST_VIP);
    for (int port = 0; port <= 65_535; port++) {
      boolean owned = port >= 1032 && (65_535 - port) % 16 < 8;
      if (owned) {
        assertThat(vip.rangeOwner(port)).isEqualTo(backend(port / 8));
      } else {
        assertThat(vip.rangeOwner(port)).isNull();
      }
    }
  }

  /** Its weight in fair shares must be the same at all Muxes, whoever asked when. */
  @Test
  void vms_areCountedWithThoseThatHaveLeases_asTheyComeAndGo() {
    VipMap.Vip vip =
        map(
                new VipMap(),
                vip(
                    0,
                    List.of(rule(IpProtocol.TCP, 443, 1)),
                    List.of(
                        new SnatState(1024, 8, backend(1)), new SnatState(1032, 8, backend(2)))))
            .vip(FIRST_VIP);
    assertThat(vip.vmCount()).isEqualTo(2);
    vip.apply(new LeaseChange(FIRST_VIP, 2048, 8, backend(3)));
    vip.apply(new LeaseChange(FIRST_VIP, 2056, 8, backend(3)));
    vip.apply(new LeaseChange(FIRST_VIP, 2064, 8, backend(1)));
    assertThat(vip.vmCount()).isEqualTo(3);
    vip.apply(new LeaseChange(FIRST_VIP, 2048, 8, null));
    vip.apply(new LeaseChange(FIRST_VIP, 2064, 8, null));
    assertThat(vip.vmCount()).isEqualTo(3);
    vip.apply(new LeaseChange(FIRST_VIP, 2056, 8, null));
    assertThat(vip.vmCount()).isEqualTo(2);
  }

  @Test
  void manyVips_areFound_andListedInOrder() {
    VipState[] vips = new VipState[1000];
    for (int i = 0; i < vips.length; i++) {
      vips[i] = vip(i * 7919 % 1000, List.of(), List.of());
    }
    VipMap map = map(new VipMap(), vips);
    for (int i = 0; i < vips.length; i++) {
      assertThat(map.vip(FIRST_VIP.plus(i)).name()).isEqualTo("vip" + i);
    }
    assertThat(map.vip(FIRST_VIP.plus(1000))).isNull();
    assertThat(map.all()).extracting(VipMap.Vip::address).isSorted().hasSize(1000);
  }

  @Test
  void ruleThatStaysTheSame_isTakenOver_changedOneIsNot() {
    VipMap before =
        map(
            new VipMap(),
            vip(0, List.of(rule(IpProtocol.TCP, 443, 1), rule(IpProtocol.TCP, 80, 1)), List.of()));
    VipMap after =
        map(
            before,
            vip(0, List.of(rule(IpProtocol.TCP, 443, 1), rule(IpProtocol.TCP, 80, 2)), List.of()));
    assertThat(after.vip(FIRST_VIP).rule(IpProtocol.TCP, 443))
        .isSameAs(before.vip(FIRST_VIP).rule(IpProtocol.TCP, 443));
    assertThat(after.vip(FIRST_VIP).rule(IpProtocol.TCP, 80))
        .isNotSameAs(before.vip(FIRST_VIP).rule(IpProtocol.TCP, 80));
  }
}
