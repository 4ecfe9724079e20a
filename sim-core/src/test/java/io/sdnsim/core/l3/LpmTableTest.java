package io.sdnsim.core.l3;

import static org.assertj.core.api.Assertions.assertThat;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4AddressTrie;
import inet.ipaddr.ipv6.IPv6AddressTrie;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LpmTableTest {
  private static IpAddress address(String text) {
    return IpAddress.parse(text);
  }

  private static LpmTable<String> tableOf(String... prefixes) {
    LpmTable<String> table = new LpmTable<>();
    for (String prefix : prefixes) {
      table.put(Prefix.parse(prefix), prefix);
    }
    return table;
  }

  @Test
  void lookup_nestedPrefixes_findsTheLongest() {
    LpmTable<String> table =
        tableOf("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.128/25");
    assertThat(table.lookup(address("9.255.255.255"))).isEqualTo("0.0.0.0/0");
    assertThat(table.lookup(address("10.0.0.0"))).isEqualTo("10.0.0.0/8");
    assertThat(table.lookup(address("10.1.255.255"))).isEqualTo("10.1.0.0/16");
    assertThat(table.lookup(address("10.1.2.127"))).isEqualTo("10.1.2.0/24");
    assertThat(table.lookup(address("10.1.2.128"))).isEqualTo("10.1.2.128/25");
    assertThat(table.lookup(address("10.1.3.0"))).isEqualTo("10.1.0.0/16");
    assertThat(table.lookup(address("255.255.255.255"))).isEqualTo("0.0.0.0/0");
  }

  @Test
  void lookup_noPrefixAround_findsNothing() {
    LpmTable<String> table = tableOf("255.255.255.255/32", "2001:db8::/32");
    assertThat(table.lookup(address("0.0.0.0"))).isNull();
    assertThat(table.lookup(address("255.255.255.255"))).isEqualTo("255.255.255.255/32");
    assertThat(table.lookup(address("2001:db8:ffff::1"))).isEqualTo("2001:db8::/32");
    assertThat(table.lookup(address("2001:db9::1"))).isNull();
    assertThat(new LpmTable<String>().lookup(address("::1"))).isNull();
  }

  @Test
  void families_sameBits_stayApart() {
    LpmTable<String> table = tableOf("0.0.0.0/0", "::1/128");
    assertThat(table.lookup(address("::1"))).isEqualTo("::1/128");
    assertThat(table.lookup(address("::2"))).isNull();
    assertThat(table.lookup(address("0.0.0.1"))).isEqualTo("0.0.0.0/0");
  }

  @Test
  void put_prefixThatIsThere_replacesAndReturnsTheValueBefore() {
    LpmTable<String> table = tableOf("10.0.0.0/8");
    assertThat(table.put(Prefix.parse("10.0.0.0/8"), "new")).isEqualTo("10.0.0.0/8");
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.exact(Prefix.parse("10.0.0.0/8"))).isEqualTo("new");
    assertThat(table.exact(Prefix.parse("10.0.0.0/9"))).isNull();
    assertThat(table.lookup(address("10.2.3.4"))).isEqualTo("new");
  }

  @Test
  void remove_moreSpecific_givesItsAddressesBackToTheCoveringPrefix() {
    LpmTable<String> table = tableOf("10.0.0.0/8", "10.1.0.0/16");
    assertThat(table.remove(Prefix.parse("10.1.0.0/16"))).isEqualTo("10.1.0.0/16");
    assertThat(table.remove(Prefix.parse("10.1.0.0/16"))).isNull();
    assertThat(table.lookup(address("10.1.2.3"))).isEqualTo("10.0.0.0/8");
  }

  @Test
  void forEach_bothFamilies_ascends() {
    LpmTable<String> table =
        tableOf("2001:db8::/48", "10.1.0.0/16", "200.0.0.0/8", "10.0.0.0/8", "10.0.0.0/7", "::/0");
    List<String> seen = new ArrayList<>();
    table.forEach((prefix, value) -> seen.add(value));
    assertThat(seen)
        .containsExactly(
            "10.0.0.0/7", "10.0.0.0/8", "10.1.0.0/16", "200.0.0.0/8", "::/0", "2001:db8::/48");
  }

  /**
   * Addresses share few octets, so that prefixes nest, blocks fill and empty, and shapes change.
   */
  @Property(tries = 60)
  void ipv4_randomChanges_equalsNaiveSearchAndTheLibrary(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int changes) {
    RandomStream random = new RandomStreams(seed).stream("lpm");
    LpmTable<Prefix> table = new LpmTable<>();
    TreeMap<Prefix, Prefix> naive = new TreeMap<>();
    IPv4AddressTrie library = new IPv4AddressTrie();
    int targetSize = 1 + random.nextInt(1500);
    for (int i = 0; i < changes; i++) {
      Prefix prefix = Prefix.containing(randomIpv4(random), randomLength(random));
      boolean remove = random.nextInt(2 * targetSize) < naive.size();
      if (remove && !naive.isEmpty()) {
        Prefix there = naive.ceilingKey(prefix);
        prefix = there == null ? naive.firstKey() : there;
        assertThat(table.remove(prefix)).isEqualTo(naive.remove(prefix));
        library.remove(libraryOf(prefix).toIPv4());
      } else {
        assertThat(table.put(prefix, prefix)).isEqualTo(naive.put(prefix, prefix));
        library.add(libraryOf(prefix).toIPv4());
      }
      assertThat(table.size()).isEqualTo(naive.size());
      for (int probe = 0; probe < 3; probe++) {
        IpAddress address = probe == 0 ? prefix.last() : randomIpv4(random);
        Prefix found = table.lookup(address);
        assertThat(found).isEqualTo(longest(naive, address));
        var node =
            library.longestPrefixMatchNode(
                new IPAddressString(address.toString()).getAddress().toIPv4());
        assertThat((Object) (found == null ? null : libraryOf(found).toIPv4()))
            .isEqualTo(node == null ? null : node.getKey());
      }
    }
    List<Prefix> seen = new ArrayList<>();
    table.forEach((prefix, value) -> seen.add(value));
    assertThat(seen).containsExactlyElementsOf(naive.keySet());
  }

  @Property(tries = 40)
  void ipv6_randomChanges_equalsNaiveSearchAndTheLibrary(@ForAll long seed) {
    RandomStream random = new RandomStreams(seed).stream("lpm6");
    LpmTable<Prefix> table = new LpmTable<>();
    TreeMap<Prefix, Prefix> naive = new TreeMap<>();
    IPv6AddressTrie library = new IPv6AddressTrie();
    for (int i = 0; i < 400; i++) {
      Prefix prefix = Prefix.containing(randomIpv6(random), random.nextInt(129));
      if (random.nextInt(3) == 0 && !naive.isEmpty()) {
        Prefix there = naive.ceilingKey(prefix);
        prefix = there == null ? naive.firstKey() : there;
        assertThat(table.remove(prefix)).isEqualTo(naive.remove(prefix));
        library.remove(libraryOf(prefix).toIPv6());
      } else {
        assertThat(table.put(prefix, prefix)).isEqualTo(naive.put(prefix, prefix));
        library.add(libraryOf(prefix).toIPv6());
      }
      IpAddress address = random.nextBoolean(0.5) ? prefix.last() : randomIpv6(random);
      Prefix found = table.lookup(address);
      assertThat(found).isEqualTo(longest(naive, address));
      var node =
          library.longestPrefixMatchNode(
              new IPAddressString(address.toString()).getAddress().toIPv6());
      assertThat((Object) (found == null ? null : libraryOf(found).toIPv6()))
          .isEqualTo(node == null ? null : node.getKey());
    }
  }

  /** Wherever the shape changes on the way up and down, every answer stays what it was. */
  @Test
  void size_growsAndShrinksAcrossTheShapes_answersStay() {
    LpmTable<Prefix> table = new LpmTable<>();
    int count = 4 * Ipv4Lpm.SMALL_LIMIT;
    for (int i = 0; i < count; i++) {
      Prefix prefix = new Prefix(IpAddress.ofIpv4(0x0A000000 + 4 * i), 30);
      table.put(prefix, prefix);
      assertThat(table.lookup(prefix.last())).isEqualTo(prefix);
      assertThat(table.lookup(IpAddress.ofIpv4(0x0A000000))).isNotNull();
    }
    for (int i = 0; i < count; i++) {
      Prefix prefix = new Prefix(IpAddress.ofIpv4(0x0A000000 + 4 * i), 30);
      assertThat(table.remove(prefix)).isEqualTo(prefix);
      assertThat(table.lookup(prefix.network())).isNull();
      IpAddress last = IpAddress.ofIpv4(0x0A000000 + 4 * count - 1);
      assertThat(table.lookup(last) == null).isEqualTo(i == count - 1);
    }
  }

  /** What 200,000 changes in place left behind equals a table that never saw them. */
  @Test
  void largeTable_afterFlapping_equalsOneMadeAnew() {
    RandomStream random = new RandomStreams(7).stream("flap");
    LpmTable<Prefix> flapped = new LpmTable<>();
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int length = random.nextInt(50) == 0 ? random.nextInt(33) : 16 + random.nextInt(12);
      IpAddress address = IpAddress.ofIpv4(0x0A000000 + random.nextInt(0x0400_0000));
      prefixes.add(Prefix.containing(address, length));
      flapped.put(prefixes.get(i), prefixes.get(i));
    }
    for (int i = 0; i < 200_000; i++) {
      Prefix prefix = prefixes.get(random.nextInt(prefixes.size()));
      if (prefix.length() > 8 && flapped.remove(prefix) == null) {
        flapped.put(prefix, prefix);
      }
    }
    LpmTable<Prefix> anew = new LpmTable<>();
    flapped.forEach(anew::put);
    assertThat(anew.size()).isEqualTo(flapped.size()).isBetween(10_000, 100_000);
    for (int i = 0; i < 200_000; i++) {
      IpAddress address = IpAddress.ofIpv4(0x0A000000 + random.nextInt(0x0400_0000));
      if (!Objects.equals(flapped.lookup(address), anew.lookup(address))) {
        assertThat(flapped.lookup(address)).as("%s", address).isEqualTo(anew.lookup(address));
      }
    }
  }

  private static IpAddress randomIpv4(RandomStream random) {
    int bits = 0;
    for (int octet = 0; octet < 4; octet++) {
      int range = octet == 3 ? 256 : octet == 2 ? 6 : 3;
      bits = (bits << 8) | ((random.nextInt(range) + 254) & 0xFF);
    }
    return IpAddress.ofIpv4(bits);
  }

  private static int randomLength(RandomStream random) {
    return random.nextInt(4) == 0 ? random.nextInt(33) : 14 + random.nextInt(19);
  }

  private static IpAddress randomIpv6(RandomStream random) {
    long high = 0x2001_0DB8_0000_0000L | (long) random.nextInt(3) << 16 | random.nextInt(3);
    return IpAddress.ofIpv6(high, (long) random.nextInt(3) << 62 | random.nextInt(5));
  }

  private static @Nullable Prefix longest(Map<Prefix, Prefix> prefixes, IpAddress address) {
    Prefix longest = null;
    for (Prefix prefix : prefixes.keySet()) {
      if (prefix.contains(address) && (longest == null || prefix.length() > longest.length())) {
        longest = prefix;
      }
    }
    return longest;
  }

  private static IPAddress libraryOf(Prefix prefix) {
    return new IPAddressString(prefix.toString()).getAddress();
  }
}
