package io.sdnsim.bgp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.RequiredTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real dissector says of our messages. */
class TsharkTest {
  private static final int MESSAGES = 300;
  private static final int LINK_TYPE_RAW_IP = 101;

  @Test
  void generatedMessages_areDissectedAsBgpWithoutOneMalformed(@TempDir Path directory)
      throws IOException, InterruptedException {
    String tshark =
        RequiredTools.require("tshark", "hold BGP messages against Wireshark").toString();
    Path capture = directory.resolve("bgp.pcap");
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(pcapHeader());
    int updates = 0;
    List<BgpMessage> sample = new ArrayList<>();
    sample.add(BgpMessage.Update.endOfRib(AddressFamily.IPV4_UNICAST));
    sample.add(BgpMessage.Update.endOfRib(AddressFamily.IPV6_UNICAST));
    JqwikSession.run(
        () ->
            Messages.any(true).generator(1000, true).stream(new Random(42))
                .limit(MESSAGES)
                .forEach(shrinkable -> sample.add(shrinkable.value())));
    for (int i = 0; i < sample.size(); i++) {
      updates += sample.get(i) instanceof BgpMessage.Update ? 1 : 0;
      // A connection of its own each: the dissector learns the AS size from an OPEN.
      file.write(packet(i, BgpCodec.encode(sample.get(i), DecodeContext.IBGP)));
    }
    Files.write(capture, file.toByteArray());

    List<String> lines =
        tshark(
            tshark,
            capture,
            directory,
            List.of(
                "-o",
                "bgp.asn_len:4 octet",
                "-T",
                "fields",
                "-e",
                "_ws.malformed",
                "-e",
                "bgp.type"));
    assertThat(lines).hasSize(sample.size());
    int dissected = 0;
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split("\t", -1);
      assertThat(fields[0]).as("message %s: %s", i, sample.get(i)).isEmpty();
      assertThat(fields[1]).as("message %s", i).isEqualTo(Integer.toString(sample.get(i).type()));
      dissected += fields[1].equals("2") ? 1 : 0;
    }
    assertThat(dissected).isEqualTo(updates).isGreaterThan(20);
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
