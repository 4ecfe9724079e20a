package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.testkit.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeBgpCommandTest {
  private static final String KEEPALIVE = message(4, "");
  private static final String ORIGIN = "40010100";
  private static final String PATH = "4002060201 0000fc00";
  private static final String HOP = "4003040a000001";
  private static final String PREF = "400504000000c8";
  private static final String IPV6_HOP = "10 20010db8000000000000000000000001 00";

  private static int bytes(String hex) {
    return hex.replace(" ", "").length() / 2;
  }

  private static String message(int type, String body) {
    return "ff".repeat(16)
        + String.format(Locale.ROOT, "%04x%02x", 19 + bytes(body), type)
        + body.replace(" ", "");
  }

  private static String update(String withdrawn, String attributes, String nlri) {
    return message(
        2,
        String.format(Locale.ROOT, "%04x", bytes(withdrawn))
            + withdrawn
            + String.format(Locale.ROOT, "%04x", bytes(attributes))
            + attributes
            + nlri);
  }

  /** What the command says, under what it was asked. */
  private static final class Sheet {
    private final StringBuilder text = new StringBuilder();

    void add(String title, String... arguments) {
      String[] line = new String[arguments.length + 2];
      line[0] = "decode";
      line[1] = "bgp";
      System.arraycopy(arguments, 0, line, 2, arguments.length);
      Cli cli = Cli.run(line);
      assertThat(cli.err()).as(title).isEmpty();
      assertThat(cli.code()).as(title).isZero();
      text.append("# ").append(title).append("\n$ sdnsim ").append(String.join(" ", line));
      text.append('\n').append(cli.out()).append('\n');
    }
  }

  @Test
  void wellFormedMessages() {
    Sheet sheet = new Sheet();
    sheet.add("KEEPALIVE", KEEPALIVE);
    sheet.add(
        "OPEN with every capability",
        message(
            1,
            "04 5ba0 005a 0a000001 31 02 2f"
                + "01 04 0002 00 01 0200 05 06 0001 0001 0002 0600 09 01 03 40 06 c078 0001 01 80"
                + "41 04 00010000 45 04 0001 01 03 4600 49 02 0141"));
    sheet.add(
        "OPEN of an extended length (RFC 9072)",
        message(1, "04 fc01 00b4 c0a8e90b ff ff 0009 02 0006 010400010001"));
    sheet.add(
        "UPDATE with every attribute",
        "--from",
        "ibgp",
        update(
            "18 0a0203",
            "40010102"
                + "4002140202 0000fc00 fa56ea00 0102 00000001 00000002"
                + HOP
                + "80040400000032"
                + PREF
                + "400600"
                + "c00708 0000fc00 01010101"
                + "e00808 fc000001 ffffff01"
                + "800904 02020202"
                + "800a04 03030303"
                + "c01010 0002fc00 00000064 43000000 00000001"
                + "c0200c 0000fc00 00000001 00000002"
                + "c02304 0000fc00"
                + "e06301 07",
            "20 c0a8854a 00 09 0a80"));
    sheet.add(
        "UPDATE for IPv6",
        update(
            "",
            "800f08 0002 01 20 20010db9"
                + "800e2e 0002 01 20 20010db8000000000000000000000001"
                + "fe800000000000000000000000000001 00 40 20010db800010000"
                + ORIGIN
                + PATH,
            ""));
    sheet.add(
        "UPDATE for a family that is not known here",
        update("", "800e05 0019 46 00 00" + ORIGIN + PATH, ""));
    sheet.add("End-of-RIB for IPv4", message(2, "0000 0000"));
    sheet.add("End-of-RIB for IPv6", message(2, "0000 0006 800f03 0002 01"));
    sheet.add(
        "two-octet AS numbers, and what AS4_PATH adds",
        "--two-octet-as",
        update(
            "",
            ORIGIN + "4002080203 0005 5ba0 5ba0" + HOP + "c0110a0202 00010001 00010002",
            "08 0a"));
    sheet.add(
        "Path Identifiers",
        "--add-path",
        update("00000007 08 0b", ORIGIN + PATH + HOP, "00000001 08 0a 00000002 08 0a"));
    sheet.add("shutdown communication", message(3, "06 02 05 68656c6c6f"));
    sheet.add("NOTIFICATION with data", message(3, "03 05 400102 0000"));
    sheet.add("ROUTE-REFRESH", message(5, "0001 00 01"), message(5, "0019 01 46"));
    Golden.check("decode-bgp.txt", sheet.text.toString());
  }

  @Test
  void malformedMessages() {
    Sheet sheet = new Sheet();
    sheet.add("no marker", "00".repeat(16) + "001304");
    sheet.add("cut off", KEEPALIVE.substring(0, 20));
    sheet.add("unknown type, and a message behind it", message(9, "00"), KEEPALIVE);
    sheet.add("OPEN of version 3", message(1, "03 fc01 00b4 c0a8e90b 00"));
    sheet.add(
        "OPEN whose capability is cut off",
        message(1, "04 fc01 00b4 c0a8e90b 0a 02 08 0104000100 0141"));
    String localPref = update("", ORIGIN + PATH + HOP + PREF, "08 0a");
    sheet.add("attribute-discard: LOCAL_PREF", "--from", "ebgp", localPref);
    sheet.add("... which an internal peer may send", "--from", "ibgp", localPref);
    sheet.add("... and some peer may, too", localPref);
    sheet.add(
        "treat-as-withdraw: ORIGIN, of two errors the stronger",
        update("", "40010107" + PATH + HOP + "40060100", "08 0a"));
    sheet.add(
        "treat-as-withdraw: no LOCAL_PREF",
        "--from",
        "ibgp",
        update("", ORIGIN + PATH + HOP, "08 0a"));
    sheet.add(
        "afi-disable: prefix of 129 bits",
        update("", "800e17 0002 01" + IPV6_HOP + "81 00" + ORIGIN + PATH, ""));
    sheet.add(
        "afi-disable: MP_UNREACH_NLRI",
        update("", "800f05 0002 01 20 20" + ORIGIN + PATH + HOP, "08 0a"));
    sheet.add(
        "session-reset: NLRI, behind what can be read",
        update("08 0b", ORIGIN + PATH + HOP, "08 0a 21 0a000000 00"));
    sheet.add("session-reset: Total Path Attribute Length", message(2, "0000 00ff"));
    sheet.add("ROUTE-REFRESH of a wrong length", message(5, "0001 01 01 00"));
    Golden.check("decode-bgp-malformed.txt", sheet.text.toString());
  }

  @Test
  void files_holdHexadecimalOrRawBytes(@TempDir Path directory) throws IOException {
    String two = KEEPALIVE + message(3, "06 04");
    String expected = Cli.run("decode", "bgp", two).out();
    assertThat(expected).hasLineCount(2).contains("\"KEEPALIVE\"", "Cease: Administrative Reset");
    Path hex = directory.resolve("messages.hex");
    Files.writeString(hex, two.replaceAll("(.{30})", "$1\n"), StandardCharsets.US_ASCII);
    Path raw = directory.resolve("messages.bin");
    Files.write(raw, HexFormat.of().parseHex(two));
    assertThat(Cli.run("decode", "bgp", hex.toString())).isEqualTo(new Cli(0, expected, ""));
    assertThat(Cli.run("decode", "bgp", raw.toString())).isEqualTo(new Cli(0, expected, ""));
    assertThat(Cli.run("decode", "bgp", two.replaceAll("(..)", "$1:")).out()).isEqualTo(expected);
  }

  @Test
  void wrongInput_isRefusedWithWhatWasExpected(@TempDir Path directory) throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path odd = Files.writeString(directory.resolve("odd"), "fff\n", StandardCharsets.US_ASCII);
    for (String[] each :
        new String[][] {
          {"session.pcap", "'session.pcap': found no such file, and 's' at character 1 is no hex"},
          {"ff f", "found an odd number of hexadecimal digits, 3: expected two a byte"},
          {" ", "found no bytes: expected messages in hexadecimal, or a file"},
          {empty.toString(), empty + ": found no bytes"},
          {odd.toString(), odd + ": found an odd number of hexadecimal digits, 3"},
          {directory.toString(), directory + ": found a directory, expected a file"},
        }) {
      Cli cli = Cli.run("decode", "bgp", each[0]);
      assertThat(cli.err()).contains(each[1]).hasLineCount(1);
      assertThat(cli.out()).isEmpty();
      assertThat(cli.code()).isEqualTo(2);
    }
  }
}
