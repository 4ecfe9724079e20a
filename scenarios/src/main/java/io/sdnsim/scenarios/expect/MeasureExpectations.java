package io.sdnsim.scenarios.expect;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.host.FlowStats;
import io.sdnsim.core.host.Gap;
import io.sdnsim.core.host.ReplayResult;
import io.sdnsim.core.trace.Step;
import io.sdnsim.scenarios.expect.Windows.Window;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.BalanceOver;
import io.sdnsim.scenarios.model.Expectation.Counter;
import io.sdnsim.scenarios.model.Expectation.Statistic;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.observe.DropLog;
import io.sdnsim.scenarios.observe.PacketRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The expectations about numbers over an interval. */
final class MeasureExpectations {
  private final Observations observations;

  MeasureExpectations(Observations observations) {
    this.observations = observations;
  }

  Verdict loss(Expectation.Loss loss) {
    Window window = Windows.of(loss.when(), observations);
    long sent = 0;
    long lost = 0;
    for (PacketRecord packet : observations.packets().packets(loss.flow().value())) {
      if (window.contains(packet.sentPs())) {
        sent++;
        lost += packet.isLost() ? 1 : 0;
      }
    }
    if (sent == 0) {
      return Verdict.fail("no packet of " + loss.flow() + " was sent");
    }
    String seen = lost + " of " + sent + " packets lost";
    if (lost > loss.maxShare() * sent) {
      return Verdict.fail(
          String.format(Locale.ROOT, "%s, expected at most %.4g %%", seen, loss.maxShare() * 100));
    }
    Verdict count = Windows.number("lost", lost, loss.packets(), Long::toString);
    return count.passed() ? Verdict.pass(seen) : count;
  }

  Verdict latency(Expectation.Latency latency) {
    Window window = Windows.of(latency.when(), observations);
    long[] times =
        observations.packets().packets(latency.flow().value(), false).stream()
            .filter(packet -> packet.isDelivered() && window.contains(packet.sentPs()))
            .mapToLong(packet -> packet.deliveredPs() - packet.sentPs())
            .sorted()
            .toArray();
    if (times.length == 0) {
      return Verdict.fail("no packet of " + latency.flow() + " was delivered");
    }
    return Windows.number(
        label(latency.statistic()) + " latency",
        statistic(times, latency.statistic()),
        latency.rangePs(),
        SimTime::format);
  }

  private static String label(Statistic statistic) {
    return statistic.name().toLowerCase(Locale.ROOT);
  }

  private static long statistic(long[] sorted, Statistic statistic) {
    return switch (statistic) {
      case MIN -> sorted[0];
      case MEAN -> Math.round(Arrays.stream(sorted).average().orElseThrow());
      case P50 -> percentile(sorted, 50);
      case P99 -> percentile(sorted, 99);
      case MAX -> sorted[sorted.length - 1];
    };
  }

  /**
   * The nearest-rank percentile: the smallest value that at least so many per cent do not exceed.
   */
  private static long percentile(long[] sorted, int percent) {
    long rank = ((long) sorted.length * percent + 99) / 100;
    return sorted[(int) Math.max(rank - 1, 0)];
  }

  Verdict throughput(Expectation.Throughput throughput) {
    FlowStats flow = observations.flow(throughput.flow().value());
    Window window = Windows.of(throughput.when(), observations);
    long from = window.fromPs();
    long to = window.toPs();
    if (window.isWhole(observations.endPs())) {
      List<PacketRecord> delivered =
          observations.packets().packets(throughput.flow().value()).stream()
              .filter(PacketRecord::isDelivered)
              .toList();
      if (delivered.isEmpty()) {
        return Verdict.fail("no packet of " + throughput.flow() + " was delivered");
      }
      from = delivered.get(0).sentPs();
      to = delivered.stream().mapToLong(PacketRecord::deliveredPs).max().orElseThrow();
    }
    long rate = to <= from ? 0 : Math.round(flow.throughputBps(from, to));
    return Windows.number(
        "throughput",
        rate,
        throughput.rangeBps(),
        bps -> String.format(Locale.ROOT, "%,d bit/s", bps));
  }

