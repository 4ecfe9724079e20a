package io.sdnsim.scenarios.read;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.Impairment;
import io.sdnsim.scenarios.model.AclConfig;
import io.sdnsim.scenarios.model.CaptureConfig;
import io.sdnsim.scenarios.model.FlowPlaces;
import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.LinkSide;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.ScenarioEvent;
import io.sdnsim.scenarios.model.ScenarioEvent.BgpSession;
import io.sdnsim.scenarios.model.ScenarioEvent.ChangeConfig;
import io.sdnsim.scenarios.model.ScenarioEvent.ConfigChange;
import io.sdnsim.scenarios.model.ScenarioEvent.FailLink;
import io.sdnsim.scenarios.model.ScenarioEvent.FailNode;
import io.sdnsim.scenarios.model.ScenarioEvent.ImpairLink;
import io.sdnsim.scenarios.model.ScenarioEvent.LinkFault;
import io.sdnsim.scenarios.model.ScenarioEvent.NodeFault;
import io.sdnsim.scenarios.model.ScenarioEvent.RestoreLink;
import io.sdnsim.scenarios.model.ScenarioEvent.RestoreNode;
import io.sdnsim.scenarios.model.ScenarioEvent.SessionAction;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.model.Traffic.Arrivals;
import io.sdnsim.scenarios.model.Traffic.BulkTraffic;
import io.sdnsim.scenarios.model.Traffic.PingTraffic;
import io.sdnsim.scenarios.model.Traffic.ProbeTraffic;
import io.sdnsim.scenarios.model.Traffic.ReplayTraffic;
import io.sdnsim.scenarios.model.Traffic.Target;
import io.sdnsim.scenarios.model.Traffic.TcpTraffic;
import io.sdnsim.scenarios.model.Traffic.TracerouteTraffic;
import io.sdnsim.scenarios.model.Traffic.UdpTraffic;
import io.sdnsim.scenarios.schema.Values;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import java.net.URI;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes traffic, events and captures from a checked tree. */
final class TrafficBinder {
  private final Function<String, URI> files;
  private final long durationPs;
  private final BgpChanges bgpChanges;
  private final Problems problems;

  /**
   * @param files finds the file that a scenario names
   */
  TrafficBinder(
      Function<String, URI> files, long durationPs, BgpChanges bgpChanges, Problems problems) {
    this.bgpChanges = bgpChanges;
    this.files = files;
    this.durationPs = durationPs;
    this.problems = problems;
  }

  /** A time that must lie within the run. */
  private long withinRun(Source source, String key) {
    long time = source.time(key, 0);
    if (time > durationPs) {
      problems.add(
          source.at(key),
          SimTime.format(time) + ", after the end of the run",
          "a time up to the duration, " + SimTime.format(durationPs));
    }
    return time;
  }

  private static FlowPlaces places(Source flow) {
    SortedMap<String, SourceLocation> values = new TreeMap<>();
    collect(flow.mapping(), values);
    return new FlowPlaces(flow.name("id").at(), values);
  }

  /** The outer key wins where a nested mapping has one of the same name. */
  private static void collect(YamlNode.Mapping mapping, SortedMap<String, SourceLocation> values) {
    mapping.entries().forEach(e -> values.putIfAbsent(e.key().text(), e.value().at()));
    for (YamlNode.Entry entry : mapping.entries()) {
      if (entry.value() instanceof YamlNode.Mapping nested) {
        collect(nested, values);
      }
    }
  }

  Traffic traffic(Source flow) {
    FlowPlaces places = places(flow);
    Located<String> id = flow.name("id");
    long start = withinRun(flow, "start");
    if (flow.has("replay")) {
      return replay(flow, places, id, start);
    }
    Located<String> from = flow.name("from");
    Target to = target(flow.child("to"));
    if (flow.has("ping")) {
      return ping(flow.child("ping"), places, id, from, to, start);
    }
    if (flow.has("traceroute")) {
      return traceroute(flow.child("traceroute"), places, id, from, to, start);
    }
    if (flow.has("probe")) {
      return probe(flow.child("probe"), places, id, from, to, start);
    }
    if (flow.has("bulk")) {
      Source bulk = flow.child("bulk");
      boolean download = bulk.text("direction", "upload").equals("download");
      return new BulkTraffic(places, id.value(), from, to, start, bulk.size("bytes", 0), download);
    }
    return flow.text("protocol").equals("tcp")
        ? tcp(flow, places, id, from, to, start)
        : udp(flow, places, id, from, to, start);
  }

