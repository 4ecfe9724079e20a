package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.wire.Dissector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BgpCodecTest {
  private static final String MARKER = "ff".repeat(16);
  private static final DecodeContext TWO_OCTETS = new DecodeContext(false, true, 4096);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  /** A message around a body in hexadecimal. */
  private static byte[] message(int type, String body) {
    byte[] bytes = hex(body);
    return hex(
        MARKER
            + String.format(Locale.ROOT, "%04x%02x", 19 + bytes.length, type)
            + HexFormat.of().formatHex(bytes));
  }

  /** An UPDATE; the two length fields are counted here. */
  private static byte[] update(String withdrawn, String attributes, String nlri) {
    return message(2, length(withdrawn) + withdrawn + length(attributes) + attributes + nlri);
  }

  private static String length(String part) {
    return String.format(Locale.ROOT, "%04x", hex(part).length);
  }

  /** Both ways. */
  private static void assertCodes(byte[] bytes, BgpMessage message, DecodeContext context)
      throws BgpDecodeException {
    assertThat(BgpCodec.decode(bytes, context)).isEqualTo(message);
    assertThat(HexFormat.of().formatHex(BgpCodec.encode(message, context)))
        .isEqualTo(HexFormat.of().formatHex(bytes));
  }

  @Test
  void keepalive() throws BgpDecodeException {
    assertCodes(message(4, ""), new BgpMessage.Keepalive(), DecodeContext.EBGP);
  }

  @Test
  void open_withCapabilities() throws BgpDecodeException {
    assertCodes(
        message(
            1,
            "04 fc01 00b4 c0a8e90b  12 02 10" // version, AS 64513, hold 180, id, one parameter
                + "01 04 0001 00 01" // MP-IPv4 unicast
                + "02 00" // route refresh
                + "41 04 0000fc01" // four-octet AS
                + "80 00"), // the old route refresh, unknown here
        new BgpMessage.Open(
            4,
            64513,
            180,
            IpAddress.parse("192.168.233.11"),
            List.of(
                Capability.Multiprotocol.of(AddressFamily.IPV4_UNICAST),
                new Capability.RouteRefresh(),
                new Capability.FourOctetAs(64513),
                new Capability.Unknown(128, Bytes.of(new byte[0])))),
        DecodeContext.INITIAL);
  }

  @Test
  void open_ofTheMicrosoftMuxTester_is41Bytes() throws BgpDecodeException {
    byte[] bytes = message(1, "04 fc01 00b4 c0a8e90b 0c 02 06 010400010001 02 02 0200");
    BgpMessage.Open open = (BgpMessage.Open) BgpCodec.decode(bytes, DecodeContext.INITIAL);
    assertThat(bytes).hasSize(41);
    assertThat(open.asn()).isEqualTo(64513);
    assertThat(open.capabilities()).hasSize(2);
  }

  @Test
  void open_everyCapability() throws BgpDecodeException {
    assertCodes(
        message(
            1,
            "04 5ba0 005a 0a000001 31 02 2f"
                + "01 04 0002 00 01"
                + "02 00"
                + "05 06 0001 0001 0002" // IPv4 unicast with IPv6 next hops
                + "06 00"
                + "09 01 03" // customer
                + "40 06 c078 0001 01 80" // restart state, N, 120 s, IPv4 preserved
                + "41 04 00010000"
                + "45 04 0001 01 03" // add-path both ways
                + "46 00"
                + "49 02 0141"), // FQDN, not known here
        new BgpMessage.Open(
            4,
            BgpMessage.AS_TRANS,
            90,
            IpAddress.parse("10.0.0.1"),
            List.of(
                Capability.Multiprotocol.of(AddressFamily.IPV6_UNICAST),
                new Capability.RouteRefresh(),
                new Capability.ExtendedNextHop(
                    List.of(new Capability.ExtendedNextHop.Entry(1, 1, 2))),
                new Capability.ExtendedMessage(),
                new Capability.BgpRole(Capability.BgpRole.CUSTOMER),
                new Capability.GracefulRestart(
                    true,
                    true,
                    120,
                    List.of(
                        Capability.GracefulRestart.PreservedFamily.of(
                            AddressFamily.IPV4_UNICAST, true))),
                new Capability.FourOctetAs(65_536),
                new Capability.AddPath(
                    List.of(
                        Capability.AddPath.FamilyMode.of(AddressFamily.IPV4_UNICAST, true, true))),
                new Capability.EnhancedRouteRefresh(),
                new Capability.Unknown(73, Bytes.of(hex("0141"))))),
        DecodeContext.INITIAL);
  }

  @Test
  void open_capabilityOfUnexpectedLength_isUnknown() throws BgpDecodeException {
    byte[] bytes = message(1, "04 fc01 00b4 c0a8e90b 0a 02 08 0100 410200fc 4501");
    assertError(bytes, 2, 0, "");
    BgpMessage.Open open =
        (BgpMessage.Open)
            BgpCodec.decode(
                message(1, "04 fc01 00b4 c0a8e90b 08 02 06 0100 410200fc"), DecodeContext.INITIAL);
    assertThat(open.capabilities())
        .containsExactly(
            new Capability.Unknown(1, Bytes.of(new byte[0])),
            new Capability.Unknown(65, Bytes.of(hex("00fc"))));
    assertThat(open.asn()).isEqualTo(64513);
  }

  @Test
  void open_moreCapabilitiesThan253Bytes_hasExtendedParameters() throws BgpDecodeException {
    List<Capability> capabilities = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      capabilities.add(new Capability.Unknown(200 + i, Bytes.of(new byte[100])));
    }
    BgpMessage.Open open =
        new BgpMessage.Open(4, 64513, 180, IpAddress.parse("10.0.0.1"), capabilities);
    byte[] bytes = BgpCodec.encode(open, DecodeContext.INITIAL);
    assertThat(HexFormat.of().formatHex(bytes, 28, 35)).isEqualTo("ffff03ff0203fc");
    assertThat(BgpCodec.decode(bytes, DecodeContext.INITIAL)).isEqualTo(open);
  }

  @Test
  void open_extendedParameters_areRead() throws BgpDecodeException {
    byte[] bytes = message(1, "04 fc01 00b4 c0a8e90b ff ff 0009 02 0006 010400010001");
    BgpMessage.Open open = (BgpMessage.Open) BgpCodec.decode(bytes, DecodeContext.INITIAL);
    assertThat(open.capabilities())
        .containsExactly(Capability.Multiprotocol.of(AddressFamily.IPV4_UNICAST));
  }

  @Test
  void update_everyAttribute() throws BgpDecodeException {
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.INCOMPLETE),
            new PathAttribute.AsPathAttribute(
                AsPath.of(
                    List.of(
                        AsPath.Segment.of(AsPath.SegmentType.AS_SEQUENCE, 64512, 4_200_000_000L),
                        AsPath.Segment.of(AsPath.SegmentType.AS_SET, 1, 2)))),
            new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")),
            new PathAttribute.MultiExitDisc(50),
            new PathAttribute.LocalPref(200),
            new PathAttribute.AtomicAggregate(),
            new PathAttribute.Aggregator(64512, IpAddress.parse("1.1.1.1")),
            new PathAttribute.Communities(List.of(0xFC00_0001, 0xFFFF_FF01)),
            new PathAttribute.OriginatorId(IpAddress.parse("2.2.2.2")),
            new PathAttribute.ClusterList(List.of(IpAddress.parse("3.3.3.3"))),
            new PathAttribute.Unknown(0xE0, 99, Bytes.of(new byte[] {7})));
    assertCodes(
        update(
            "18 0a0203", // withdraw 10.2.3.0/24
            "40 01 01 02"
                + "40 02 14 02 02 0000fc00 fa56ea00 01 02 00000001 00000002"
                + "40 03 04 0a000001"
                + "80 04 04 00000032"
                + "40 05 04 000000c8"
                + "40 06 00"
                + "c0 07 08 0000fc00 01010101"
                + "c0 08 08 fc000001 ffffff01"
                + "80 09 04 02020202"
                + "80 0a 04 03030303"
                + "e0 63 01 07",
            "20 c0a8854a 00 09 0a80"), // 192.168.133.74/32, 0/0, 10.128.0.0/9
        new BgpMessage.Update(
            List.of(Prefix.parse("10.2.3.0/24")),
            attributes,
            List.of(
                Prefix.parse("192.168.133.74/32"),
                Prefix.DEFAULT_IPV4,
                Prefix.parse("10.128.0.0/9")),
            null,
            null),
        DecodeContext.IBGP);
  }

  @Test
  void update_laterAttributes_keepThePartialBit() throws BgpDecodeException {
    assertCodes(
        update(
            "",
            ORIGIN
                + "40 02 06 02 01 0000fc00"
                + "40 03 04 0a000001"
                + "e0 07 08 0000fc00 01010101"
                + "e0 08 04 fc000001"
                + "c0 10 10 0002fc00 00000064 43000000 00000001"
                + "e0 20 0c 0000fc00 00000001 00000002"
                + "e0 23 04 0000fc00",
            "08 0a"),
        BgpMessage.Update.announce(
            PathAttributes.of(
                new PathAttribute.OriginAttribute(Origin.IGP),
                new PathAttribute.AsPathAttribute(AsPath.sequence(64512)),
                new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")),
                new PathAttribute.Aggregator(64512, IpAddress.parse("1.1.1.1"), true),
                new PathAttribute.Communities(List.of(0xFC00_0001), true),
                new PathAttribute.ExtendedCommunities(
                    List.of(
                        ExtendedCommunity.routeTarget(64512, 100),
                        new ExtendedCommunity(0x4300_0000_0000_0001L))),
                new PathAttribute.LargeCommunities(List.of(new LargeCommunity(64512, 1, 2)), true),
                new PathAttribute.OnlyToCustomer(64512, true)),
            List.of(Prefix.parse("10.0.0.0/8"))),
        DecodeContext.EBGP);
  }

  @Test
  void update_addPath_everyPrefixHasItsIdentifier() throws BgpDecodeException {
    List<AddressFamily> both = List.of(AddressFamily.values());
    DecodeContext context = DecodeContext.EBGP.withAddPath(both, both);
    assertCodes(
        update(
            "00000007 08 0b",
            "80 0f 0c 0002 01 00000001 20 20010db9"
                + "80 0e 1b 0002 01 10 20010db8000000000000000000000001 00 ffffffff 08 20"
                + ORIGIN
                + "40 02 06 02 01 0000fc00"
                + "40 03 04 0a000001",
            "00000001 08 0a 00000002 08 0a"),
        new BgpMessage.Update(
            List.of(Prefix.parse("11.0.0.0/8")),
            PathAttributes.of(
                new PathAttribute.OriginAttribute(Origin.IGP),
                new PathAttribute.AsPathAttribute(AsPath.sequence(64512)),
                new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1"))),
            List.of(Prefix.parse("10.0.0.0/8"), Prefix.parse("10.0.0.0/8")),
            new PathAttribute.MpReachNlri(
                AddressFamily.IPV6_UNICAST,
                List.of(IpAddress.parse("2001:db8::1")),
                List.of(Prefix.parse("2000::/8")),
                PathIds.of(-1)),
            new PathAttribute.MpUnreachNlri(
                AddressFamily.IPV6_UNICAST, List.of(Prefix.parse("2001:db9::/32")), PathIds.of(1)),
            PathIds.of(7),
            PathIds.of(1, 2),
            List.of(),
            List.of()),
        context);
    assertThat(PathIds.of(-1).at(0)).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void update_ipv4WithIpv6NextHop_needsExtendedNextHop() throws BgpDecodeException {
    byte[] bytes =
        update(
            "",
            "80 0e 17 0001 01 10 20010db8000000000000000000000001 00 08 0a"
                + ORIGIN
                + "40 02 06 02 01 0000fc00",
            "");
    BgpMessage.Update update =
        (BgpMessage.Update) BgpCodec.decode(bytes, DecodeContext.EBGP.withExtendedNextHop(true));
    assertThat(update.reach())
        .isEqualTo(
            new PathAttribute.MpReachNlri(
                AddressFamily.IPV4_UNICAST,
                List.of(IpAddress.parse("2001:db8::1")),
                List.of(Prefix.parse("10.0.0.0/8"))));
    update = (BgpMessage.Update) BgpCodec.decode(bytes, DecodeContext.EBGP);
    assertThat(update.strongestError().action()).isEqualTo(ErrorAction.AFI_DISABLE);
  }

  @Test
  void extendedMessages_areUpTo65535Bytes_butNotOpen() throws BgpDecodeException {
    BgpMessage.Notification large =
        new BgpMessage.Notification(6, 0, Bytes.of(new byte[65_535 - 21]));
    DecodeContext extended = DecodeContext.EBGP.withMaximumBytes(BgpMessage.EXTENDED_MAX_BYTES);
    byte[] bytes = BgpCodec.encode(large, extended);
    assertThat(bytes).hasSize(65_535);
    assertThat(BgpCodec.decode(bytes, extended)).isEqualTo(large);
    assertError(bytes, 1, 2, "ffff");
    assertThatThrownBy(() -> BgpCodec.encode(large, DecodeContext.EBGP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a message of 65535 bytes: at most 4096");
    bytes[18] = BgpMessage.OPEN;
    assertThatThrownBy(() -> BgpCodec.decode(bytes, extended))
        .hasMessageContaining("Bad Message Length");
  }

  @Test
  void notification_shutdownCommunication() {
    BgpMessage.Notification shutdown = BgpMessage.Notification.cease(2, "maintenance, back at 5");
    assertThat(shutdown.shutdownCommunication()).isEqualTo("maintenance, back at 5");
    assertThat(shutdown)
        .hasToString("6/2 Cease: Administrative Shutdown \"maintenance, back at 5\"");
    assertThat(BgpMessage.Notification.cease(4, "a\u001b[2J").shutdownCommunication())
        .isEqualTo("a\\u001b[2J");
    // 128 characters of two bytes: the last does not fit.
    assertThat(BgpMessage.Notification.cease(2, "\u00e4".repeat(128)).shutdownCommunication())
        .isEqualTo("\u00e4".repeat(127));
    assertThat(BgpMessage.Notification.cease(2, "").shutdownCommunication()).isNull();
    assertThat(BgpMessage.Notification.cease(3, "x").shutdownCommunication()).isNull();
    for (String malformed : List.of("05 61", "01 ff", "00")) {
      BgpMessage.Notification other = new BgpMessage.Notification(6, 2, Bytes.of(hex(malformed)));
      assertThat(other.shutdownCommunication()).as(malformed).isNull();
    }
  }

  @Test
  void communities_haveTheTextThatRoutersPrint() {
    assertThat(Community.text(0xFC00_0064)).isEqualTo("64512:100");
    assertThat(Community.text(0xFFFF_FF01)).isEqualTo("no-export");
    assertThat(Community.parse("64512:100")).isEqualTo(0xFC00_0064);
    assertThat(Community.parse("graceful-shutdown")).isEqualTo(0xFFFF_0000);
    for (String wrong : List.of("64512", "65536:1", "1:2:3", ":1", "1:", "a:1", "no-exporT")) {
      assertThat(Community.parse(wrong)).as(wrong).isNull();
    }
    assertThat(ExtendedCommunity.routeTarget(64512, 100)).hasToString("RT:64512:100");
    assertThat(ExtendedCommunity.routeTarget(70_000, 100)).hasToString("RT:70000:100");
    assertThat(ExtendedCommunity.routeOrigin(64512, -1)).hasToString("SoO:64512:4294967295");
    assertThat(new ExtendedCommunity(0x0102_0A00_0001_0007L)).hasToString("RT:10.0.0.1:7");
    assertThat(new ExtendedCommunity(0x4300_0000_0000_0001L)).hasToString("4300000000000001");
    assertThat(new LargeCommunity(4_200_000_000L, 1, 2)).hasToString("4200000000:1:2");
  }

  @Test
  void update_ipv6InMpReachAndUnreach() throws BgpDecodeException {
    assertCodes(
        update(
            "",
            "80 0f 08 0002 01 20 20010db9"
                + "80 0e 1e 0002 01 10 20010db8000000000000000000000001 00"
                + "40 20010db800010000"
                + "40 01 01 00"
                + "40 02 06 02 01 0000fc00"
                + "80 04 04 00000001",
            ""),
        new BgpMessage.Update(
            List.of(),
            PathAttributes.of(
                new PathAttribute.OriginAttribute(Origin.IGP),
                new PathAttribute.AsPathAttribute(AsPath.sequence(64512)),
                new PathAttribute.MultiExitDisc(1)),
            List.of(),
            new PathAttribute.MpReachNlri(
                AddressFamily.IPV6_UNICAST,
                List.of(IpAddress.parse("2001:db8::1")),
                List.of(Prefix.parse("2001:db8:1::/64"))),
            new PathAttribute.MpUnreachNlri(
                AddressFamily.IPV6_UNICAST, List.of(Prefix.parse("2001:db9::/32")))),
        DecodeContext.EBGP);
  }

  @Test
  void update_twoOctetSession_mergesAs4PathAndAggregator() throws BgpDecodeException {
    assertCodes(
        update(
            "",
            "40 01 01 00"
                + "40 02 06 02 02 0007 5ba0"
                + "40 03 04 0a000001"
                + "40 05 04 00000064"
                + "c0 07 06 5ba0 01010101"
                + "c0 11 0a 02 02 00000007 fa56ea00"
                + "c0 12 08 fa56ea00 01010101",
            "08 0a"),
        BgpMessage.Update.announce(
            PathAttributes.of(
                new PathAttribute.OriginAttribute(Origin.IGP),
                new PathAttribute.AsPathAttribute(AsPath.sequence(7, 4_200_000_000L)),
                new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")),
                new PathAttribute.LocalPref(100),
                new PathAttribute.Aggregator(4_200_000_000L, IpAddress.parse("1.1.1.1"))),
            List.of(Prefix.parse("10.0.0.0/8"))),
        TWO_OCTETS);
  }

  @Test
  void as4Path_shorterThanAsPath_keepsTheLeadingPart() throws BgpDecodeException {
    byte[] bytes =
        update(
            "",
            "40 01 01 00"
                + "40 02 08 02 03 0005 5ba0 5ba0"
                + "40 03 04 0a000001"
                + "c0 11 0a 02 02 00010001 00010002",
            "08 0a");
    BgpMessage.Update update =
        (BgpMessage.Update) BgpCodec.decode(bytes, new DecodeContext(false, false, 4096));
    assertThat(update.attributes().asPath().toString()).isEqualTo("5 65537 65538");
  }

  @Test
  void notificationRouteRefreshAndEndOfRib() throws BgpDecodeException {
    assertCodes(
        message(3, "06 02 05 68656c6c6f"),
        BgpMessage.Notification.cease(2, "hello"),
        DecodeContext.EBGP);
    assertCodes(
        message(5, "0001 01 01"),
        BgpMessage.RouteRefresh.beginning(AddressFamily.IPV4_UNICAST),
        DecodeContext.EBGP);
    assertCodes(message(3, "06 02"), BgpMessage.Notification.of(6, 2), DecodeContext.EBGP);
    assertCodes(
        message(5, "0001 00 01"),
        BgpMessage.RouteRefresh.of(AddressFamily.IPV4_UNICAST),
        DecodeContext.EBGP);
    assertCodes(
        message(2, "0000 0000"),
        BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST),
        DecodeContext.EBGP);
    assertCodes(
        message(2, "0000 0006 80 0f 03 0002 01"),
        BgpMessage.Update.endOfRib(AddressFamily.IPV6_UNICAST),
        DecodeContext.EBGP);
    BgpMessage.Update evpn =
        (BgpMessage.Update)
            BgpCodec.decode(message(2, "0000 0006 80 0f 03 0019 46"), DecodeContext.EBGP);
    assertThat(evpn.endOfRibFamily()).isNull();
    assertThat(evpn.otherFamilies()).singleElement().hasFieldOrPropertyWithValue("afi", 25);
    assertCodes(message(2, "0000 0006 80 0f 03 0019 46"), evpn, DecodeContext.EBGP);
    assertThat(BgpMessage.Update.endOfRib(AddressFamily.IPV6_UNICAST).endOfRibFamily())
        .isEqualTo(AddressFamily.IPV6_UNICAST);
  }

  private static final String ORIGIN = "40 01 01 00";
  private static final String PATH = "40 02 06 02 01 0000fc00";
  private static final String HOP = "40 03 04 0a000001";

  /** An UPDATE from an external peer with these attributes and 10.0.0.0/8. */
  private static byte[] update(String attributes) {
    return update("", attributes, "08 0a");
  }

  private static void assertError(byte[] bytes, int code, int subcode, String data) {
    BgpDecodeException error =
        catchThrowableOfType(
            BgpDecodeException.class, () -> BgpCodec.decode(bytes, DecodeContext.EBGP));
    assertThat(error).isNotNull();
    assertThat(error.code() + "/" + error.subcode() + " " + error.data())
        .isEqualTo(code + "/" + subcode + " " + data);
  }

  @Test
  void header_errors() {
    byte[] badMarker = message(4, "");
    badMarker[3] = 0;
    assertError(badMarker, 1, 1, "");
    assertError(message(4, "00"), 1, 2, "0014");
    assertError(message(9, ""), 1, 3, "09");
    assertError(message(1, "04"), 1, 2, "0014");
    assertError(message(5, "0001 00 01 00"), 1, 2, "0018");
    assertError(message(5, "0001 01 01 00"), 7, 1, MARKER + "0018050001010100");
    assertError(message(5, "0001 02"), 1, 2, "0016");
    assertError(Arrays.copyOf(message(2, "0000 0000"), 22), 1, 2, "0017");
    assertError(new byte[3], 1, 2, "");
  }

  @Test
  void open_errors() {
    assertError(message(1, "03 fc01 00b4 c0a8e90b 00"), 2, 1, "0004");
    assertError(message(1, "04 fc01 00b4 c0a8e90b 02 01 00"), 2, 4, "");
    assertError(message(1, "04 fc01 00b4 c0a8e90b 05 02 06 0104 00"), 2, 0, "");
    assertError(message(1, "04 fc01 00b4 c0a8e90b 09"), 2, 0, "");
    assertError(message(1, "04 fc01 00b4 c0a8e90b 03 02 01 01"), 2, 0, "");
  }

  @Test
  void update_errorsThatEndTheSession() {
    assertError(message(2, "00ff 0000"), 3, 1, "");
    assertError(message(2, "0000 00ff"), 3, 1, "");
    assertError(update("40 1e 01 00" + ORIGIN + PATH + HOP), 3, 2, "401e0100");
    assertError(message(2, "0000 0000 21 0a000000 00"), 3, 10, "");
    assertError(message(2, "0000 0000 18 0a00"), 3, 10, "");
    assertError(message(2, "0002 18 0a 0000"), 3, 10, "");
  }

  @Test
  void error_namesAttributeOffsetAndField() throws BgpDecodeException {
    BgpMessage.Update update =
        (BgpMessage.Update)
            BgpCodec.decode(update(ORIGIN + PATH + "40 03 04 00000000"), DecodeContext.EBGP);
    DecodeError error = update.strongestError();
    assertThat(error.attribute()).isEqualTo(PathAttribute.NEXT_HOP);
    assertThat(error.offset()).isEqualTo(19 + 4 + 4 + 9);
    assertThat(error.field()).isEqualTo("NEXT_HOP 0.0.0.0");
    assertThat(error.data()).hasToString("40030400000000");
    assertThat(error.action()).isEqualTo(ErrorAction.TREAT_AS_WITHDRAW);
    assertThat(update.nlri()).containsExactly(Prefix.parse("10.0.0.0/8"));
  }

  @Test
  void sessionReset_comesWithWhatCouldBeRead() {
    BgpDecodeException error =
        catchThrowableOfType(
            BgpDecodeException.class,
            () ->
                BgpCodec.decode(
                    update("08 0b", ORIGIN + PATH + HOP, "08 0a 21 0a000000 00"),
                    DecodeContext.EBGP));
    BgpMessage.Update partial = (BgpMessage.Update) error.partial();
    assertThat(partial.withdrawn()).containsExactly(Prefix.parse("11.0.0.0/8"));
    assertThat(partial.attributes().asPath()).hasToString("64512");
    assertThat(partial.nlri()).containsExactly(Prefix.parse("10.0.0.0/8"));
  }

  @Provide
  Arbitrary<BgpMessage> fourOctetMessages() {
    return Messages.any(true);
  }

  @Provide
  Arbitrary<BgpMessage> twoOctetMessages() {
    return Messages.any(false);
  }

  @Property(tries = 1000)
  void decodeOfEncode_isTheMessage(@ForAll("fourOctetMessages") BgpMessage message)
      throws BgpDecodeException {
    byte[] bytes = BgpCodec.encode(message, DecodeContext.IBGP);
    assertThat(BgpCodec.decode(bytes, DecodeContext.IBGP)).isEqualTo(message);
  }

  @Property(tries = 1000)
  void decodeOfEncode_isTheMessage_onATwoOctetSession(
      @ForAll("twoOctetMessages") BgpMessage message) throws BgpDecodeException {
    byte[] bytes = BgpCodec.encode(message, TWO_OCTETS);
    assertThat(BgpCodec.decode(bytes, TWO_OCTETS)).isEqualTo(message);
  }

  @Provide
  Arbitrary<BgpMessage.Update> addPathUpdates() {
    return Messages.addPathUpdate();
  }

  @Property(tries = 500)
  void decodeOfEncode_isTheMessage_withPathIdentifiers(
      @ForAll("addPathUpdates") BgpMessage.Update message) throws BgpDecodeException {
    List<AddressFamily> both = List.of(AddressFamily.values());
    DecodeContext context = DecodeContext.IBGP.withAddPath(both, both);
    byte[] bytes = BgpCodec.encode(message, context);
    assertThat(BgpCodec.decode(bytes, context)).isEqualTo(message);
  }

  /** Random bytes rarely get past a header, so most of these begin with a good one. */
  @Property(tries = 3000)
  void anyBytes_areAMessageOrADecodeException(
      @ForAll byte[] body, @ForAll byte type, @ForAll boolean framed) {
    byte[] bytes = framed ? message(type & 7, HexFormat.of().formatHex(body)) : body;
    for (DecodeContext context : List.of(DecodeContext.EBGP, TWO_OCTETS)) {
      try {
        assertThat(BgpCodec.decode(bytes, context)).isNotNull();
      } catch (BgpDecodeException e) {
        assertThat(e.code()).isBetween(1, 7);
      }
    }
    assertThat(BgpSummary.text(bytes)).isNotNull();
  }

  private static BgpMessage withoutErrors(BgpMessage.Update u) {
    return new BgpMessage.Update(
        u.withdrawn(),
        u.attributes(),
        u.nlri(),
        u.reach(),
        u.unreach(),
        u.withdrawnIds(),
        u.nlriIds(),
        u.otherFamilies(),
        List.of());
  }

  /** A good message with one byte changed: deeper into the decoder than random bytes. */
  @Property(tries = 3000)
  void anyBitFlip_isAMessageOrADecodeException(
      @ForAll("fourOctetMessages") BgpMessage message, @ForAll int where, @ForAll byte value) {
    byte[] bytes = BgpCodec.encode(message, DecodeContext.IBGP);
    bytes[Math.floorMod(where, bytes.length)] = value;
    try {
      BgpMessage decoded = BgpCodec.decode(bytes, DecodeContext.IBGP);
      // What is left for the RIBs is a value like any other: it can be written again.
      BgpMessage left =
          decoded instanceof BgpMessage.Update u ? withoutErrors(u.afterErrors()) : decoded;
      assertThat(BgpCodec.decode(BgpCodec.encode(left, DecodeContext.IBGP), DecodeContext.IBGP))
          .isEqualTo(left);
    } catch (BgpDecodeException e) {
      assertThat(e.code()).isBetween(1, 7);
    }
  }

  @Property(tries = 200)
  void framer_cutAnywhere_givesTheSameMessages(
      @ForAll("fourOctetMessages") BgpMessage first,
      @ForAll("fourOctetMessages") BgpMessage second,
      @ForAll int cut)
      throws BgpDecodeException {
    byte[] one = BgpCodec.encode(first, DecodeContext.IBGP);
    byte[] two = BgpCodec.encode(second, DecodeContext.IBGP);
    byte[] all = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, all, one.length, two.length);
    int step = 1 + Math.floorMod(cut, all.length);
    MessageFramer framer = new MessageFramer();
    List<byte[]> messages = new ArrayList<>();
    for (int at = 0; at < all.length; at += step) {
      framer.append(Bytes.of(Arrays.copyOfRange(all, at, Math.min(all.length, at + step))));
      byte[] message = framer.next(4096);
      while (message != null) {
        messages.add(message);
        message = framer.next(4096);
      }
    }
    assertThat(messages).containsExactly(one, two);
    assertThat(framer.isMidMessage()).isFalse();
  }

  @Provide
  Arbitrary<List<Prefix>> prefixes() {
    return Messages.prefix4().list().ofMinSize(1).ofMaxSize(3000).map(Messages::distinct);
  }

  @Property(tries = 30)
  void packer_keepsEveryPrefixAndTheLimit(@ForAll("prefixes") List<Prefix> prefixes) {
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(1, 2)),
            new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")));
    List<Prefix> announced = new ArrayList<>();
    for (BgpMessage.Update update :
        UpdatePacker.announce(attributes, prefixes, DecodeContext.EBGP)) {
      announced.addAll(update.nlri());
      assertThat(BgpCodec.encode(update, DecodeContext.EBGP).length).isLessThanOrEqualTo(4096);
    }
    assertThat(announced).isEqualTo(prefixes);
    List<Prefix> withdrawn = new ArrayList<>();
    for (BgpMessage.Update update : UpdatePacker.withdraw(prefixes, DecodeContext.EBGP)) {
      withdrawn.addAll(update.withdrawn());
      assertThat(BgpCodec.encode(update, DecodeContext.EBGP).length).isLessThanOrEqualTo(4096);
    }
    assertThat(withdrawn).isEqualTo(prefixes);
  }

  @Test
  void packer_fillsMessages_andRefusesAttributesThatLeaveNoRoom() {
    List<Prefix> hosts = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      hosts.add(Prefix.host(IpAddress.parse("10.0.0.0").plus(i)));
    }
    assertThat(UpdatePacker.withdraw(hosts, DecodeContext.EBGP)).hasSize(3);
    PathAttributes huge =
        PathAttributes.of(
            new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")),
            new PathAttribute.Unknown(0xC0, 99, Bytes.of(new byte[4070])));
    assertThat(UpdatePacker.announce(huge, hosts, DecodeContext.EBGP)).isEmpty();
  }

  @Test
  void summary_saysEachMessageInOneLine() {
    byte[] update = update(ORIGIN + PATH + HOP);
    byte[] keepalive = message(4, "");
    byte[] both = Arrays.copyOf(update, update.length + keepalive.length);
    System.arraycopy(keepalive, 0, both, update.length, keepalive.length);
    assertThat(BgpSummary.text(both))
        .isEqualTo("UPDATE +10.0.0.0/8 via 10.0.0.1 path 64512\nKEEPALIVE");
    assertThat(BgpSummary.text(Arrays.copyOf(keepalive, 10)))
        .isEqualTo("BGP, beginning of a message");
    assertThat(BgpSummary.text(message(2, "0000 0000"))).isEqualTo("UPDATE End-of-RIB IPv4");
    assertThat(BgpSummary.text(message(2, "0000 0006 80 0f 03 0019 46")))
        .isEqualTo("UPDATE afi 25 safi 70");
    assertThat(BgpSummary.text(message(3, "04 00")))
        .isEqualTo("NOTIFICATION 4/0 Hold Timer Expired");
  }

  @Test
  void dissector_showsTheMessagesOfASegment() {
    Dissector dissector = new Dissector();
    BgpDissector.register(dissector);
    byte[] keepalive = message(4, "");
    byte[] twice = Arrays.copyOf(keepalive, 2 * keepalive.length);
    System.arraycopy(keepalive, 0, twice, keepalive.length, keepalive.length);
    Packet segment =
        Packet.ip(
            Ipv4Header.of(
                IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), 1, IpProtocol.TCP),
            new TcpHeader(50_000, 179, 1, 1, TcpHeader.ACK, 1000, 0, TcpOptions.NONE),
            Bytes.of(twice),
            new PacketTag(1, null, 0));
    assertThat(dissector.summary(segment)).isEqualTo("ipv4 / tcp / bgp / bgp");
    assertThat(dissector.layers(segment).get(2)).hasToString("bgp message=KEEPALIVE");
    Packet noise = segment.withPayload(Bytes.of(new byte[40]));
    assertThat(dissector.layers(noise).get(2))
        .hasToString("bgp message=BGP, not at the beginning of a message");
  }

  @Test
  void asPath_lengthNeighborAndLoops() {
    AsPath path =
        AsPath.of(
            List.of(
                AsPath.Segment.of(AsPath.SegmentType.AS_CONFED_SEQUENCE, 65001, 65002),
                AsPath.Segment.of(AsPath.SegmentType.AS_SEQUENCE, 10, 20),
                AsPath.Segment.of(AsPath.SegmentType.AS_SET, 30, 40)));
    assertThat(path.length()).isEqualTo(3);
    assertThat(path.neighborAs()).isEqualTo(10);
    assertThat(path.contains(40)).isTrue();
    assertThat(path.contains(65002)).isTrue();
    assertThat(path.contains(50)).isFalse();
    assertThat(path.toString()).isEqualTo("(65001 65002) 10 20 {30,40}");
    AsPath full = AsPath.EMPTY.prepend(7, 300);
    assertThat(full.length()).isEqualTo(300);
    assertThat(full.segments()).hasSize(2);
  }
}
