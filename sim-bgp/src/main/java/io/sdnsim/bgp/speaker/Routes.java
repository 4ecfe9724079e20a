package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.PolicyRoute;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.rib.AttributeTable;
import io.sdnsim.bgp.rib.DecisionProcess;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.rib.NextHopState;
import io.sdnsim.bgp.rib.NextHopTable;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.rib.PathKey;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.speaker.RoutingConfig.Aggregate;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a speaker: announcements in, through policy into the Loc-RIB, the decision process,
 * and what it decides out to the route table (RFC 4271 9.1).
 */
final class Routes {
  private static final InstalledRoute DISCARD = new InstalledRoute(false, 0, List.of());

  private final PathSource self;
  private final AttributeTable attributes = new AttributeTable();
  private final NextHopTable nextHops = new NextHopTable();
  private final LocRib locRib = new LocRib();
  private final DecisionProcess decision;
  private List<Destination> dirty = new ArrayList<>();
  private final LocalRoutes local;
  private final Aggregates aggregates;
  private final Importer importer;
  private int unanswered;

  /** Prefixes that come together mostly go the same way: one object serves them all. */
  private @Nullable InstalledRoute latestInstalled;

  Routes(BgpConfig config) {
    this.self = PathSource.local(config.routerId());
    this.decision = new DecisionProcess(config.decision());
    this.local = new LocalRoutes(config.routing());
    this.aggregates = new Aggregates(config);
    this.importer = new Importer(config);
  }

  LocalRoutes local() {
    return local;
  }

  Aggregates aggregates() {
    return aggregates;
  }

  LocRib locRib() {
    return locRib;
  }

  AttributeTable attributes() {
    return attributes;
  }

  boolean isDirty() {
    return !dirty.isEmpty();
  }

  /** Whether next hops were asked for whose answer is still to come: the decision waits for it. */
  boolean isWaiting() {
    return unanswered > 0;
  }

  void setOriginated(Prefix prefix, boolean present, long nowPs, Outbox<SpeakerEffect> out) {
    if (local.setOriginated(prefix, present)) {
      localChanged(prefix, nowPs, out);
    }
  }

  void setNetwork(Prefix prefix, boolean present, long nowPs, Outbox<SpeakerEffect> out) {
    if (local.setNetwork(prefix, present)) {
      localChanged(prefix, nowPs, out);
    }
  }

  void setRedistributed(
      Prefix prefix, @Nullable Protocol from, long nowPs, Outbox<SpeakerEffect> out) {
    if (local.setRedistributed(prefix, from)) {
      localChanged(prefix, nowPs, out);
    }
  }

  void setRecorded(RecordedRoute route, long nowPs, Outbox<SpeakerEffect> out) {
    PathAttributes given = route.attributes();
    PathAttributes shared = given == null ? null : attributes.intern(given);
    if (local.setRecorded(route.prefix(), route.id(), shared)) {
      localChanged(route.prefix(), nowPs, out);
    }
  }

  private void localChanged(Prefix prefix, long nowPs, Outbox<SpeakerEffect> out) {
    PolicyRoute route = local.route(prefix);
    if (route == null) {
      removePath(prefix, self, out);
      return;
    }
    PathAttributes shared = attributes.intern(route.attributes());
    IpAddress address = shared.nextHop();
    boolean leadsOn = route.context().protocol() == Protocol.BGP && address != null;
    NextHopState hop = leadsOn && address != null ? follow(address, out) : null;
    Path path = new Path(self, shared, hop, route.weight(), nowPs);
    putPath(locRib.destination(prefix), path, out);
  }

  /** The state of a next hop, for one path more. */
  private NextHopState follow(IpAddress address, Outbox<SpeakerEffect> out) {
    if (nextHops.get(address) == null) {
      unanswered++;
      out.add(new SpeakerEffect.TrackNextHop(address));
    }
    return nextHops.use(address);
  }

  /** Takes back everything that originates here. */
  void clearLocal(Outbox<SpeakerEffect> out) {
    local.clear().forEach(prefix -> removePath(prefix, self, out));
  }

