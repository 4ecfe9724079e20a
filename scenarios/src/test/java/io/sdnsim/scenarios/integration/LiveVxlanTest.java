package io.sdnsim.scenarios.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.live.LiveRun;
import io.sdnsim.scenarios.live.LiveVteps;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.Library;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.testkit.RequiredTools;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Linux kernel's VXLAN interface, in a network namespace, is a VM of the simulated network. */
@Tag("integration")
@Timeout(120)
class LiveVxlanTest {
  private static final String OURS = "10.99.78.1";
  private static final String THEIRS = "10.99.78.2";

  private final String namespace = "sdnsim-vtep-" + ProcessHandle.current().pid();
  private final String device = "sv" + ProcessHandle.current().pid();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void begin() {
    String purpose = "join a kernel's VXLAN interface";
    RequiredTools.require("ip", purpose);
    RequiredTools.require("ping", purpose);
    RequiredTools.require("curl", purpose);
    RequiredTools.require("root".equals(System.getProperty("user.name")), "not root", purpose);
    Shell.run("ip", "netns", "add", namespace);
    Shell.run(
        "ip", "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    Shell.run("ip", "address", "add", OURS + "/24", "dev", device);
    Shell.run("ip", "link", "set", device, "up");
    inside("ip", "address", "add", THEIRS + "/24", "dev", "eth0");
    inside("ip", "link", "set", "eth0", "up");
    inside(
        "ip",
        "link",
        "add",
        "vxlan0",
        "address",
        "02:4c:41:42:00:01",
        "type",
        "vxlan",
        "id",
        "5001",
        "local",
        THEIRS,
        "remote",
        OURS,
        "dstport",
        "4789");
    inside("ip", "address", "add", "10.0.1.9/24", "dev", "vxlan0");
    inside("ip", "link", "set", "vxlan0", "mtu", "1450", "up");
  }

  @AfterEach
  void end() {
    try {
      Shell.run("ip", "link", "delete", device);
    } finally {
      Shell.run("ip", "netns", "delete", namespace);
    }
  }

  private String inside(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    return Shell.run(all.toArray(String[]::new));
  }

  @Test
  void aKernelsVxlanInterface_pingsASimulatedVm_fetchesItsPages_andAnswersIt() throws Exception {
    Scenario scenario = Library.read("vxlan-live", Map.of());
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (LiveRun live =
        new LiveRun(List.of(), LiveVteps.of(scenario, List.of("host2=" + THEIRS)), lines::add)) {
      live.listenForTunnels(new InetSocketAddress(OURS, 4789));
      Future<String> done =
          other.submit(
              () -> {
                try {
                  Shell.sleepMillis(1000);
                  String pings = inside("ping", "-c", "5", "-i", "0.2", "10.0.1.4");
                  String page =
                      inside(
                          "curl",
                          "-sS",
                          "-m",
                          "10",
                          "-o",
                          "/dev/null",
                          "-w",
                          "%{http_code} %{size_download}",
                          "http://10.0.1.4/1000000");
                  inside("bash", "-c", "echo garbage > /dev/udp/" + OURS + "/4789");
                  Shell.sleepMillis(11_000); // webvm pings the kernel from 10 s on.
                  return pings + page;
                } finally {
                  live.stop();
                }
              });
      RunResult result =
          live.run(new ScenarioRun(scenario, live.options().apply(RunOptions.of(scenario.seed()))));

      assertThat(done.get(30, TimeUnit.SECONDS)).contains(" 0% packet loss").contains("200 99");
      assertThat(result.flows())
          .anySatisfy(
              flow -> {
                assertThat(flow.id()).isEqualTo("ping-lab");
                assertThat(flow.received()).as("answers of the kernel").isGreaterThanOrEqualTo(2);
              });
      assertThat(result.drops())
          .anySatisfy(drop -> assertThat(drop.reason()).isEqualTo("NoVniFlag"));
    } finally {
      other.shutdownNow();
    }
  }
}
