package io.sdnsim.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Wireshark's engine says about a capture file, with all checksums verified. The test that
 * asks is skipped where tshark is missing ({@link RequiredTools}).
 */
public final class TsharkReport {
  private static final long TIMEOUT_SECONDS = 120;

  private static final List<String> COLUMNS =
      List.of(
          "frame.number",
          "frame.time_epoch",
          "frame.interface_name",
          "frame.packet_flags_direction",
          "frame.protocols",
          "_ws.malformed",
          "ip.checksum.status",
          "tcp.checksum.status",
          "udp.checksum.status",
          "icmp.checksum.status",
          "icmpv6.checksum.status",
          "icmp.type",
          "icmpv6.type",
          "frame.comment");

  private static final List<String> CHECKSUM_COLUMNS =
      COLUMNS.stream().filter(column -> column.endsWith(".checksum.status")).toList();

  private final Path file;
  private final List<Frame> frames;

  private TsharkReport(Path file, List<Frame> frames) {
    this.file = file;
    this.frames = frames;
  }

  /**
   * A frame as tshark sees it.
   *
   * @param columns each field's values, joined with commas when it occurs more than once; empty
   *     when it doesn't
   */
  public record Frame(Map<String, String> columns) {
    public int number() {
      return Integer.parseInt(get("frame.number"));
    }

    /** Seconds with nine decimals, as tshark prints them. */
    public String epochSeconds() {
      return get("frame.time_epoch");
    }

    public String interfaceName() {
      return get("frame.interface_name");
    }

    /** {@code inbound}, {@code outbound} or the empty string. */
    public String direction() {
      return switch (get("frame.packet_flags_direction")) {
        case "1", "0x00000001" -> "inbound";
        case "2", "0x00000002" -> "outbound";
        default -> "";
      };
    }

    /** The protocols from the outside in: {@code eth:ethertype:ip:tcp:bgp}. */
    public String protocols() {
      return get("frame.protocols");
    }

    public String comment() {
      return get("frame.comment");
    }

    public boolean isMalformed() {
      return !get("_ws.malformed").isEmpty() || protocols().contains("_ws.malformed");
    }

    /** How many checksums were verified and right; those of tunnelled headers count as well. */
    public long goodChecksums() {
      return checksums().filter(status -> status.equals("1") || status.equals("Good")).count();
    }

    public boolean hasBadChecksum() {
      return checksums().anyMatch(status -> status.equals("0") || status.equals("Bad"));
    }

    /**
     * Whether a checksum could not be verified; those in the quote of an ICMP error don't count,
     * for tshark never verifies a quote.
     */
    public boolean hasUnverifiedChecksum() {
      return !isIcmpError()
          && checksums().anyMatch(status -> status.equals("2") || status.equals("Unverified"));
    }

    private boolean isIcmpError() {
      return Stream.of(get("icmp.type").split(",", -1))
              .anyMatch(type -> List.of("3", "4", "5", "11", "12").contains(type))
          || Stream.of(get("icmpv6.type").split(",", -1))
              .anyMatch(type -> List.of("1", "2", "3", "4").contains(type));
    }

    private Stream<String> checksums() {
      return CHECKSUM_COLUMNS.stream().flatMap(column -> Stream.of(get(column).split(",", -1)));
    }

    public String get(String column) {
      return columns.getOrDefault(column, "");
    }

    @Override
    public String toString() {
      return columns.toString();
    }
  }

  /** Runs tshark over a capture file. */
  public static TsharkReport of(Path file) {
    List<String> arguments = new ArrayList<>(List.of("-T", "fields", "-E", "separator=/t"));
    arguments.addAll(List.of("-E", "occurrence=a", "-E", "aggregator=,"));
    for (String column : COLUMNS) {
      arguments.add("-e");
      arguments.add(column);
    }
    List<Frame> frames =
        run(file, arguments)
            .lines()
            .filter(line -> !line.isEmpty())
            .map(TsharkReport::frame)
            .toList();
    return new TsharkReport(file, frames);
  }

  private static Frame frame(String line) {
    String[] values = line.split("\t", -1);
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(values.length, COLUMNS.size()); i++) {
      columns.put(COLUMNS.get(i), values[i]);
    }
    return new Frame(columns);
  }

  public List<Frame> frames() {
    return frames;
  }

  public List<Frame> malformed() {
    return frames.stream().filter(Frame::isMalformed).toList();
  }

  public List<Frame> badChecksums() {
    return frames.stream().filter(Frame::hasBadChecksum).toList();
  }

  public List<Frame> unverifiedChecksums() {
    return frames.stream().filter(Frame::hasUnverifiedChecksum).toList();
  }

  /** Fails unless there are frames, none malformed and every checksum verified and right. */
  public TsharkReport assertClean() {
    if (frames.isEmpty()) {
      throw new AssertionError(file + ": no frames");
    }
    assertNone("malformed", malformed());
    assertNone("with bad checksums", badChecksums());
    assertNone("with unverified checksums", unverifiedChecksums());
    return this;
  }

  private void assertNone(String what, List<Frame> found) {
    if (!found.isEmpty()) {
      throw new AssertionError(
          file
              + ": "
              + found.size()
              + " of "
              + frames.size()
              + " frames "
              + what
              + ", the first: "
              + found.get(0));
    }
  }

  /**
   * The whole dissection: for each frame the {@code layers} object of {@code tshark -T json}, in
   * which a layer or field that occurs more than once is a list.
   *
   * @param displayFilter which frames, or the empty string for all
   */
  public List<Object> layers(String displayFilter) {
    List<String> arguments = new ArrayList<>(List.of("-T", "json", "--no-duplicate-keys"));
    if (!displayFilter.isEmpty()) {
      arguments.addAll(List.of("-Y", displayFilter));
    }
    List<Object> layers = new ArrayList<>();
    if (Json.parse(run(file, arguments)) instanceof List<?> packets) {
      for (Object packet : packets) {
        layers.add(Objects.requireNonNull(Json.at(packet, "_source", "layers")));
      }
    }
    return layers;
  }

  private static String run(Path file, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(RequiredTools.require("tshark", "hold captures against Wireshark").toString());
    command.addAll(List.of("-r", file.toString(), "-n"));
    for (String protocol : List.of("ip", "tcp", "udp")) {
      command.add("-o");
      command.add(protocol + ".check_checksum:TRUE");
    }
    command.addAll(arguments);
    Path output = null;
    Path errors = null;
    try {
      // Files, not pipes: tshark blocks on a full pipe, and the time limit must still hold.
      output = Files.createTempFile("tshark", ".out");
      errors = Files.createTempFile("tshark", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("tshark took longer than " + TIMEOUT_SECONDS + " s: " + command);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(
            "tshark failed: " + command + "\n" + Files.readString(errors, StandardCharsets.UTF_8));
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      deleteQuietly(output);
      deleteQuietly(errors);
    }
  }

  private static void deleteQuietly(@Nullable Path file) {
    if (file != null) {
      file.toFile().delete();
    }
  }
}
