package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.Balance;
import io.sdnsim.scenarios.model.Expectation.BalanceOver;
import io.sdnsim.scenarios.model.Expectation.Connections;
import io.sdnsim.scenarios.model.Expectation.Counter;
import io.sdnsim.scenarios.model.Expectation.CounterValue;
import io.sdnsim.scenarios.model.Expectation.Direction;
import io.sdnsim.scenarios.model.Expectation.Drops;
import io.sdnsim.scenarios.model.Expectation.Latency;
import io.sdnsim.scenarios.model.Expectation.Loss;
import io.sdnsim.scenarios.model.Expectation.Outage;
import io.sdnsim.scenarios.model.Expectation.Path;
import io.sdnsim.scenarios.model.Expectation.Reachability;
import io.sdnsim.scenarios.model.Expectation.Rewrite;
import io.sdnsim.scenarios.model.Expectation.Rewrites;
import io.sdnsim.scenarios.model.Expectation.Route;
import io.sdnsim.scenarios.model.Expectation.Session;
import io.sdnsim.scenarios.model.Expectation.SessionState;
import io.sdnsim.scenarios.model.Expectation.Stall;
import io.sdnsim.scenarios.model.Expectation.Statistic;
import io.sdnsim.scenarios.model.Expectation.Symmetry;
import io.sdnsim.scenarios.model.Expectation.Throughput;
import io.sdnsim.scenarios.model.Expectation.Visit;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.When;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import java.util.List;
import java.util.function.Function;

/** Makes expectations from a checked tree. */
final class ExpectationBinder {
  private final long durationPs;
  private final Problems problems;

  ExpectationBinder(long durationPs, Problems problems) {
    this.durationPs = durationPs;
    this.problems = problems;
  }

  Expectation expectation(Source source) {
    Located<String> name = source.name("id");
    SourceLocation at = name.at();
    String id = name.value();
    When when = when(source);
    if (source.has("route")) {
      return route(at, id, when, source.child("route"));
    }
    if (source.has("session")) {
      return session(at, id, when, source.child("session"));
    }
    if (source.has("drops")) {
      Source drops = source.child("drops");
      return new Drops(
          at,
          id,
          when,
          source.nameOrNull("flow"),
          drops.nameOrNull("node"),
          drops.nameOrNull("reason"),
          range(drops, "packets", Source::numberOf));
    }
    if (source.has("counter")) {
      Source counter = source.child("counter");
      return new CounterValue(
          at,
          id,
          when,
          counter.has("node") ? counter.name("node") : counter.name("flow"),
          counter.word("name", Counter.class),
          range(counter, "value", Source::numberOf));
    }
    Located<String> flow = source.name("flow");
    return source.has("visits")
            || source.has("avoids")
            || source.has("rewrites")
            || source.has("symmetric")
            || source.has("reachable")
            || source.has("unreachable")
        ? packets(source, at, id, when, flow)
        : measure(source, at, id, when, flow);
  }

  private When when(Source source) {
    if (source.has("at")) {
      return new When.AtTime(source.at("at"), withinRun(source, "at", 0));
    }
    if (source.has("always")) {
      Source interval = source.child("always");
      return new When.Always(
          interval.at(),
          withinRun(interval, "from", 0),
          notBefore(interval, "to", interval.time("from", 0), durationPs));
    }
    if (source.has("never")) {
      Source interval = source.child("never");
      return new When.Never(
          interval.at(),
          withinRun(interval, "from", 0),
          notBefore(interval, "to", interval.time("from", 0), durationPs));
    }
    if (source.has("after")) {
      Located<String> event = source.name("after");
      return new When.After(
          event.at(),
          event,
          withinRun(source, "not-before", 0),
          notBefore(source, "within", source.time("not-before", 0), SimTime.NEVER));
    }
    return new When.WholeRun();
  }

  private long withinRun(Source source, String key, long otherwise) {
    long time = source.time(key, otherwise);
    if (time > durationPs && source.has(key)) {
      problems.add(
          source.at(key),
          SimTime.format(time) + ", after the end of the run",
          "a time up to the duration, " + SimTime.format(durationPs));
    }
    return time;
  }

  private long notBefore(Source source, String key, long earliest, long otherwise) {
    long time = withinRun(source, key, otherwise);
    if (time < earliest) {
      problems.add(
          source.at(key),
          "an end, " + SimTime.format(time) + ", before the beginning, " + SimTime.format(earliest),
          "a later time");
    }
    return time;
  }

  private LongRange range(Source source, String key, Function<YamlNode, Long> value) {
    return checked(source.at(key), source.range(key, value));
  }

