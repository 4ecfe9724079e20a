package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VipState.PoolMember;
import io.sdnsim.slb.goal.VipState.RuleState;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevSizesTest {
  private static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  private static final RuleSettings MAGLEV =
      RuleSettings.DEFAULT.withSelection(SelectionMethod.MAGLEV);

  private final MaglevSizes sizes = new MaglevSizes();

  private int sizeWith(int backends, RuleSettings settings) {
    List<PoolMember> pool =
        IntStream.range(0, backends)
            .mapToObj(i -> new Backend("vm" + i, VIP.plus(i), 443, VIP, 5001, new MacAddress(i)))
            .map(backend -> new PoolMember(backend, false))
            .toList();
    RuleState rule = new RuleState(IpProtocol.TCP, 443, pool, settings);
    MuxState state =
        new MuxState(List.of(new VipState("web", VIP, false, List.of(rule), List.of())));
    return sizes.resolve(state).vips().get(0).rules().get(0).settings().maglevEntries();
  }

  @Test
  void size_staysWhenBackendsComeAndGo_untilItIsTooSmall() {
    assertThat(sizeWith(3, MAGLEV)).isEqualTo(307);
    assertThat(sizeWith(2, MAGLEV)).isEqualTo(307);
    assertThat(sizeWith(6, MAGLEV)).isEqualTo(307);
    assertThat(sizeWith(7, MAGLEV)).isEqualTo(701);
    assertThat(sizeWith(3, MAGLEV)).isEqualTo(701);
  }

  @Test
  void otherStrategies_givenSizes_andEmptyPools_areLeftAlone() {
    assertThat(sizeWith(3, RuleSettings.DEFAULT)).isEqualTo(RuleSettings.AUTOMATIC);
    assertThat(sizeWith(3, MAGLEV.withMaglevEntries(1009))).isEqualTo(1009);
    assertThat(sizeWith(0, MAGLEV)).isEqualTo(RuleSettings.AUTOMATIC);
  }
}
