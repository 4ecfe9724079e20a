package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, which is sent a signal. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class LiveProcessTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void sigterm_closesTheSessionsInOrder_andTheRecordIsWhole() throws Exception {
    LiveFixture.scenario(folder, List.of("192.0.2.0/24"), "");
    Path record = folder.resolve("record.jsonl");
    Path out = folder.resolve("out.txt");
    try (ScriptedPeer peer = new ScriptedPeer()) {
      Process live =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.sdnsim.scenarios.cli.Main",
                  "live",
                  folder.resolve("live-test.yaml").toString(),
                  "--for",
                  "1h",
                  "--peer",
                  peer.as(LiveFixture.UP1),
                  "--record",
                  record.toString())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      try {
        peer.accept().establish(65001, 90).readRoutes(1);

        live.destroy();

        assertThat(peer.readNotification())
            .isEqualTo(
                BgpMessage.Notification.cease(
                    BgpError.CEASE_ADMINISTRATIVE_SHUTDOWN, "the live run ends"));
        assertThat(live.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        live.destroyForcibly();
      }
      assertThat(live.exitValue()).as(Files.readString(out)).isZero();
      assertThat(Files.readString(out))
          .contains("session up with AS 65001", "Sessions with real routers", "fingerprint ");
      assertThat(RecordReader.read(record).fingerprint()).isNotEmpty();
      assertThat(Files.readString(out))
          .contains("fingerprint " + RecordReader.read(record).fingerprint());
    }
  }
}
