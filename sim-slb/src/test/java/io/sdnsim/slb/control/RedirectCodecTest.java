package io.sdnsim.slb.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RedirectCodecTest {
  private static List<RedirectMessage> messages(int port, int vni) {
    RedirectMessage.End own =
        new RedirectMessage.End(
            IpAddress.parse("192.168.233.21"), vni, MacAddress.parse("02:00:00:00:00:04"));
    RedirectMessage.End other =
        new RedirectMessage.End(
            IpAddress.parse("fd00::22"), 6001, MacAddress.parse("02:00:00:00:00:05"));
    FlowKey ipv4 =
        new FlowKey(
            0,
            IpAddress.parse("192.168.133.74"),
            IpAddress.parse("192.168.133.75"),
            IpProtocol.TCP,
            port,
            1433);
    FlowKey ipv6 =
        new FlowKey(
            0,
            IpAddress.parse("2001:db8::74"),
            IpAddress.parse("2001:db8::75"),
            IpProtocol.TCP,
            port,
            443);
    return List.of(
        new RedirectMessage.ToSourceVip(ipv4, own),
        new RedirectMessage.ToSourceVip(ipv6, other),
        new RedirectMessage.ToHost(ipv4, own, other),
        new RedirectMessage.ToHost(ipv6, other, own));
  }

  @Property(tries = 50)
  void decode_isTheInverseOfEncode(
      @ForAll @IntRange(max = 65_535) int port, @ForAll @IntRange(max = 0xFFFFFF) int vni)
      throws ControlDecodeException {
    for (RedirectMessage message : messages(port, vni)) {
      assertThat(RedirectCodec.decode(RedirectCodec.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void everyField_isOnTheWire() throws ReflectiveOperationException, ControlDecodeException {
    Variants variants = new Variants("FlowKey.vrf");
    for (RedirectMessage message : messages(1024, 5001)) {
      for (Object variant : variants.of(message)) {
        RedirectMessage other = (RedirectMessage) variant;
        assertThat(other).isNotEqualTo(message);
        assertThat(RedirectCodec.decode(RedirectCodec.encode(other))).isEqualTo(other);
      }
    }
    assertThat(variants.neverVaried()).isEmpty();
  }

  @Test
  void everyKindOfMessage_isCovered() {
    assertThat(messages(1, 1).stream().map(Object::getClass).distinct().toList())
        .hasSameElementsAs(List.of(RedirectMessage.class.getPermittedSubclasses()));
  }

  @Test
  void format_isAsDocumented() {
    byte[] bytes = RedirectCodec.encode(messages(0x0400, 0x1389).get(0));
    assertThat(bytes)
        .startsWith(1, 6, 4, (byte) 192, (byte) 168, (byte) 133, 74, 4, (byte) 192)
        .endsWith(4, (byte) 192, (byte) 168, (byte) 233, 21, 0, 0x13, (byte) 0x89, 2, 0, 0, 0, 0, 4)
        .hasSize(1 + 1 + 5 + 5 + 2 + 2 + 5 + 3 + 6);
  }

  @Test
  void cutAndPaddedMessages_areRefused() {
    byte[] whole = RedirectCodec.encode(messages(1024, 5001).get(2));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> RedirectCodec.decode(cut))
          .isInstanceOf(ControlDecodeException.class);
    }
    assertThatThrownBy(() -> RedirectCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("1 bytes too many");
  }

  @Property
  void anyBytes_areDecodedOrRefused(@ForAll byte[] bytes) {
    try {
      assertThat(RedirectCodec.decode(bytes)).isNotNull();
    } catch (ControlDecodeException e) {
      assertThat(e).hasMessageContaining("at byte");
    }
  }
}