  Verdict outage(Expectation.Outage outage) {
    List<Gap> gaps = observations.flow(outage.flow().value()).outages(observations.endPs());
    return gap("longest outage", gaps, Windows.of(outage.when(), observations), outage.rangePs());
  }

  Verdict stall(Expectation.Stall stall) {
    List<Gap> gaps = observations.flow(stall.flow().value()).stalls(observations.endPs());
    return gap("longest stall", gaps, Windows.of(stall.when(), observations), stall.rangePs());
  }

  /** The longest gap that lies in the window in part or whole; it counts with its whole length. */
  private static Verdict gap(
      String what, @Nullable List<Gap> gaps, Window window, LongRange range) {
    Gap longest = null;
    for (Gap gap : gaps == null ? List.<Gap>of() : gaps) {
      boolean inside = gap.endPs() > window.fromPs() && gap.startPs() <= window.toPs();
      if (inside && (longest == null || gap.lengthPs() > longest.lengthPs())) {
        longest = gap;
      }
    }
    long length = longest == null ? 0 : longest.lengthPs();
    Verdict verdict = Windows.number(what, length, range, SimTime::format);
    return longest == null
        ? verdict
        : new Verdict(
            verdict.passed(),
            verdict.detail() + " (from " + SimTime.format(longest.startPs()) + ")");
  }

  Verdict connections(Expectation.Connections connections) {
    FlowStats flow = observations.flow(connections.flow().value());
    Window window = Windows.of(connections.when(), observations);
    long opened = flow.connectionsOpenedIn(window.fromPs(), window.toPs());
    long completed = flow.connectionsCompletedIn(window.fromPs(), window.toPs());
    long broken = flow.brokenIn(window.fromPs(), window.toPs());
    String seen = opened + " opened, " + completed + " completed, " + broken + " broken";
    for (Verdict verdict :
        List.of(
            Windows.number("opened", opened, connections.opened(), Long::toString),
            Windows.number("completed", completed, connections.completed(), Long::toString),
            Windows.number("broken", broken, connections.broken(), Long::toString))) {
      if (!verdict.passed()) {
        return Verdict.fail(verdict.detail() + " (" + seen + ")");
      }
    }
    return Verdict.pass(seen);
  }

  Verdict balance(Expectation.Balance balance) {
    Window window = Windows.of(balance.when(), observations);
    SortedMap<String, Long> shares = new TreeMap<>();
    Map<Integer, Boolean> counted = new TreeMap<>();
    for (PacketRecord packet : observations.packets().packets(balance.flow().value(), false)) {
      if (!window.contains(packet.sentPs()) || !packet.isDelivered()) {
        continue;
      }
      int unit = packet.isTcp() ? packet.connection() : packet.tag().number();
      String member = member(balance, packet);
      if (member != null && counted.put(unit, true) == null) {
        shares.merge(member, 1L, Long::sum);
      }
    }
    return judge(balance, shares);
  }

  private @Nullable String member(Expectation.Balance balance, PacketRecord packet) {
    if (balance.over() == BalanceOver.BACKENDS) {
      List<String> nodes = packet.nodes();
      return nodes.get(nodes.size() - 1);
    }
    Located<String> node = balance.node();
    Step.Routed routed =
        node == null
            ? null
            : observations
                .departures()
                .routing(balance.flow().value(), node.value(), packet.tag().id());
    return routed == null ? null : routed.nextHop();
  }

