package io.sdnsim.scenarios.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.device.Network;
import io.sdnsim.core.host.BrokenConnection;
import io.sdnsim.core.host.FlowResult;
import io.sdnsim.core.host.FlowStats;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.ScenarioLoader;
import io.sdnsim.scenarios.run.RunOptions;
import io.sdnsim.scenarios.run.ScenarioRun;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the load balancer is made of and whatever fails: no packet and no connection gets lost
 * from the books or ends twice, and two tenants with the same addresses never meet.
 */
class RandomBalancerTest {
  private static final int SEEDS = 25;

  /** How connections ended, over all seeds. */
  private static final Map<String, Integer> ENDS = new TreeMap<>();

  @TempDir private Path folder = Path.of("");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void packetsAndConnectionsAreConserved_andTenantsAreIsolated(long seed)
      throws IOException, ScenarioErrors {
    Path file = folder.resolve("random.yaml");
    Files.writeString(file, new RandomBalancer(seed).text());
    Lives lives = new Lives();
    Strays strays = new Strays();
    ScenarioRun run =
        new ScenarioRun(
            ScenarioLoader.load(file.toString(), Map.of()),
            RunOptions.of(seed).withSinks(List.of(lives, strays)));
    // Throws when the accounts of the nodes do not balance.
    run.finish();
    assertThat(strays.seen).as("packets at the other tenant's machines").isEmpty();
    assertThat(lives.wrong).as("packets that ended without having lived").isEmpty();
    // Nodes that stay frozen keep what they hold.
    Network.Conservation books = run.world().network().conservation();
    assertThat((long) lives.alive().size())
        .as("packets of flows that never ended: %s; %s", lives.alive(), books)
        .isLessThanOrEqualTo(books.held() + books.onLinks());
    run.world().flows().forEach((id, flow) -> assertConnectionsEndOnce(id, flow, run.nowPs()));
  }

  @AfterAll
  static void faultsHaveBrokenConnectionsInEveryWay_andMostWereServed() {
    assertThat(ENDS.keySet()).contains("completed", "RESET", "REFUSED", "TIMED_OUT", "PEER_CLOSED");
    assertThat(ENDS.getOrDefault("completed", 0)).isGreaterThan(1000);
  }

  private static void assertConnectionsEndOnce(String id, FlowStats flow, long nowPs) {
    FlowResult.Connections connections = flow.result(nowPs).connections();
    // The client is off; VMs may wait on for a server that will never speak again.
    if (!id.endsWith("-out") && !id.endsWith("-east")) {
      assertThat(connections.open()).as("%s open", id).isZero();
    }
    assertThat(connections.completed() + connections.broken() + connections.open())
        .as("%s: %s", id, connections)
        .isEqualTo(connections.opened());
    assertThat(flow.brokenConnections().stream().map(BrokenConnection::connection).toList())
        .as("%s, each once", id)
        .doesNotHaveDuplicates()
        .hasSize(connections.broken());
    flow.brokenConnections().forEach(each -> ENDS.merge(each.reason(), 1, Integer::sum));
    ENDS.merge("completed", connections.completed(), Integer::sum);
  }

  /** Whose traffic it belongs to; nobody's when it is none of a flow, such as a health probe. */
  private static String tenantOf(Packet packet) {
    FlowTag flow = packet.tag().flow();
    return flow == null ? "" : RandomBalancer.tenantOf(flow.flow());
  }

  /**
   * How many of each packet of a flow there are, counted from the trace alone: one is made, and
   * copies and fragments of it, and all of them are consumed or dropped.
   */
  private static final class Lives implements TraceSink {
    private final Map<Long, Integer> count = new TreeMap<>();
    final List<String> wrong = new ArrayList<>();

    @Override
    public void step(long timePs, String node, Packet packet, Step step) {
      if (tenantOf(packet).isEmpty()) {
        return;
      }
      int change = changeBy(step);
      if (change != 0) {
        int now = count.merge(packet.tag().id(), change, Integer::sum);
        if (now < 0) {
          wrong.add(packet.tag() + " at " + node + ": " + step);
        }
      }
    }

    private static int changeBy(Step step) {
      if (step instanceof Step.Originated) {
        return 1;
      } else if (step instanceof Step.Copied copied) {
        return copied.copies();
      } else if (step instanceof Step.Fragmented fragmented) {
        return fragmented.fragments() - 1;
      } else if (step instanceof Step.Reassembled reassembled) {
        return 1 - reassembled.fragments();
      }
      return step instanceof Step.Delivered || step instanceof Step.Dropped ? -1 : 0;
    }

    List<Long> alive() {
      return count.entrySet().stream()
          .filter(each -> each.getValue() > 0)
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Packets of one tenant's flows that a machine of the other one receives. */
  private static final class Strays implements TraceSink {
    final List<String> seen = new ArrayList<>();

    @Override
    public void step(long timePs, String node, Packet packet, Step step) {
      String sender = tenantOf(packet);
      String owner = RandomBalancer.tenantOf(node);
      if (!sender.isEmpty() && !owner.isEmpty() && !sender.equals(owner)) {
        seen.add(packet.tag() + " at " + node + ": " + step);
      }
    }
  }
}