  private LongRange bounds(Source source, Function<YamlNode, Long> value) {
    return checked(source.at(), source.bounds(value));
  }

  private LongRange checked(SourceLocation at, LongRange range) {
    if (range.min() > range.max()) {
      problems.add(at, "a min above its max", "min <= max");
    }
    return range;
  }

  private static Expectation packets(
      Source source, SourceLocation at, String id, When when, Located<String> flow) {
    Direction direction = source.word("direction", Direction.class, Direction.REQUEST);
    if (source.has("rewrites")) {
      return new Rewrites(
          at, id, when, flow, direction, source.mappings("rewrites", ExpectationBinder::rewrite));
    }
    if (source.has("symmetric")) {
      return new Symmetry(at, id, when, flow, source.truth("symmetric", true));
    }
    if (source.has("reachable")) {
      return new Reachability(at, id, when, flow, source.truth("reachable", true), null, null);
    }
    if (source.has("unreachable")) {
      Source cause = source.child("unreachable");
      return new Reachability(
          at, id, when, flow, false, cause.nameOrNull("reason"), cause.nameOrNull("node"));
    }
    return new Path(
        at,
        id,
        when,
        flow,
        direction,
        source.list("visits", ExpectationBinder::visit),
        source.names("avoids"));
  }

  private static Visit visit(YamlNode node) {
    return node instanceof YamlNode.Mapping mapping
        ? new Visit(node.at(), new Source(mapping).names("any-of"))
        : new Visit(node.at(), List.of(Source.name(node)));
  }

  private static Rewrite rewrite(Source rewrite) {
    return new Rewrite(
        rewrite.at(),
        rewrite.name("node"),
        rewrite.plainAddress("source"),
        rewrite.plainAddress("destination"),
        rewrite.portsOrNull("source-port"),
        rewrite.portsOrNull("destination-port"),
        rewrite.integerOrNull("ttl"),
        rewrite.plainAddress("outer-source"),
        rewrite.plainAddress("outer-destination"),
        rewrite.integerOrNull("vni"));
  }

  private static Route route(SourceLocation at, String id, When when, Source route) {
    List<YamlNode> nextHops = route.itemsOrOne("next-hops");
    boolean counted =
        route.has("next-hops") && !(route.node("next-hops") instanceof YamlNode.Sequence);
    List<Located<IpAddress>> listed =
        counted || nextHops.isEmpty() ? null : nextHops.stream().map(Source::address).toList();
    return new Route(
        at,
        id,
        when,
        route.name("node"),
        route.prefix("prefix"),
        route.truth("present", true),
        counted ? route.integerOrNull("next-hops") : null,
        listed,
        route.has("protocol") ? route.text("protocol") : null);
  }

  private Session session(SourceLocation at, String id, When when, Source session) {
    return new Session(
        at,
        id,
        when,
        session.name("node"),
        session.address("neighbor"),
        session.has("state") ? session.word("state", SessionState.class) : null,
        session.has("silence") ? range(session, "silence", Source::timeOf) : null);
  }

  private Expectation measure(
      Source source, SourceLocation at, String id, When when, Located<String> flow) {
    if (source.has("loss")) {
      Source loss = source.child("loss");
      return new Loss(
          at, id, when, flow, bounds(loss, Source::numberOf), loss.share("max-share", 1));
    }
    if (source.has("latency")) {
      Source latency = source.child("latency");
      return new Latency(
          at,
          id,
          when,
          flow,
          latency.word("of", Statistic.class, Statistic.MAX),
          bounds(latency, Source::timeOf));
    }
    if (source.has("throughput")) {
      return new Throughput(at, id, when, flow, range(source, "throughput", Source::rateOf));
    }
    if (source.has("outage")) {
      return new Outage(at, id, when, flow, range(source, "outage", Source::timeOf));
    }
    if (source.has("stall")) {
      return new Stall(at, id, when, flow, range(source, "stall", Source::timeOf));
    }
    if (source.has("balance")) {
      Source balance = source.child("balance");
      return new Balance(
          at,
          id,
          when,
          flow,
          balance.word("over", BalanceOver.class),
          balance.nameOrNull("node"),
          balance.integer("members", 1),
          balance.share("tolerance", 0));
    }
    if (source.has("broken-connections")) {
      LongRange broken = range(source, "broken-connections", Source::numberOf);
      return new Connections(at, id, when, flow, LongRange.ANY, LongRange.ANY, broken);
    }
    Source connections = source.child("connections");
    return new Connections(
        at,
        id,
        when,
        flow,
        range(connections, "opened", Source::numberOf),
        range(connections, "completed", Source::numberOf),
        range(connections, "broken", Source::numberOf));
  }
}
