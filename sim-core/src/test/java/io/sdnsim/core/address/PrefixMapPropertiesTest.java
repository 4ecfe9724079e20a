package io.sdnsim.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PrefixMapPropertiesTest {
  /** Few prefixes, so that they meet often, of both families and several lengths. */
  private static Prefix prefix(int number) {
    return switch (number % 3) {
      case 0 -> Prefix.containing(IpAddress.ofIpv4(number << 20), 12 + number % 20);
      case 1 -> Prefix.containing(IpAddress.ofIpv4(number << 8), 24);
      default -> Prefix.containing(IpAddress.ofIpv6((long) number << 32, 0), 40);
    };
  }

  @Property
  void anyPutsAndRemoves_asALinkedHashMap(
      @ForAll @Size(max = 400) List<@IntRange(min = -120, max = 199) Integer> steps) {
    Map<Prefix, Integer> oracle = new LinkedHashMap<>();
    PrefixMap<Integer> map = new PrefixMap<>();
    for (int i = 0; i < steps.size(); i++) {
      int step = steps.get(i);
      Prefix prefix = prefix(Math.abs(step));
      int value = i;
      if (step % 5 == 0) {
        assertThat(map.computeIfAbsent(prefix, key -> value))
            .isEqualTo(oracle.computeIfAbsent(prefix, key -> value));
      } else if (step < 0) {
        assertThat(map.remove(prefix)).isEqualTo(oracle.remove(prefix));
      } else {
        assertThat(map.put(prefix, i)).isEqualTo(oracle.put(prefix, i));
      }
      assertThat(map.size()).isEqualTo(oracle.size());
    }
    assertThat(new ArrayList<>(map.entrySet())).isEqualTo(new ArrayList<>(oracle.entrySet()));
    for (int number = 0; number < 200; number++) {
      assertThat(map.get(prefix(number))).isEqualTo(oracle.get(prefix(number)));
      assertThat(map.containsKey(prefix(number))).isEqualTo(oracle.containsKey(prefix(number)));
    }
  }

  @Test
  void addressesInARow_allFoundAndAllRemoved() {
    PrefixMap<Integer> map = new PrefixMap<>();
    for (int n = 0; n < 100_000; n++) {
      map.put(Prefix.host(IpAddress.ofIpv4(0x64500000 + n)), n);
    }
    for (int n = 0; n < 100_000; n += 2) {
      assertThat(map.remove(Prefix.host(IpAddress.ofIpv4(0x64500000 + n)))).isEqualTo(n);
    }
    assertThat(map).hasSize(50_000);
    assertThat(map.values().iterator().next()).isEqualTo(1);
    map.keySet().removeIf(prefix -> true);
    assertThat(map).isEmpty();
  }

  @Test
  void changedWhileIterating_fails() {
    PrefixMap<Integer> map = new PrefixMap<>();
    map.put(prefix(1), 1);
    map.put(prefix(2), 2);
    Iterator<Prefix> keys = map.keySet().iterator();
    keys.next();
    map.put(prefix(3), 3);
    assertThatThrownBy(keys::next).isInstanceOf(ConcurrentModificationException.class);
  }
}
