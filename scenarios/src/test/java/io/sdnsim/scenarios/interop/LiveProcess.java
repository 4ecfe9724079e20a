package io.sdnsim.scenarios.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code sdnsim live} as a process of its own, and what it prints. */
final class LiveProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;
  private int read;

  LiveProcess(Path scenario, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "live",
                scenario.toString()));
    command.addAll(List.of(options));
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = new Thread(this::read);
    reader.start();
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      String line;
      while ((line = out.readLine()) != null) {
        lines.add(line);
      }
    } catch (IOException e) {
      // It was killed while we read.
      lines.add(e.toString());
    }
  }

  /** Waits for a line behind those that were waited for before. */
  void await(String regex, Duration longest) {
    Pattern pattern = Pattern.compile(regex);
    Instant end = Instant.now().plus(longest);
    while (Instant.now().isBefore(end)) {
      while (read < lines.size()) {
        if (pattern.matcher(lines.get(read++)).find()) {
          return;
        }
      }
      if (!process.isAlive() && read == lines.size()) {
        break;
      }
      sleep(50);
    }
    throw new AssertionError(
        "no line with '" + regex + "' within " + longest + ":\n" + String.join("\n", lines));
  }

  /** Whether a line was printed since {@link #await} found its last one. */
  boolean saidSince(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return List.copyOf(lines).stream().skip(read).anyMatch(line -> pattern.matcher(line).find());
  }

  /** Stops it where it stands, or lets it go on. */
  void freeze(boolean frozen) {
    try {
      new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it in order, as SIGTERM does, and says what it said. */
  List<String> stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("sdnsim live ends when asked to").isTrue();
    reader.join();
    return List.copyOf(lines);
  }

  /** Waits for its own end, and says its exit code. */
  int exitCode(Duration longest) throws InterruptedException {
    boolean ended = process.waitFor(longest.toSeconds(), TimeUnit.SECONDS);
    assertThat(ended).as("ends by itself:\n%s", String.join("\n", lines)).isTrue();
    reader.join();
    return process.exitValue();
  }

  String said() {
    return String.join("\n", List.copyOf(lines));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The scenario: one router, {@code ours}, at the address that containers know this machine by.
   */
  static Path scenario(
      Path folder,
      String duration,
      String ours,
      String theirs,
      boolean passive,
      int hold,
      List<String> networks,
      String more)
      throws IOException {
    String text =
        """
        schema: 1
        name: interop
        duration: %s
        topology:
          nodes:
            ours:
              kind: router
              interfaces: { eth0: { addresses: [%s/16] } }
              bgp:
                asn: 65001
                router-id: %s
                import-check: false
                graceful-restart: { preserve-forwarding: false }
                networks: [%s]
                neighbors:
                  - { address: %s, remote-as: 65002, keepalive: %ds, hold: %ds, connect-retry: 10s, passive: %s }
            theirs: { kind: host, interfaces: { eth0: { addresses: [%s/16] } } }
          links:
            - endpoints: ["ours:eth0", "theirs:eth0"]
        %s
        """
            .formatted(
                duration,
                ours,
                ours,
                String.join(", ", networks),
                theirs,
                hold / 3,
                hold,
                passive,
                theirs,
                more);
    return Files.writeString(folder.resolve("interop.yaml"), text);
  }
}