  private static Target target(Source target) {
    return new Target(
        target.at(),
        target.nameOrNull("vip"),
        target.nameOrNull("node"),
        target.addressOrNull("address"),
        target.integer("port", 0));
  }

  private TcpTraffic tcp(
      Source flow,
      FlowPlaces places,
      Located<String> id,
      Located<String> from,
      Target to,
      long start) {
    checkArrivals(flow);
    return new TcpTraffic(
        places,
        id.value(),
        from,
        to,
        start,
        flow.integer("connections", 1),
        flow.word("arrivals", Arrivals.class, Arrivals.CONSTANT),
        intervalPs(flow, "connections-per-second", 0),
        flow.integer("users", 0),
        flow.time("think-time", 0),
        flow.integer("requests-per-connection", 1),
        flow.size("request-bytes", 100),
        flow.size("response-bytes", 1000),
        flow.integer("source-port", 0));
  }

  private void checkArrivals(Source flow) {
    boolean closed = flow.text("arrivals", "constant").equals("closed-loop");
    if (closed && !flow.has("users")) {
      problems.add(flow.at("arrivals"), "a closed loop without 'users'", "users: a number");
    } else if (!closed && flow.has("users")) {
      problems.add(
          flow.at("users"), "'users' without a closed loop", "arrivals: closed-loop beside it");
    }
    if (closed && flow.has("connections-per-second")) {
      problems.add(
          flow.at("connections-per-second"),
          "a rate of a closed loop",
          "no rate: users open connections when their last one has ended");
    }
    if (flow.text("arrivals", "constant").equals("poisson")
        && !flow.has("connections-per-second")) {
      problems.add(
          flow.at("arrivals"),
          "Poisson arrivals without a rate",
          "connections-per-second: a number");
    }
    if (flow.size("request-bytes", 1) < 1) {
      problems.add(flow.at("request-bytes"), "an empty request", "at least 1 byte");
    }
  }

  private static UdpTraffic udp(
      Source flow,
      FlowPlaces places,
      Located<String> id,
      Located<String> from,
      Target to,
      long start) {
    return new UdpTraffic(
        places,
        id.value(),
        from,
        to,
        start,
        flow.number("packets", 1),
        intervalPs(flow, "packets-per-second", SimTime.SECOND),
        flow.integer("payload-bytes", 100),
        flow.integer("source-port", 0),
        flow.truth("reply", false));
  }

  private static long intervalPs(Source flow, String key, long otherwise) {
    return flow.has(key) ? Values.intervalPs(flow.decimal(key)) : otherwise;
  }

  private static PingTraffic ping(
      Source ping,
      FlowPlaces places,
      Located<String> id,
      Located<String> from,
      Target to,
      long start) {
    return new PingTraffic(
        places,
        id.value(),
        from,
        to,
        start,
        ping.integer("count", 4),
        ping.time("interval", SimTime.SECOND),
        ping.integer("bytes", 56),
        ping.time("timeout", SimTime.SECOND),
        ping.truth("df", false));
  }

  private static TracerouteTraffic traceroute(
      Source traceroute,
      FlowPlaces places,
      Located<String> id,
      Located<String> from,
      Target to,
      long start) {
    return new TracerouteTraffic(
        places,
        id.value(),
        from,
        to,
        start,
        traceroute.word("protocol", Protocol.class, Protocol.UDP),
        traceroute.integer("max-hops", 30),
        traceroute.integer("probes", 3),
        traceroute.time("timeout", SimTime.SECOND));
  }

  private ProbeTraffic probe(
      Source probe,
      FlowPlaces places,
      Located<String> id,
      Located<String> from,
      Target to,
      long start) {
    Protocol protocol = probe.word("protocol", Protocol.class, Protocol.TCP);
    long every = probe.time("every");
    boolean tcp = protocol == Protocol.TCP;
    long timeout = probe.time("timeout", tcp ? Math.min(every, SimTime.SECOND) : SimTime.SECOND);
    if (tcp && timeout > every) {
      problems.add(
          probe.at("timeout"),
          "a timeout of " + SimTime.format(timeout),
          "at most the "
              + SimTime.format(every)
              + " between two probes, since a TCP prober keeps its port");
    }
    if (probe.time("every") == 0) {
      problems.add(probe.at("every"), "a probe every 0s", "a time above 0s");
    }
    return new ProbeTraffic(
        places,
        id.value(),
        from,
        to,
        start,
        protocol,
        probe.integer("probers", 1),
        probe.time("every"),
        timeout,
        probe.number("count", 0));
  }

