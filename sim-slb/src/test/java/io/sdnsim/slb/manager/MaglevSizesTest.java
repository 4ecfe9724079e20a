package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipConfig;
import io.sdnsim.slb.goal.VipRule;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevSizesTest {
  private static final IpAddress VIP = IpAddress.parse("192.168.133.74");
  private static final RuleSettings MAGLEV =
      RuleSettings.DEFAULT.withSelection(SelectionMethod.MAGLEV);

  private final MaglevSizes sizes = new MaglevSizes();

  private int sizeWith(int backends, RuleSettings settings) {
    List<String> names = IntStream.range(0, backends).mapToObj(i -> "vm" + i).toList();
    VipRule rule = new VipRule(IpProtocol.TCP, 443, 443, names).withSettings(settings);
    return sizes.settings(new VipConfig("web", VIP, false, List.of(rule)), rule).maglevEntries();
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

  @Test
  void size_isTheSmallestPrimeAbove100TimesTheBackends_andHasAnEnd() {
    assertThat(RuleSettings.tableSizeFor(1)).isEqualTo(101);
    assertThat(RuleSettings.tableSizeFor(2)).isEqualTo(211);
    assertThat(RuleSettings.tableSizeFor(10)).isEqualTo(1009);
    for (int backends : new int[] {100_000, 100_001, 50_000_000}) {
      assertThat(RuleSettings.tableSizeFor(backends)).isEqualTo(RuleSettings.MAX_MAGLEV_ENTRIES);
    }
  }
}
