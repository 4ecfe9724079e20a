package io.sdnsim.core.l3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.trace.Tracer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FibTest {
  private static final Forwarding[] KINDS = {
    Forwarding.LOCAL, Forwarding.BROADCAST, Forwarding.MULTICAST, Forwarding.BLACKHOLE
  };

  private final Fib fib = new Fib(new NodeContext(new Simulation(1), new Tracer(), 0, "r1"), 0);
  private final Map<Prefix, Forwarding> naive = new TreeMap<>();

  /** Remembered answers must not outlive a change, in tables that are searched and indexed. */
  @ParameterizedTest
  @ValueSource(ints = {12, 200, 3000})
  void lookup_betweenChanges_isTheLongestMatchOfNow(int prefixes) {
    Random random = new Random(prefixes);
    for (int i = 0; i < prefixes; i++) {
      change(random);
    }
    for (int round = 0; round < 400; round++) {
      IpAddress[] asked = new IpAddress[8];
      for (int i = 0; i < asked.length; i++) {
        asked[i] = address(random);
      }
      for (int again = 0; again < 3; again++) {
        for (IpAddress address : asked) {
          assertThat(fib.lookup(address)).as("%s", address).isSameAs(longest(address));
        }
      }
      change(random);
    }
  }

  @Test
  void wellKnownDestinations_areThereFromTheStart() {
    assertThat(fib.lookup(IpAddress.parse("127.0.0.1"))).isSameAs(Forwarding.MARTIAN);
    assertThat(fib.lookup(IpAddress.parse("255.255.255.255"))).isSameAs(Forwarding.BROADCAST);
    assertThat(fib.lookup(IpAddress.parse("ff02::1"))).isSameAs(Forwarding.MULTICAST);
    assertThat(fib.lookup(IpAddress.parse("::1"))).isSameAs(Forwarding.MARTIAN);
    assertThat(fib.lookup(IpAddress.parse("192.0.2.1"))).isNull();
  }

  @Test
  void entryFor_tellsThePrefixThatDecided() {
    fib.receive(Forwarding.LOCAL, Prefix.parse("192.0.2.0/24"));
    assertThat(fib.entryFor(IpAddress.parse("192.0.2.9")).prefix())
        .isEqualTo(Prefix.parse("192.0.2.0/24"));
    assertThatThrownBy(() -> fib.entryFor(IpAddress.parse("198.51.100.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("198.51.100.1");
  }

  private void change(Random random) {
    Prefix prefix = Prefix.containing(address(random), 20 + random.nextInt(13));
    if (naive.containsKey(prefix) && random.nextInt(3) > 0) {
      naive.remove(prefix);
      fib.unreceive(prefix);
    } else {
      Forwarding kind = KINDS[random.nextInt(KINDS.length)];
      naive.put(prefix, kind);
      fib.receive(kind, prefix);
    }
  }

  private static IpAddress address(Random random) {
    return IpAddress.ofIpv4(0x0A00_0000 | random.nextInt(1 << 14));
  }

  private @Nullable Forwarding longest(IpAddress address) {
    for (int length = 32; length >= 0; length--) {
      Forwarding kind = naive.get(Prefix.containing(address, length));
      if (kind != null) {
        return kind;
      }
    }
    return null;
  }
}