  private ReplayTraffic replay(Source flow, FlowPlaces places, Located<String> id, long start) {
    Located<String> file = flow.name("replay");
    return new ReplayTraffic(
        places,
        id.value(),
        new InputFile(file.at(), file.value(), files.apply(file.value())),
        flow.name("client"),
        target(flow.child("server")),
        start,
        flow.plainAddress("capture-client"),
        flow.plainAddress("capture-server"),
        flow.has("time-scale") ? flow.decimal("time-scale").doubleValue() : 1);
  }

  // ---- Events

  ScenarioEvent event(Source event) {
    SourceLocation at = event.has("id") ? event.name("id").at() : event.at();
    String id = event.has("id") ? event.text("id") : null;
    long time = withinRun(event, "at");
    if (event.has("fail")) {
      return fail(at, id, time, event.child("fail"));
    }
    if (event.has("restore")) {
      Source restore = event.child("restore");
      return restore.has("node")
          ? new RestoreNode(at, id, time, restore.name("node"))
          : new RestoreLink(at, id, time, restore.port("link"), side(restore));
    }
    if (event.has("impair")) {
      Source impair = event.child("impair");
      return new ImpairLink(
          at, id, time, impair.port("link"), side(impair), TopologyBinder.impairment(impair));
    }
    if (event.has("clear")) {
      Source clear = event.child("clear");
      return new ImpairLink(at, id, time, clear.port("link"), side(clear), Impairment.NONE);
    }
    if (event.has("bgp-session")) {
      Source session = event.child("bgp-session");
      return new BgpSession(
          at,
          id,
          time,
          session.name("node"),
          session.address("neighbor"),
          session.word("do", SessionAction.class),
          session.text("message", ""));
    }
    return new ChangeConfig(at, id, time, change(event.child("config"), time));
  }

  private static ScenarioEvent fail(
      SourceLocation at, @Nullable String id, long time, Source fail) {
    return fail.has("node")
        ? new FailNode(at, id, time, fail.name("node"), fail.word("how", NodeFault.class))
        : new FailLink(
            at, id, time, fail.port("link"), fail.word("how", LinkFault.class), side(fail));
  }

  private static LinkSide side(Source link) {
    return link.word("direction", LinkSide.class, LinkSide.BOTH);
  }

  private ConfigChange change(Source config, long time) {
    Source set = config.child("set");
    if (config.has("vip") && set.has("enabled")) {
      return new ConfigChange.SetVipEnabled(
          set.at(), config.name("vip"), set.truth("enabled", true));
    }
    if (config.has("vip")) {
      Located<String> vip = config.name("vip");
      return set.has("rules")
          ? new ConfigChange.SetVipRules(set.at(), vip, set.mappings("rules", SlbBinder::vipRule))
          : new ConfigChange.SetVipEnabled(set.at(), vip, set.truth("enabled", true));
    }
    if (config.has("network-security-group")) {
      return new ConfigChange.SetSecurityRules(
          set.at(),
          config.name("network-security-group"),
          set.mappings("rules", new TenantBinder(problems)::rule));
    }
    if (config.has("vm") && set.has("public-ip")) {
      return new ConfigChange.SetPublicAddresses(
          set.at(),
          config.name("vm"),
          set.itemsOrOne("public-ip").stream().map(Source::address).toList());
    }
    if (config.has("vm")) {
      return new ConfigChange.SetFirewall(
          set.at(), config.name("vm"), TopologyBinder.firewall(set.child("firewall"), problems));
    }
    Located<String> node = config.name("node");
    if (set.has("routes")) {
      return new ConfigChange.SetRoutes(
          set.at(), node, set.mappings("routes", r -> TopologyBinder.route(r, problems)));
    }
    if (set.has("networks")) {
      return new ConfigChange.SetNetworks(set.at(), node, set.list("networks", Source::prefix));
    }
    if (set.has("acl")) {
      Source acl = set.child("acl");
      Located<String> name = acl.name("name");
      return new ConfigChange.SetAcl(
          set.at(),
          node,
          new AclConfig(
              name.at(),
              name.value(),
              acl.mappings("rules", r -> TopologyBinder.aclRule(r, problems))));
    }
    if (set.has("bgp")) {
      Source bgp = set.child("bgp");
      return new ConfigChange.SetBgp(bgp.at(), node, bgpChanges.apply(node, time, bgp));
    }
    Source state = set.child("interface");
    return new ConfigChange.SetInterface(
        set.at(), node, state.name("name"), state.truth("up", true));
  }

  static CaptureConfig capture(Source capture) {
    return new CaptureConfig(
        capture.at(),
        capture.has("link") ? capture.port("link") : null,
        capture.nameOrNull("node"),
        capture.name("file"));
  }
}
