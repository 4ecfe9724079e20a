package io.sdnsim.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.mrt.MrtRecord.Peer;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.mrt.MrtWriter.TablePath;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.testkit.RequiredTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our lines against those of {@code bgpdump -m}, of files that FRR and BIRD wrote (made by {@code
 * src/test/scripts/make-mrt-dumps.sh}) and of our own.
 */
class BgpdumpTest {
  private static final PathAttributes ATTRIBUTES =
      PathAttributes.of(
          new PathAttribute.OriginAttribute(Origin.IGP),
          new PathAttribute.AsPathAttribute(AsPath.sequence(65_001, 4_200_000_099L)),
          new PathAttribute.NextHopAttribute(IpAddress.parse("192.0.2.1")),
          new PathAttribute.MultiExitDisc(7),
          new PathAttribute.LocalPref(250),
          new PathAttribute.Communities(List.of(65_001 << 16 | 100, 0xFFFF_FF01)));

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frr-all",
        "frr-updates-et",
        "frr-table",
        "bird-messages",
        "bird-table4",
        "bird-table6"
      })
  void dumpOfARealRouter_sameLines(String name) throws Exception {
    byte[] dump = resource(name + ".mrt");
    String expected = new String(resource(name + ".txt"), StandardCharsets.UTF_8);
    assertThat(expected.lines()).hasSizeGreaterThan(2);
    assertThat(lines(dump)).isEqualTo(expected);
    assertThat(bgpdump(dump)).isEqualTo(expected);
  }

  @Test
  void ourTable_sameLines() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    MrtWriter writer = new MrtWriter(file);
    IpAddress six = IpAddress.parse("2001:db8::1");
    writer.peerIndexTable(
        1_700_000_000,
        IpAddress.parse("192.0.2.9"),
        "router",
        List.of(
            new Peer(IpAddress.parse("192.0.2.1"), IpAddress.parse("192.0.2.1"), 65_001),
            new Peer(IpAddress.parse("192.0.2.2"), six, 4_200_000_001L)));
    for (String prefix : List.of("0.0.0.0/0", "10.0.0.0/8", "10.1.2.0/25", "10.4.4.4/32")) {
      writer.rib(
          1_700_000_000,
          0,
          Prefix.parse(prefix),
          List.of(
              new TablePath(0, 1_699_999_999, ATTRIBUTES),
              new TablePath(1, 5, ATTRIBUTES.withOrigin(Origin.INCOMPLETE))));
    }
    for (String prefix : List.of("::/0", "2001:db8::/33", "2001:db8::1/128")) {
      writer.rib(
          1_700_000_000,
          1,
          Prefix.parse(prefix),
          List.of(new TablePath(1, 0, ATTRIBUTES.withNextHop(six))));
    }
    assertThat(lines(file.toByteArray()).lines()).hasSize(11);
    assertThat(bgpdump(file.toByteArray())).isEqualTo(lines(file.toByteArray()));
  }

  @Test
  void ourMessages_sameLines() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    MrtWriter writer = new MrtWriter(file);
    Session session =
        new Session(
            4_200_000_001L, 65_002, 0, IpAddress.parse("192.0.2.1"), IpAddress.parse("192.0.2.2"));
    writer.stateChange(1_500_000, session, 5, 6);
    byte[] announced =
        BgpCodec.encode(
            BgpMessage.Update.announce(
                ATTRIBUTES, List.of(Prefix.parse("10.0.0.0/8"), Prefix.parse("10.4.4.4/32"))),
            DecodeContext.IBGP);
    writer.message(2_000_001, session, true, announced);
    writer.message(
        3_000_000,
        session,
        true,
        BgpCodec.encode(
            BgpMessage.Update.withdraw(List.of(Prefix.parse("10.0.0.0/8"))), DecodeContext.IBGP));
    assertThat(lines(file.toByteArray()).lines()).hasSize(4);
    assertThat(bgpdump(file.toByteArray())).isEqualTo(lines(file.toByteArray()));
  }

  /** No router at hand writes TABLE_DUMP any more: by hand, as RFC 6396 4.2 draws it. */
  @Test
  void tableDump_sameLines() throws Exception {
    String attributes = "40010100" + "4002060202fde8fde9" + "400304c0000201";
    attributes += "8004040000000a" + "c00804fde80064";
    String four =
        "0000" + "0001" + "0a010000" + "10" + "01" + "65000000" + "c0000201" + "fde8" + "0022";
    String six =
        "0000"
            + "0002"
            + "20010db8000a00000000000000000000"
            + "30"
            + "01"
            + "65000000"
            + "20010db8000000000000000000000001"
            + "fde8"
            + "0022";
    byte[] file =
        HexFormat.of()
            .parseHex(
                ("65000001" + "000c" + "0001" + "00000038" + four + attributes)
                    + ("65000002" + "000c" + "0002" + "00000050" + six + attributes));
    assertThat(lines(file).lines()).hasSize(2);
    assertThat(lines(file))
        .startsWith(
            "TABLE_DUMP|1694498817|B|192.0.2.1|65000|10.1.0.0/16|65000 65001|IGP|192.0.2.1|0|10|");
    assertThat(bgpdump(file)).isEqualTo(lines(file));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BgpdumpTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static String lines(byte[] dump) throws Exception {
    StringBuilder text = new StringBuilder();
    MrtLines lines = new MrtLines(text);
    try (MrtReader reader = new MrtReader("dump.mrt", new ByteArrayInputStream(dump))) {
      MrtRecord record;
      while ((record = reader.next()) != null) {
        lines.add(record);
      }
    }
    return text.toString();
  }

  private String bgpdump(byte[] dump) throws Exception {
    String program =
        RequiredTools.require("bgpdump", "hold our MRT lines against its own").toString();
    Path file = Files.write(directory.resolve("dump.mrt"), dump);
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder(program, "-m", file.toString())
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(directory.resolve("err"))).isZero();
    return Files.readString(out);
  }
}
