package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeBgpCaptureTest {
  private static final int LINK_TYPE_RAW_IP = 101;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  private static final byte[] KEEPALIVE = encode(new BgpMessage.Keepalive(), DecodeContext.EBGP);

  @TempDir private Path directory;
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private int packets;

  private static byte[] encode(BgpMessage message, DecodeContext context) {
    return BgpCodec.encode(message, context);
  }

  private static byte[] open(long as, Capability... more) {
    Capability[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = Capability.Multiprotocol.of(AddressFamily.IPV4_UNICAST);
    return encode(
        new BgpMessage.Open(4, (int) as, 90, IpAddress.parse("10.0.0.1"), List.of(all)),
        DecodeContext.INITIAL);
  }

  private static byte[] update(DecodeContext context) {
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(64512, 65000)),
            new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")));
    return encode(
        BgpMessage.Update.announce(attributes, List.of(Prefix.parse("10.0.0.0/8"))), context);
  }

  /** A TCP segment over IPv4 between 10.0.0.1 port 50000 and 10.0.0.2 port 179. */
  private void segment(boolean toServer, int flags, int sequence, byte[] payload) {
    if (packets == 0) {
      file.writeBytes(
          ByteBuffer.allocate(24)
              .putInt(0xA1B2C3D4)
              .putInt(0x0002_0004)
              .putLong(0)
              .putInt(65_535)
              .putInt(LINK_TYPE_RAW_IP)
              .array());
    }
    int length = 40 + payload.length;
    ByteBuffer record = ByteBuffer.allocate(16 + length);
    record.putInt(1_000 + packets++).putInt(250_000).putInt(length).putInt(length);
    record.putInt(0x4500_0000 | length).putInt(0x0000_4000).putInt(0x4006_0000);
    record.putInt(toServer ? 0x0A00_0001 : 0x0A00_0002);
    record.putInt(toServer ? 0x0A00_0002 : 0x0A00_0001);
    record.putShort((short) (toServer ? 50_000 : 179)).putShort((short) (toServer ? 179 : 50_000));
    record.putInt(sequence).putInt(1);
    record.put((byte) 0x50).put((byte) flags).putShort((short) 65_535).putInt(0).put(payload);
    file.writeBytes(record.array());
  }

  private List<String> lines(String... options) throws IOException {
    Path capture = directory.resolve("session.pcap");
    Files.write(capture, file.toByteArray());
    String[] line = new String[options.length + 3];
    line[0] = "decode";
    line[1] = "bgp";
    System.arraycopy(options, 0, line, 2, options.length);
    line[options.length + 2] = capture.toString();
    Cli cli = Cli.run(line);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isZero();
    return cli.out().lines().toList();
  }

  @Test
  void opens_sayHowTheMessagesBehindThemAreRead() throws IOException {
    DecodeContext twoOctets = DecodeContext.EBGP.withFourOctetAs(false);
    segment(true, SYN, -2, new byte[0]);
    segment(false, SYN | ACK, 6_999, new byte[0]);
    byte[] first = open(64512, new Capability.FourOctetAs(64512));
    segment(true, ACK, -1, first);
    segment(false, ACK, 7_000, open(64513));
    segment(true, ACK, -1 + first.length, update(twoOctets));
    assertThat(lines("--from", "ebgp"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "{\"time\":2.000000,\"from\":\"10.0.0.1 port 50000\","
                            + "\"to\":\"10.0.0.2 port 179\",\"type\":\"OPEN\"")
                    .contains("\"as\":64512"),
            line -> assertThat(line).contains("\"from\":\"10.0.0.2 port 179\"", "\"as\":64513"),
            line ->
                assertThat(line)
                    .contains("\"asPath\":\"64512 65000\"", "\"nlri\":[\"10.0.0.0/8\"]")
                    .doesNotContain("error"));
  }

  @Test
  void withoutOpens_theOptionsSayIt() throws IOException {
    segment(true, ACK, 500, update(DecodeContext.EBGP.withFourOctetAs(false)));
    assertThat(lines("--two-octet-as")).singleElement().asString().doesNotContain("error");
    assertThat(lines()).singleElement().asString().contains("\"action\":\"treat-as-withdraw\"");
  }

  @Test
  void segments_arePutInOrder_andRepeatedOnesLeftOut() throws IOException {
    byte[] update = update(DecodeContext.EBGP);
    byte[] half = Arrays.copyOf(update, 30);
    byte[] rest = Arrays.copyOfRange(update, 30, update.length);
    segment(true, ACK, 100, KEEPALIVE);
    segment(true, ACK, 119 + 30, rest);
    segment(true, ACK, 100, KEEPALIVE);
    segment(true, ACK, 119, half);
    segment(true, ACK, 119 + update.length - 5, new byte[] {8, 10});
    segment(true, ACK, 119 + update.length, KEEPALIVE);
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("KEEPALIVE", "\"time\":0.000000,"),
            line -> assertThat(line).contains("10.0.0.0/8", "\"time\":3.000000,"),
            line -> assertThat(line).contains("KEEPALIVE", "\"time\":5.000000,"));
  }

  @Test
  void bytesThatTheCaptureLacks_areSaid_andReadingGoesOnAtTheNextMessage() throws IOException {
    byte[] update = update(DecodeContext.EBGP);
    // It begins within a message.
    segment(true, ACK, 100, Arrays.copyOfRange(update, 25, update.length));
    int next = 100 + update.length - 25;
    segment(true, ACK, next, KEEPALIVE);
    segment(true, ACK, next + 19 + 500, Arrays.copyOfRange(update, 20, update.length));
    segment(true, ACK, next + 19 + 500 + update.length - 20, KEEPALIVE);
    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("KEEPALIVE"),
            line -> assertThat(line).contains("\"gap\":\"the capture lacks bytes"),
            line -> assertThat(line).contains("KEEPALIVE"));
  }

  @Test
  void captureThatIsCutShort_isRefusedBehindWhatItHolds() throws IOException {
    segment(true, ACK, 100, KEEPALIVE);
    segment(true, ACK, 119, KEEPALIVE);
    Path capture = directory.resolve("short.pcap");
    Files.write(capture, Arrays.copyOf(file.toByteArray(), file.size() - 3));
    Cli cli = Cli.run("decode", "bgp", capture.toString());
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).contains("short.pcap").hasLineCount(1);
    assertThat(cli.out()).hasLineCount(1).contains("KEEPALIVE");
  }
}