  /** A peer announces prefixes that share attributes. */
  void announce(
      long nowPs,
      Peer peer,
      PathAttributes announced,
      List<Prefix> prefixes,
      PathIds ids,
      Outbox<SpeakerEffect> out) {
    PathAttributes shared = attributes.intern(announced);
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix decoded = prefixes.get(i);
      // One object per prefix, whoever announces it: 56 bytes less for each further path.
      Destination known = locRib.get(decoded);
      Prefix prefix = known == null ? decoded : known.prefix();
      if (!shared.equals(peer.adjRibIn.put(prefix, ids.at(i), shared))) {
        learn(nowPs, peer, prefix, known, ids.at(i), shared, out);
      }
    }
  }

  void withdraw(Peer peer, List<Prefix> prefixes, PathIds ids, Outbox<SpeakerEffect> out) {
    for (int i = 0; i < prefixes.size(); i++) {
      withdraw(peer, prefixes.get(i), ids.at(i), out);
    }
  }

  void withdraw(Peer peer, List<PathKey> paths, Outbox<SpeakerEffect> out) {
    paths.forEach(path -> withdraw(peer, path.prefix(), path.pathId(), out));
  }

  /** All of a family that the peer has announced. */
  void withdraw(Peer peer, AddressFamily family, Outbox<SpeakerEffect> out) {
    List<PathKey> paths = new ArrayList<>();
    peer.adjRibIn.forEach(
        (prefix, pathId, announced) -> {
          if (AddressFamily.of(prefix) == family) {
            paths.add(new PathKey(prefix, pathId));
          }
        });
    withdraw(peer, paths, out);
  }

  private void withdraw(Peer peer, Prefix prefix, long pathId, Outbox<SpeakerEffect> out) {
    PathSource source = peer.source;
    if (peer.adjRibIn.remove(prefix, pathId) != null && source != null) {
      removePath(prefix, peer.sourceOf(source, pathId), out);
    }
  }

  /** The peer's session is down: all that it announced is void (RFC 4271 8.2.2). */
  void forget(Peer peer, PathSource source, Outbox<SpeakerEffect> out) {
    peer.adjRibIn.forEach(
        (prefix, pathId, announced) -> removePath(prefix, peer.sourceOf(source, pathId), out));
    peer.adjRibIn.clear();
  }

  /** Inbound policy is another one: applies it to what the peer has announced. */
  void reapply(long nowPs, Peer peer, Outbox<SpeakerEffect> out) {
    peer.adjRibIn.forEach(
        (prefix, pathId, announced) ->
            learn(nowPs, peer, prefix, locRib.get(prefix), pathId, announced, out));
  }

  /** Redistributed routes go through other maps from now on. */
  void changeRedistribution(long nowPs, PolicyChange change, Outbox<SpeakerEffect> out) {
    for (Prefix prefix : local.setMaps(change.connectedMap(), change.staticMap())) {
      localChanged(prefix, nowPs, out);
    }
  }

  /**
   * @param known what the Loc-RIB has of the prefix
   */
  private void learn(
      long nowPs,
      Peer peer,
      Prefix prefix,
      @Nullable Destination known,
      long pathId,
      PathAttributes announced,
      Outbox<SpeakerEffect> out) {
    if (peer.source == null) {
      return;
    }
    PathSource source = peer.sourceOf(peer.source, pathId);
    PolicyRoute accepted = importer.accept(peer, prefix, announced);
    IpAddress address = accepted == null ? null : accepted.attributes().nextHop();
    if (accepted == null || address == null) {
      removePath(prefix, source, out);
      return;
    }
    Destination destination = known == null ? locRib.destination(prefix) : known;
    Path before = destination.path(source);
    long sincePs = before == null ? nowPs : before.receivedAtPs();
    NextHopState hop = follow(address, out);
    PathAttributes shared = attributes.intern(accepted.attributes());
    putPath(destination, new Path(source, shared, hop, accepted.weight(), sincePs), out);
  }

  private void putPath(Destination destination, Path path, Outbox<SpeakerEffect> out) {
    release(destination.put(path), out);
    markDirty(destination);
  }

  private void markDirty(Destination destination) {
    if (destination.markChanged()) {
      dirty.add(destination);
    }
  }

  private void removePath(Prefix prefix, PathSource source, Outbox<SpeakerEffect> out) {
    Destination destination = locRib.get(prefix);
    Path removed = destination == null ? null : destination.remove(source);
    if (destination != null && removed != null) {
      release(removed, out);
      markDirty(destination);
      out.add(new SpeakerEffect.PathRemoved(prefix, source));
    }
  }

  private void release(@Nullable Path path, Outbox<SpeakerEffect> out) {
    NextHopState hop = path == null ? null : path.nextHop();
    if (hop != null && nextHops.release(hop)) {
      if (!hop.isAnswered()) {
        unanswered--;
      }
      out.add(new SpeakerEffect.UntrackNextHop(hop.address()));
    }
  }

  void nextHopChanged(SpeakerInput.NextHopChanged change) {
    NextHopState hop = nextHops.get(change.address());
    if (hop == null) {
      return;
    }
    boolean first = !hop.isAnswered();
    boolean changed =
        nextHops.update(
            change.address(),
            change.reachable(),
            change.connected(),
            change.metric(),
            change.network());
    if (first) {
      // All its paths came since it was asked for, and none has been decided on.
      unanswered--;
      return;
    }
    if (!changed) {
      return;
    }
    for (Destination destination : locRib.destinations()) {
      for (Path path : destination.paths()) {
        if (path.nextHop() == hop) {
          markDirty(destination);
        }
      }
    }
  }

  /**
   * Runs the decision process for all prefixes that changed.
   *
   * @param listener is told of each of them
   */
  void decide(long nowPs, Outbox<SpeakerEffect> out, DecisionListener listener) {
    // An aggregate changes with the routes within it, and may be within another one.
    while (!dirty.isEmpty()) {
      List<Destination> changed = dirty;
      dirty = new ArrayList<>();
      for (Destination destination : changed) {
        decide(destination, nowPs, out, listener);
      }
    }
  }

  private void decide(
      Destination destination, long nowPs, Outbox<SpeakerEffect> out, DecisionListener listener) {
    Prefix prefix = destination.prefix();
    Path before = destination.best();
    destination.select(decision);
    install(destination, out);
    if (!destination.paths().isEmpty()) {
      out.add(new SpeakerEffect.PathsChanged(prefix));
    }
    locRib.removeIfEmpty(destination);
    listener.decided(prefix, destination.best() != before);
    if (destination.best() != before) {
      for (Aggregate aggregate : aggregates.bestChanged(prefix, destination.best())) {
        if (local.setAggregate(aggregate.prefix(), aggregates.attributes(aggregate))) {
          localChanged(aggregate.prefix(), nowPs, out);
        }
      }
    }
  }

  private void install(Destination destination, Outbox<SpeakerEffect> out) {
    InstalledRoute before = destination.installed();
    InstalledRoute after = wanted(destination);
    if (after == null ? before == null : after.equals(before)) {
      return;
    }
    if (before != null && (after == null || after.external() != before.external())) {
      out.add(new SpeakerEffect.RemoveRoute(destination.prefix(), before));
    }
    if (after != null) {
      out.add(new SpeakerEffect.InstallRoute(destination.prefix(), after));
    }
    destination.setInstalled(after);
  }

  private @Nullable InstalledRoute wanted(Destination destination) {
    Path best = destination.best();
    if (best == null) {
      return null;
    }
    if (best.source().isLocal() && best.nextHop() == null) {
      // What an aggregate claims and no route within it leads to is dropped here, or it would loop;
      // so is what goes to where a recorded router led, outside of the simulation.
      return switch (local.protocol(destination.prefix())) {
        case AGGREGATE, BGP -> DISCARD;
        case NETWORK, CONNECTED, STATIC -> null;
      };
    }
    List<IpAddress> addresses = new ArrayList<>(destination.multipath().size());
    for (Path path : destination.multipath()) {
      NextHopState hop = path.nextHop();
      if (hop != null && !addresses.contains(hop.address())) {
        addresses.add(hop.address());
      }
    }
    InstalledRoute route =
        new InstalledRoute(
            best.source().kind() == PathSource.Kind.EXTERNAL || best.source().isLocal(),
            best.attributes().med(),
            addresses);
    if (!route.equals(latestInstalled)) {
      latestInstalled = route;
    }
    return latestInstalled;
  }

  /** Looks on as prefixes are decided. */
  interface DecisionListener {
    /**
     * @param bestChanged whether the best path is another one now
     */
    void decided(Prefix prefix, boolean bestChanged);
  }

  /** The best path of each neighboring AS. */
  List<Path> bestOfEachNeighborAs(Destination destination) {
    Path best = destination.best();
    return decision.bestOfEachNeighborAs(destination.paths(), best == null ? null : best.source());
  }

  /** Forgets attributes that no RIB uses any more, now and then. */
  void sweepAttributes(Iterable<Peer> peers) {
    if (!attributes.isSweepDue()) {
      return;
    }
    List<PathAttributes> live = new ArrayList<>();
    for (Peer peer : peers) {
      peer.adjRibIn.forEach((prefix, pathId, announced) -> live.add(announced));
      live.addAll(peer.adjRibOut.advertised().values());
      for (Prefix prefix : peer.addPathOut.prefixes()) {
        peer.addPathOut.advertised(prefix).forEach(told -> live.add(told.attributes()));
      }
    }
    local.recorded().forEach(live::add);
    for (Destination destination : locRib.destinations()) {
      destination.paths().forEach(path -> live.add(path.attributes()));
    }
    attributes.sweep(live);
  }

  /** The paths of a prefix as users see them. */
  List<PathView> views(Prefix prefix) {
    Destination destination = locRib.get(prefix);
    if (destination == null) {
      return List.of();
    }
    List<PathView> views = new ArrayList<>(destination.paths().size());
    for (Path path : destination.paths()) {
      views.add(view(destination, path));
    }
    return views;
  }

  private PathView view(Destination destination, Path path) {
    Prefix prefix = destination.prefix();
    NextHopState hop = path.nextHop();
    String unspecified = prefix.network().isIpv4() ? "0.0.0.0" : "::";
    List<Path> used = destination.multipath();
    return new PathView(
        prefix,
        hop == null ? unspecified : hop.address().toString(),
        path == destination.best(),
        used.size() > 1 && used.contains(path),
        path.attributes().asPath().toString(),
        path.attributes().origin().text(),
        path.attributes().med(),
        path.attributes().localPref(),
        path.weight(),
        path.source().text(),
        destination.reason(decision, path));
  }
}