  private static Verdict judge(Expectation.Balance balance, SortedMap<String, Long> shares) {
    String seen = shares.isEmpty() ? "nothing was delivered" : shares.toString();
    if (shares.size() != balance.members()) {
      return Verdict.fail(seen + ", expected " + balance.members() + " members");
    }
    double mean = shares.values().stream().mapToLong(Long::longValue).average().orElse(0);
    for (Map.Entry<String, Long> share : shares.entrySet()) {
      if (Math.abs(share.getValue() - mean) > balance.tolerance() * mean) {
        return Verdict.fail(
            String.format(
                Locale.ROOT,
                "%s: %s differs from the mean %.1f by more than %.4g %%",
                seen,
                share.getKey(),
                mean,
                balance.tolerance() * 100));
      }
    }
    return Verdict.pass(seen);
  }

  Verdict drops(Expectation.Drops drops) {
    Window window = Windows.of(drops.when(), observations);
    SortedMap<String, Long> byReason = new TreeMap<>();
    for (DropLog.Drop drop : observations.drops().drops()) {
      if (window.contains(drop.timePs())
          && fits(drops.flow(), drop.flow())
          && fits(drops.node(), drop.node())
          && fits(drops.reason(), drop.reason().label())) {
        byReason.merge(drop.reason().label() + " at " + drop.node(), 1L, Long::sum);
      }
    }
    long number = byReason.values().stream().mapToLong(Long::longValue).sum();
    Verdict verdict = Windows.number("packets dropped:", number, drops.packets(), Long::toString);
    return byReason.isEmpty()
        ? verdict
        : new Verdict(verdict.passed(), verdict.detail() + " " + byReason);
  }

  private static boolean fits(@Nullable Located<String> asked, @Nullable String seen) {
    return asked == null || asked.value().equals(seen);
  }

  Verdict counter(Expectation.CounterValue value) {
    Window window = Windows.of(value.when(), observations);
    long number = count(value.counter(), value.subject().value(), window);
    return Windows.number(
        value.subject() + " " + value.counter().label(), number, value.range(), Long::toString);
  }

  private long count(Counter counter, String subject, Window window) {
    return switch (counter) {
      case FRAMES_RECEIVED ->
          observations.frames().received(subject, window.fromPs(), window.toPs());
      case FRAMES_SENT -> observations.frames().sent(subject, window.fromPs(), window.toPs());
      case ROUTES -> rows(subject, "fib", window);
      case ARP_ENTRIES -> rows(subject, "arp", window);
      case NAT_BINDINGS -> rows(subject, "nat", window);
      case MUX_FLOWS -> rows(subject, "flows", window);
      case PACKETS_SENT ->
          observations.packets().packets(subject).stream()
              .filter(packet -> window.contains(packet.sentPs()))
              .count();
      case PACKETS_RECEIVED ->
          observations.packets().packets(subject).stream()
              .filter(packet -> packet.isDelivered() && window.contains(packet.deliveredPs()))
              .count();
      case CLIENT_BYTES -> clientBytes(subject, window);
      case SERVER_BYTES -> serverBytes(subject, window);
      case FRAMES_REPLAYED -> replay(subject).replayedFrames();
      case FRAMES_SKIPPED ->
          replay(subject).skipped().values().stream().mapToInt(Integer::intValue).sum();
    };
  }

  private int rows(String node, String table, Window window) {
    return observations.tables().tableAt(node, table, window.toPs()).size();
  }

  private long clientBytes(String flow, Window window) {
    ReplayResult replay = observations.replay(flow);
    return replay != null
        ? replay.clientToServer().streamBytesDelivered()
        : observations.flow(flow).requestBytesIn(window.fromPs(), window.toPs());
  }

  private long serverBytes(String flow, Window window) {
    ReplayResult replay = observations.replay(flow);
    return replay != null
        ? replay.serverToClient().streamBytesDelivered()
        : observations.flow(flow).replyBytesIn(window.fromPs(), window.toPs());
  }

  private ReplayResult replay(String flow) {
    ReplayResult result = observations.replay(flow);
    if (result == null) {
      throw new IllegalStateException("the validator let pass that " + flow + " is no replay");
    }
    return result;
  }
}
