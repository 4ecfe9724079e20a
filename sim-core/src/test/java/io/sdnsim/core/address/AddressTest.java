package io.sdnsim.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @Property
  void ipv4Text_readsAndWritesAsTheLibraryDoes(@ForAll int bits) {
    String text = new IPv4Address(bits).toCanonicalString();
    assertThat(IpAddress.ofIpv4(bits)).hasToString(text);
    assertThat(IpAddress.parse(text)).isEqualTo(IpAddress.ofIpv4(bits));
  }

  @Property
  void ipv6Text_readsAndWritesAsTheLibraryDoes(@ForAll long high, @ForAll long low) {
    IpAddress address = IpAddress.ofIpv6(high, low);
    String text = new IPv6Address(address.toBytes()).toCanonicalString();
    assertThat(address).hasToString(text);
    assertThat(IpAddress.parse(text)).isEqualTo(address);
    assertThat(IpAddress.ofBytes(address.toBytes())).isEqualTo(address);
  }

  @Property
  void ipv4Network_isTheLibrarys(@ForAll int bits, @ForAll @IntRange(max = 32) int length) {
    Prefix prefix = Prefix.containing(IpAddress.ofIpv4(bits), length);
    var block =
        new IPAddressString(IpAddress.ofIpv4(bits) + "/" + length).getAddress().toPrefixBlock();
    assertThat(prefix.network()).hasToString(block.getLower().withoutPrefixLength().toString());
    assertThat(prefix.last()).hasToString(block.getUpper().withoutPrefixLength().toString());
    assertThat(prefix.contains(prefix.last())).isTrue();
    assertThat(length > 0 && prefix.contains(prefix.last().plus(1))).isFalse();
  }

  @Property
  void ipv6Network_isTheLibrarys(
      @ForAll long high, @ForAll long low, @ForAll @IntRange(max = 128) int length) {
    IpAddress address = IpAddress.ofIpv6(high, low);
    Prefix prefix = Prefix.containing(address, length);
    var block = new IPAddressString(address + "/" + length).getAddress().toPrefixBlock();
    assertThat(prefix.network())
        .hasToString(block.getLower().withoutPrefixLength().toCanonicalString());
    assertThat(prefix.last())
        .hasToString(block.getUpper().withoutPrefixLength().toCanonicalString());
    assertThat(prefix.contains(address)).isTrue();
  }

  @Property
  void bits_areCountedFromTheMostSignificant(@ForAll long high, @ForAll long low) {
    IpAddress address = IpAddress.ofIpv6(high, low);
    for (int i = 0; i < 128; i++) {
      long half = i < 64 ? high : low;
      assertThat(address.bit(i)).isEqualTo((int) (half >>> (63 - i % 64)) & 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.01",
        "1.2.3.4.5",
        "10.0.0.-1",
        "::1%eth0",
        "10.0.0.1/24",
        "1:2:3",
        "0x7f.1",
        "*",
        "10.0.0.*",
        "::g",
        " 10.0.0.1"
      })
  void text_thatIsNotOneAddress_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(text))
        .withMessage("'" + text + "' is not an IP address");
  }

  @Test
  void prefix_withHostBits_isRefusedWithTheNetworkThatWasMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("10.0.0.1/24"))
        .withMessage("10.0.0.1/24 is not a network: did you mean 10.0.0.0/24?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0.0/-1"})
  void prefix_withABadLength_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
  }

  @Test
  void plus_carriesAcrossTheMiddleOfAnIpv6Address() {
    assertThat(IpAddress.parse("2001:db8::ffff:ffff:ffff:ffff").plus(1))
        .hasToString("2001:db8:0:1::");
    assertThat(IpAddress.parse("2001:db8:0:1::").plus(-1))
        .hasToString("2001:db8::ffff:ffff:ffff:ffff");
  }

  @Test
  void classesOfAddresses_areTold() {
    assertThat(IpAddress.parse("224.0.0.5").isMulticast()).isTrue();
    assertThat(IpAddress.parse("223.255.255.255").isMulticast()).isFalse();
    assertThat(IpAddress.parse("ff02::1").isMulticast()).isTrue();
    assertThat(IpAddress.parse("169.254.9.9").isLinkLocal()).isTrue();
    assertThat(IpAddress.parse("fe80::1").isLinkLocal()).isTrue();
    assertThat(IpAddress.parse("fec0::1").isLinkLocal()).isFalse();
    assertThat(IpAddress.parse("127.0.0.1").isLoopback()).isTrue();
    assertThat(IpAddress.parse("::1").isLoopback()).isTrue();
  }

  @Test
  void macAddress_readsBothSpellingsAndWritesColons() {
    assertThat(MacAddress.parse("02-AB-00-00-00-01")).hasToString("02:ab:00:00:00:01");
    assertThat(MacAddress.parse("02:ab:00:00:00:01").isGroup()).isFalse();
    assertThat(MacAddress.ofMulticast(IpAddress.parse("239.129.2.3")))
        .hasToString("01:00:5e:01:02:03");
    assertThat(MacAddress.ofMulticast(IpAddress.parse("ff02::1:ff00:42")))
        .hasToString("33:33:ff:00:00:42");
    assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.parse("02:ab:00-00:00:01"));
  }
}
