package io.sdnsim.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdjRibOutTest {
  private static final Prefix ONE = Prefix.parse("10.1.0.0/16");
  private static final Prefix TWO = Prefix.parse("10.2.0.0/16");
  private static final PathAttributes A = PathAttributes.EMPTY.withMed(1);
  private static final PathAttributes B = PathAttributes.EMPTY.withMed(2);

  private final AdjRibOut ribOut = new AdjRibOut();
  private final Map<Prefix, PathAttributes> wanted = new LinkedHashMap<>();

  private AdjRibOut.Changes flush(boolean withdrawalsOnly) {
    ribOut.touch(ONE);
    ribOut.touch(TWO);
    return ribOut.flush(wanted::get, withdrawalsOnly);
  }

  @Test
  void flush_saysWhatChangedAndNothingElse() {
    wanted.put(ONE, A);
    wanted.put(TWO, A);
    assertThat(flush(false).announced()).isEqualTo(Map.of(A, List.of(ONE, TWO)));
    assertThat(flush(false).isEmpty()).isTrue();
    wanted.put(TWO, B);
    assertThat(flush(false)).isEqualTo(new AdjRibOut.Changes(List.of(), Map.of(B, List.of(TWO))));
    wanted.remove(ONE);
    assertThat(flush(false)).isEqualTo(new AdjRibOut.Changes(List.of(ONE), Map.of()));
    assertThat(ribOut.advertised()).isEqualTo(Map.of(TWO, B));
  }

  @Test
  void flush_withdrawalsOnly_keepsAnnouncementsForLater() {
    wanted.put(ONE, A);
    flush(false);
    wanted.remove(ONE);
    wanted.put(TWO, B);
    assertThat(flush(true)).isEqualTo(new AdjRibOut.Changes(List.of(ONE), Map.of()));
    assertThat(ribOut.isPending()).isTrue();
    assertThat(ribOut.flush(wanted::get, false).announced()).isEqualTo(Map.of(B, List.of(TWO)));
  }

  @Test
  void flush_changedAndChangedBackMeanwhile_saysNothing() {
    wanted.put(ONE, A);
    flush(false);
    wanted.put(ONE, B);
    flush(true);
    wanted.put(ONE, A);
    assertThat(flush(false).isEmpty()).isTrue();
  }
}
