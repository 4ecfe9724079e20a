package io.sdnsim.bgp.rib;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddPathRibOutTest {
  private static final Prefix ONE = Prefix.parse("10.1.0.0/16");
  private static final PathAttributes A = PathAttributes.EMPTY.withMed(1);
  private static final PathAttributes B = PathAttributes.EMPTY.withMed(2);
  private static final PathSource X = source("10.0.0.1");
  private static final PathSource Y = source("10.0.0.2");
  private static final PathSource Z = source("10.0.0.3");

  private final AddPathRibOut ribOut = new AddPathRibOut();
  private final Map<PathSource, PathAttributes> wanted = new LinkedHashMap<>();

  private static PathSource source(String peer) {
    IpAddress address = IpAddress.parse(peer);
    return new PathSource(PathSource.Kind.EXTERNAL, address, address, false);
  }

  private AddPathRibOut.Changes flush(boolean withdrawalsOnly) {
    ribOut.touch(ONE);
    return ribOut.flush(prefix -> wanted, withdrawalsOnly);
  }

  private static PathKey key(long pathId) {
    return new PathKey(ONE, pathId);
  }

  @Test
  void everySource_hasItsOwnIdentifier_andKeepsIt() {
    wanted.put(X, A);
    wanted.put(Y, A);
    assertThat(flush(false).announced()).isEqualTo(Map.of(A, List.of(key(1), key(2))));
    assertThat(flush(false).isEmpty()).isTrue();
    wanted.put(Y, B);
    assertThat(flush(false).announced()).isEqualTo(Map.of(B, List.of(key(2))));
  }

  @Test
  void goneSource_isWithdrawnByItsIdentifier_whichIsFreeThen() {
    wanted.put(X, A);
    wanted.put(Y, A);
    flush(false);
    wanted.remove(X);
    assertThat(flush(false).withdrawn()).containsExactly(key(1));
    wanted.put(Z, B);
    assertThat(flush(false).announced()).isEqualTo(Map.of(B, List.of(key(1))));
    wanted.clear();
    assertThat(flush(false).withdrawn()).containsExactlyInAnyOrder(key(1), key(2));
    assertThat(ribOut.prefixes()).isEmpty();
  }

  @Test
  void withdrawalsOnly_keepsAnnouncementsForLater() {
    wanted.put(X, A);
    flush(false);
    wanted.remove(X);
    wanted.put(Y, B);
    AddPathRibOut.Changes changes = flush(true);
    assertThat(changes.withdrawn()).containsExactly(key(1));
    assertThat(changes.announced()).isEmpty();
    assertThat(ribOut.isPending()).isTrue();
    assertThat(ribOut.flush(prefix -> wanted, false).announced())
        .isEqualTo(Map.of(B, List.of(key(1))));
  }

  @Test
  void forgotten_isSentAgainUnderTheSameIdentifiers() {
    wanted.put(X, A);
    wanted.put(Y, B);
    flush(false);
    ribOut.forget(ONE);
    assertThat(flush(false).announced()).isEqualTo(Map.of(A, List.of(key(1)), B, List.of(key(2))));
  }
}
