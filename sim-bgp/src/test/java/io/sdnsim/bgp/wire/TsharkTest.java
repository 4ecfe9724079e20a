package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.testkit.RequiredTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real dissector sees in our messages. */
class TsharkTest {
  private static final int MESSAGES = 1000;
  private static final int LINK_TYPE_RAW_IP = 101;
  private static final int EXTENDED_LENGTH = 0x10;

  @TempDir private Path directory;

  @Test
  void generatedMessages_haveTheFieldsThatWiresharkSees() throws Exception {
    List<BgpMessage> sample = generated(true);
    sample.add(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST));
    sample.add(BgpMessage.Update.endOfRib(AddressFamily.IPV6_UNICAST));
    sample.add(BgpMessage.Notification.cease(2, "maintenance, back at 5"));
    sample.add(BgpMessage.Notification.cease(4, "neue \u00c4ra"));
    for (AddressFamily family : AddressFamily.values()) {
      sample.add(BgpMessage.RouteRefresh.beginning(family));
      sample.add(BgpMessage.RouteRefresh.end(family));
    }
    assertThat(sample.stream().filter(BgpMessage.Update.class::isInstance)).hasSizeGreaterThan(100);
    assertSeen(sample, DecodeContext.IBGP);
  }

  @Test
  void twoOctetMessages_haveTheFieldsThatWiresharkSees() throws Exception {
    assertSeen(generated(false), DecodeContext.IBGP.withFourOctetAs(false));
  }

  @Test
  void pathIdentifiers_areWhatWiresharkSees() throws Exception {
    List<Prefix> prefixes = List.of(Prefix.parse("10.1.0.0/16"), Prefix.parse("10.1.0.0/16"));
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(64512)),
            new PathAttribute.NextHopAttribute(IpAddress.parse("10.0.0.1")),
            new PathAttribute.LocalPref(100));
    BgpMessage update =
        new BgpMessage.Update(
            List.of(),
            attributes,
            prefixes,
            null,
            null,
            PathIds.NONE,
            PathIds.of(1, 2),
            List.of(),
            List.of());
    List<AddressFamily> both = List.of(AddressFamily.values());
    assertSeen(List.of(update), DecodeContext.IBGP.withAddPath(both, both));
  }

  private static List<BgpMessage> generated(boolean confederations) {
    List<BgpMessage> sample = new ArrayList<>();
    JqwikSession.run(
        () ->
            Messages.any(confederations).generator(1000, true).stream(new Random(42))
                .limit(MESSAGES)
                .forEach(shrinkable -> sample.add(plain(shrinkable.value()))));
    return sample;
  }

  /**
   * Wireshark guesses whether there are Path Identifiers, and takes a default route for one; and it
   * reads data of a NOTIFICATION as what the subcode calls for, which noise is not.
   */
  private static BgpMessage plain(BgpMessage message) {
    if (message instanceof BgpMessage.Notification notification) {
      return BgpMessage.Notification.of(notification.code(), notification.subcode());
    }
    if (!(message instanceof BgpMessage.Update update)) {
      return message;
    }
    PathAttribute.MpReachNlri reach = update.reach();
    PathAttribute.MpUnreachNlri unreach = update.unreach();
    return new BgpMessage.Update(
        withoutDefaultRoutes(update.withdrawn()),
        update.attributes(),
        withoutDefaultRoutes(update.nlri()),
        reach == null
            ? null
            : new PathAttribute.MpReachNlri(
                reach.family(), reach.nextHops(), withoutDefaultRoutes(reach.nlri())),
        unreach == null
            ? null
            : new PathAttribute.MpUnreachNlri(
                unreach.family(), withoutDefaultRoutes(unreach.withdrawn())));
  }

  private static List<Prefix> withoutDefaultRoutes(List<Prefix> prefixes) {
    return prefixes.stream().filter(prefix -> prefix.length() > 0).toList();
  }

  private void assertSeen(List<BgpMessage> sample, DecodeContext context) throws Exception {
    String tshark =
        RequiredTools.require("tshark", "hold BGP messages against Wireshark").toString();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(pcapHeader());
    for (int i = 0; i < sample.size(); i++) {
      // A connection of its own each: the dissector learns the AS size from an OPEN.
      file.write(packet(i, BgpCodec.encode(sample.get(i), context)));
    }
    Path capture = directory.resolve("bgp.pcap");
    Files.write(capture, file.toByteArray());
    List<String> options =
        new ArrayList<>(List.of("-o", "bgp.asn_len:" + (context.fourOctetAs() ? 4 : 2) + " octet"));
    options.addAll(List.of("-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"));
    options.addAll(List.of("-e", "_ws.malformed"));
    for (String name : TsharkFields.NAMES) {
      options.addAll(List.of("-e", name));
    }
    List<String> lines = tshark(tshark, capture, directory, options);
    assertThat(lines).hasSize(sample.size());
    for (int i = 0; i < lines.size(); i++) {
      String[] seen = lines.get(i).split("\t", -1);
      assertThat(seen[0]).as("malformed: message %s: %s", i, sample.get(i)).isEmpty();
      Map<String, String> fields = new LinkedHashMap<>();
      for (int k = 0; k < TsharkFields.NAMES.size(); k++) {
        String name = TsharkFields.NAMES.get(k);
        fields.put(name, name.endsWith(".flags") ? withoutLength(seen[k + 1]) : seen[k + 1]);
      }
      assertThat(fields)
          .as("message %s: %s", i, sample.get(i))
          .isEqualTo(TsharkFields.of(sample.get(i), context.fourOctetAs()));
    }
  }

  /** The Extended Length bit says how the bytes are, not what the attribute is. */
  private static String withoutLength(String flags) {
    return Pattern.compile(",")
        .splitAsStream(flags)
        .filter(each -> !each.isEmpty())
        .map(each -> Integer.decode(each) & ~EXTENDED_LENGTH)
        .map(each -> String.format(Locale.ROOT, "0x%02x", each))
        .collect(Collectors.joining(","));
  }

  private static List<String> tshark(
      String tshark, Path capture, Path directory, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tshark, "-n", "-r", capture.toString()));
    command.addAll(options);
    Path output = directory.resolve("tshark.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(directory.resolve("tshark.err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(directory.resolve("tshark.err"))).isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  private static byte[] pcapHeader() {
    return ByteBuffer.allocate(24)
        .order(ByteOrder.BIG_ENDIAN)
        .putInt(0xA1B2C3D4)
        .putShort((short) 2)
        .putShort((short) 4)
        .putInt(0)
        .putInt(0)
        .putInt(65_535)
        .putInt(LINK_TYPE_RAW_IP)
        .array();
  }

  /** An IPv4 packet with a TCP segment from a port of its own to 179; no checksums. */
  private static byte[] packet(int index, byte[] payload) {
    int length = 40 + payload.length;
    return ByteBuffer.allocate(16 + length)
        .order(ByteOrder.BIG_ENDIAN)
        .putInt(index)
        .putInt(0)
        .putInt(length)
        .putInt(length)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) length)
        .putInt(0x0000_4000)
        .put((byte) 64)
        .put((byte) 6)
        .putShort((short) 0)
        .putInt(0x0A00_0001)
        .putInt(0x0A00_0002)
        .putShort((short) (20_000 + index))
        .putShort((short) 179)
        .putInt(1)
        .putInt(1)
        .put((byte) 0x50)
        .put((byte) 0x18)
        .putShort((short) 65_535)
        .putInt(0)
        .put(payload)
        .array();
  }
}
