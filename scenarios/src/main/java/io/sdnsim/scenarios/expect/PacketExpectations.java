package io.sdnsim.scenarios.expect;

import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.Direction;
import io.sdnsim.scenarios.model.Expectation.Rewrite;
import io.sdnsim.scenarios.model.Expectation.Visit;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.observe.PacketRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The expectations about single packets: path, rewrites, symmetry, reachability. */
final class PacketExpectations {
  private final Observations observations;

  PacketExpectations(Observations observations) {
    this.observations = observations;
  }

  Verdict path(Expectation.Path path) {
    PacketVerdicts verdicts = new PacketVerdicts("delivered packet of " + path.flow());
    for (PacketRecord packet : delivered(path.flow(), path.direction())) {
      List<String> nodes = packet.nodes();
      boolean holds = visits(nodes, path.visits()) && avoids(nodes, path.avoids());
      verdicts.add(packet.sentPs(), holds, text(withoutSwitches(nodes, path.visits())));
    }
    return verdicts.verdict(path.when(), expected(path), observations);
  }

  private List<PacketRecord> delivered(Located<String> flow, Direction direction) {
    return observations.packets().packets(flow.value(), direction == Direction.REPLY).stream()
        .filter(PacketRecord::isDelivered)
        .toList();
  }

  private boolean visits(List<String> nodes, List<Visit> visits) {
    if (visits.isEmpty()) {
      return true;
    }
    List<String> seen = withoutSwitches(nodes, visits);
    if (seen.size() != visits.size()) {
      return false;
    }
    for (int i = 0; i < seen.size(); i++) {
      if (!names(visits.get(i), seen.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean avoids(List<String> nodes, List<Located<String>> avoids) {
    return avoids.stream().noneMatch(node -> nodes.contains(node.value()));
  }

  private List<String> withoutSwitches(List<String> nodes, List<Visit> visits) {
    return nodes.stream()
        .filter(
            node ->
                !observations.switches().contains(node)
                    || visits.stream().anyMatch(visit -> names(visit, node)))
        .toList();
  }

  private static boolean names(Visit visit, String node) {
    return visit.anyOf().stream().anyMatch(name -> name.value().equals(node));
  }

  private static String expected(Expectation.Path path) {
    String visits =
        path.visits().stream()
            .map(
                visit ->
                    visit.anyOf().stream().map(Located::value).collect(Collectors.joining("|")))
            .collect(Collectors.joining(" > "));
    String avoids =
        path.avoids().isEmpty()
            ? ""
            : " without "
                + path.avoids().stream().map(Located::value).collect(Collectors.joining(", "));
    return (visits.isEmpty() ? "a path" : visits) + avoids;
  }

  private static String text(List<String> nodes) {
    return String.join(" > ", nodes);
  }

  Verdict rewrites(Expectation.Rewrites rewrites) {
    PacketVerdicts verdicts = new PacketVerdicts("delivered packet of " + rewrites.flow());
    for (PacketRecord packet : delivered(rewrites.flow(), rewrites.direction())) {
      String mismatch = firstMismatch(packet, rewrites);
      verdicts.add(
          packet.sentPs(),
          mismatch == null,
          mismatch == null ? rewrites.rewrites().size() + " nodes rewrote as expected" : mismatch);
    }
    return verdicts.verdict(rewrites.when(), "the rewrites listed", observations);
  }

  private @Nullable String firstMismatch(PacketRecord packet, Expectation.Rewrites rewrites) {
    for (Rewrite rewrite : rewrites.rewrites()) {
      String node = rewrite.node().value();
      Packet departure =
          observations.departures().departure(rewrites.flow().value(), node, packet.tag().id());
      if (departure == null) {
        return "it did not leave " + node;
      }
      String mismatch = mismatch(rewrite, departure);
      if (mismatch != null) {
        return "it left " + node + " with " + mismatch + " (" + departure + ")";
      }
    }
    return null;
  }

  private static @Nullable String mismatch(Rewrite rewrite, Packet departure) {
    Packet inner = departure;
    List<String> wrong = new ArrayList<>();
    if (departure.payload() instanceof Encapsulated tunnel) {
      inner = tunnel.inner();
      IpHeader outer = departure.ip();
      if (outer != null) {
        check(wrong, "outer-source", rewrite.outerSource(), outer.source());
        check(wrong, "outer-destination", rewrite.outerDestination(), outer.destination());
      }
      check(wrong, "vni", rewrite.vni(), tunnel.header().vni());
    } else {
      check(wrong, "outer-source", rewrite.outerSource(), "no tunnel");
      check(wrong, "outer-destination", rewrite.outerDestination(), "no tunnel");
      check(wrong, "vni", rewrite.vni(), "no tunnel");
    }
    IpHeader ip = inner.ip();
    if (ip == null) {
      return "no IP header";
    }
    check(wrong, "source", rewrite.source(), ip.source());
    check(wrong, "destination", rewrite.destination(), ip.destination());
    check(wrong, "ttl", rewrite.ttl(), ip.hopLimit());
    TransportHeader transport = inner.transport();
    if (rewrite.sourcePorts() != null
        && (transport == null || !rewrite.sourcePorts().contains(transport.sourcePort()))) {
      wrong.add(
          "source-port " + port(transport, true) + " (expected " + rewrite.sourcePorts() + ")");
    }
    if (rewrite.destinationPorts() != null
        && (transport == null
            || !rewrite.destinationPorts().contains(transport.destinationPort()))) {
      wrong.add(
          "destination-port "
              + port(transport, false)
              + " (expected "
              + rewrite.destinationPorts()
              + ")");
    }
    return wrong.isEmpty() ? null : String.join(", ", wrong);
  }

  private static String port(@Nullable TransportHeader transport, boolean source) {
    if (transport == null) {
      return "none";
    }
    return Integer.toString(source ? transport.sourcePort() : transport.destinationPort());
  }

  private static void check(
      List<String> wrong, String field, @Nullable Object expected, Object seen) {
    if (expected != null && !expected.equals(seen)) {
      wrong.add(field + " " + seen + " (expected " + expected + ")");
    }
  }

  Verdict symmetry(Expectation.Symmetry symmetry) {
    Map<Exchange, PacketRecord> requests = firstDelivered(symmetry.flow(), Direction.REQUEST);
    Map<Exchange, PacketRecord> replies = firstDelivered(symmetry.flow(), Direction.REPLY);
    PacketVerdicts verdicts = new PacketVerdicts("answered request of " + symmetry.flow());
    for (Map.Entry<Exchange, PacketRecord> entry : requests.entrySet()) {
      PacketRecord reply = replies.get(entry.getKey());
      if (reply != null) {
        List<String> there = withoutSwitches(entry.getValue().nodes(), List.of());
        List<String> back = new ArrayList<>(withoutSwitches(reply.nodes(), List.of()));
        String detail = text(there) + ", back " + text(back);
        Collections.reverse(back);
        verdicts.add(entry.getValue().sentPs(), there.equals(back) == symmetry.symmetric(), detail);
      }
    }
    String expected = symmetry.symmetric() ? "the same way back" : "another way back";
    return verdicts.verdict(symmetry.when(), expected, observations);
  }

  private Map<Exchange, PacketRecord> firstDelivered(Located<String> flow, Direction direction) {
    return first(delivered(flow, direction));
  }

  /** The packets that begin or answer an exchange, in the order in which they were sent. */
  private static Map<Exchange, PacketRecord> first(List<PacketRecord> packets) {
    Map<Exchange, PacketRecord> first = new LinkedHashMap<>();
    for (PacketRecord packet : packets) {
      if (!packet.isTcp() || packet.isSyn()) {
        first.putIfAbsent(Exchange.of(packet), packet);
      }
    }
    return first;
  }

  /**
   * A request and its answer.
   *
   * @param number tells the attempts to open a TCP connection apart, and other packets
   */
  private record Exchange(int connection, int number) {
    static Exchange of(PacketRecord packet) {
      return new Exchange(
          packet.connection(), packet.isTcp() ? packet.clientSequence() : packet.tag().number());
    }
  }

  Verdict reachability(Expectation.Reachability reachability) {
    String flow = reachability.flow().value();
    Map<Exchange, PacketRecord> requests = first(observations.packets().packets(flow, false));
    Map<Exchange, PacketRecord> answers =
        first(
            delivered(reachability.flow(), Direction.REPLY).stream()
                .filter(packet -> isAnswer(flow, packet))
                .toList());
    boolean answering =
        observations.packets().packets(flow, true).stream()
            .anyMatch(packet -> isAnswer(flow, packet));
    PacketVerdicts verdicts = new PacketVerdicts("request of " + flow);
    for (Map.Entry<Exchange, PacketRecord> entry : requests.entrySet()) {
      PacketRecord request = entry.getValue();
      boolean answered =
          (answering || request.isTcp())
              ? answers.containsKey(entry.getKey())
              : request.isDelivered();
      verdicts.add(
          request.sentPs(),
          reachability.reachable() ? answered : !answered && diedAsExpected(reachability, request),
          answered ? "answered" : fate(request));
    }
    return verdicts.verdict(reachability.when(), expected(reachability), observations);
  }

  /** An ICMP error says that there is no answer, but for a traceroute, which asks for it. */
  private boolean isAnswer(String flow, PacketRecord reply) {
    if (reply.isTcp()) {
      return reply.isSyn();
    }
    return !reply.isIcmpError() || observations.traceroutes().contains(flow);
  }

  private static boolean diedAsExpected(
      Expectation.Reachability reachability, PacketRecord request) {
    DropReason reason = request.dropReason();
    Located<String> expectedReason = reachability.dropReason();
    Located<String> expectedNode = reachability.dropNode();
    boolean reasonFits =
        expectedReason == null || (reason != null && expectedReason.value().equals(reason.label()));
    boolean nodeFits = expectedNode == null || expectedNode.value().equals(request.dropNode());
    return reasonFits && nodeFits;
  }

  private static String fate(PacketRecord request) {
    DropReason reason = request.dropReason();
    if (request.isDelivered()) {
      return "delivered but not answered";
    }
    return reason == null
        ? "not answered"
        : "dropped at " + request.dropNode() + ": " + reason.label();
  }

  private static String expected(Expectation.Reachability reachability) {
    if (reachability.reachable()) {
      return "an answer";
    }
    return "no answer"
        + (reachability.dropReason() == null ? "" : ", dropped as " + reachability.dropReason())
        + (reachability.dropNode() == null ? "" : " at " + reachability.dropNode());
  }
}
