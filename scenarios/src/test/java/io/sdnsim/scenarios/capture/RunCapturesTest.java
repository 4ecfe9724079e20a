package io.sdnsim.scenarios.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.wire.PcapReader;
import io.sdnsim.scenarios.model.CaptureConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCapturesTest {
  private static final SourceLocation HERE = new SourceLocation("tiny.yaml", 1, 1);
  private static final CaptureConfig LINK =
      new CaptureConfig(
          HERE, new PortRef(HERE, "middle", "eth1"), null, new Located<>("link.pcapng", HERE));
  private static final CaptureConfig NODE =
      new CaptureConfig(
          HERE, null, new Located<>("middle", HERE), new Located<>("node.pcapng", HERE));

  @TempDir private Path folder = Path.of("");

  private static ScenarioRun aRun() throws Exception {
    return new ScenarioRun(
        ScenarioReader.read("src/test/resources/cli/tiny.yaml", Map.of()), RunOptions.of(1));
  }

  private static int frames(Path file) throws IOException {
    return PcapReader.readAll(file).size();
  }

  @Test
  void linkAndNode_captureTheirFrames() throws Exception {
    ScenarioRun run = aRun();
    try (RunCaptures captures =
        new RunCaptures(run.world().network(), List.of(LINK, NODE), folder, null)) {
      run.world().network().tracer().attach(captures);
      run.finish();
      assertThat(folder.resolve("link.pcapng")).doesNotExist();
      captures.finish();
    }
    // 3 echo requests, 3 replies, 5 datagrams; ARP and gratuitous ARP come on top.
    assertThat(frames(folder.resolve("link.pcapng"))).isBetween(13, 16);
    assertThat(frames(folder.resolve("node.pcapng"))).isBetween(26, 32);
  }

  @Test
  void closedUnfinished_leavesNothing() throws Exception {
    ScenarioRun run = aRun();
    try (RunCaptures captures =
        new RunCaptures(run.world().network(), List.of(LINK), folder, folder.resolve("all"))) {
      run.world().network().tracer().attach(captures);
      run.finish();
    }
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void fileThatIsADirectory_isRefused() throws Exception {
    Files.createDirectory(folder.resolve("link.pcapng"));
    ScenarioRun run = aRun();
    assertThatThrownBy(() -> new RunCaptures(run.world().network(), List.of(LINK), folder, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a regular file");
  }
}
