package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AttributeTable;
import io.sdnsim.bgp.rib.DecisionProcess;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.rib.LocRib;
import io.sdnsim.bgp.rib.NextHopState;
import io.sdnsim.bgp.rib.NextHopTable;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a speaker: announcements in, through policy into the Loc-RIB, the decision process,
 * and what it decides out to the route table (RFC 4271 9.1).
 */
final class Routes {
  private final BgpConfig config;
  private final PathSource self;
  private final AttributeTable attributes = new AttributeTable();
  private final NextHopTable nextHops = new NextHopTable();
  private final LocRib locRib = new LocRib();
  private final DecisionProcess decision;
  private Set<Prefix> dirty = new LinkedHashSet<>();
  private final Set<Prefix> originated = new TreeSet<>();
  private final Set<Prefix> networks = new TreeSet<>();
  private final Set<Prefix> redistributed = new TreeSet<>();
  private int unanswered;

  /** Prefixes that come together mostly go the same way: one object serves them all. */
  private @Nullable InstalledRoute latestInstalled;

  Routes(BgpConfig config) {
    this.config = config;
    this.self = PathSource.local(config.routerId());
    this.decision = new DecisionProcess(config.decision());
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
    setLocal(originated, prefix, present, nowPs, out);
  }

  void setNetwork(Prefix prefix, boolean present, long nowPs, Outbox<SpeakerEffect> out) {
    setLocal(networks, prefix, present, nowPs, out);
  }

  void setRedistributed(Prefix prefix, boolean present, long nowPs, Outbox<SpeakerEffect> out) {
    setLocal(redistributed, prefix, present, nowPs, out);
  }

  private void setLocal(
      Set<Prefix> set, Prefix prefix, boolean present, long nowPs, Outbox<SpeakerEffect> out) {
    if (present ? !set.add(prefix) : !set.remove(prefix)) {
      return;
    }
    boolean isNetwork = originated.contains(prefix) || networks.contains(prefix);
    if (!isNetwork && !redistributed.contains(prefix)) {
      removePath(prefix, self, out);
      return;
    }
    PathAttributes local =
        attributes.intern(Exporter.localAttributes(isNetwork ? Origin.IGP : Origin.INCOMPLETE));
    putPath(prefix, new Path(self, local, null, Path.LOCAL_WEIGHT, nowPs), out);
  }

  /** Takes back everything that originates here. */
  void clearLocal(Outbox<SpeakerEffect> out) {
    Set<Prefix> all = new TreeSet<>(originated);
    all.addAll(networks);
    all.addAll(redistributed);
    originated.clear();
    networks.clear();
    redistributed.clear();
    all.forEach(prefix -> removePath(prefix, self, out));
  }

  /** A peer announces prefixes that share attributes. */
  void announce(
      long nowPs,
      Peer peer,
      PathAttributes announced,
      List<Prefix> prefixes,
      Outbox<SpeakerEffect> out) {
    PathAttributes shared = attributes.intern(announced);
    for (Prefix decoded : prefixes) {
      // One object per prefix, whoever announces it: 56 bytes less for each further path.
      Destination known = locRib.get(decoded);
      Prefix prefix = known == null ? decoded : known.prefix();
      if (!shared.equals(peer.adjRibIn.put(prefix, shared))) {
        learn(nowPs, peer, prefix, shared, out);
      }
    }
  }

  void withdraw(Peer peer, List<Prefix> prefixes, Outbox<SpeakerEffect> out) {
    PathSource source = peer.source;
    for (Prefix prefix : prefixes) {
      if (peer.adjRibIn.remove(prefix) != null && source != null) {
        removePath(prefix, source, out);
      }
    }
  }

  /** The peer's session is down: all that it announced is void (RFC 4271 8.2.2). */
  void forget(Peer peer, PathSource source, Outbox<SpeakerEffect> out) {
    List<Prefix> prefixes = new ArrayList<>(peer.adjRibIn.routes().keySet());
    peer.adjRibIn.clear();
    prefixes.forEach(prefix -> removePath(prefix, source, out));
  }

  private void learn(
      long nowPs, Peer peer, Prefix prefix, PathAttributes announced, Outbox<SpeakerEffect> out) {
    PathSource source = peer.source;
    if (source == null) {
      return;
    }
    PathAttributes accepted = accept(peer, prefix, announced);
    IpAddress address = accepted == null ? null : accepted.nextHop();
    if (accepted == null || address == null) {
      removePath(prefix, source, out);
      return;
    }
    Destination destination = locRib.get(prefix);
    long sincePs = nowPs;
    if (destination != null) {
      for (Path path : destination.paths()) {
        if (path.source().equals(source)) {
          sincePs = path.receivedAtPs();
        }
      }
    }
    NextHopState hop = nextHops.get(address);
    if (hop == null) {
      unanswered++;
      out.add(new SpeakerEffect.TrackNextHop(address));
    }
    hop = nextHops.use(address);
    PathAttributes shared = attributes.intern(accepted);
    putPath(prefix, new Path(source, shared, hop, peer.config.weight(), sincePs), out);
  }

  /** RFC 4271 9.1.1 and 9.1.2: loops and policy; null for a route that is not to be used. */
  private @Nullable PathAttributes accept(Peer peer, Prefix prefix, PathAttributes announced) {
    if (announced.asPath().contains(config.asn())) {
      return null; // RFC 4271 9.1.2: it has been here.
    }
    if (announced.find(PathAttribute.ORIGINATOR_ID) instanceof PathAttribute.OriginatorId o
        && o.routerId().equals(config.routerId())) {
      return null; // RFC 4456 8: it has been here.
    }
    if (announced.nextHop() != null && announced.nextHop().equals(peer.main.local)) {
      return null; // RFC 4271 5.1.3: a route through oneself.
    }
    if (peer.config.prefixListIn() != null && !peer.config.prefixListIn().permits(prefix)) {
      return null;
    }
    return peer.config.routeMapIn() == null
        ? announced
        : peer.config.routeMapIn().apply(prefix, announced);
  }

  private void putPath(Prefix prefix, Path path, Outbox<SpeakerEffect> out) {
    release(locRib.put(prefix, path), out);
    dirty.add(prefix);
  }

  private void removePath(Prefix prefix, PathSource source, Outbox<SpeakerEffect> out) {
    Path removed = locRib.remove(prefix, source);
    if (removed != null) {
      release(removed, out);
      dirty.add(prefix);
      out.add(new SpeakerEffect.PathRemoved(prefix, source.text()));
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
        nextHops.update(change.address(), change.reachable(), change.connected(), change.metric());
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
          dirty.add(destination.prefix());
        }
      }
    }
  }

  /**
   * Runs the decision process for all prefixes that changed.
   *
   * @param bestChanged is told of those whose best path is another one now
   */
  void decide(Outbox<SpeakerEffect> out, Outbox<Prefix> bestChanged) {
    for (Prefix prefix : dirty) {
      Destination destination = locRib.get(prefix);
      if (destination == null) {
        continue;
      }
      Path before = destination.best();
      destination.select(decision);
      install(destination, out);
      if (!destination.paths().isEmpty()) {
        out.add(new SpeakerEffect.PathsChanged(prefix));
      }
      locRib.removeIfEmpty(destination);
      if (destination.best() != before) {
        bestChanged.add(prefix);
      }
    }
    // A new set, for clearing one takes as long as it was ever large.
    dirty = new LinkedHashSet<>();
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
    if (best == null || best.source().isLocal()) {
      return null;
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
            best.source().kind() == PathSource.Kind.EXTERNAL, best.attributes().med(), addresses);
    if (!route.equals(latestInstalled)) {
      latestInstalled = route;
    }
    return latestInstalled;
  }

  /** Forgets attributes that no RIB uses any more, now and then. */
  void sweepAttributes(Iterable<Peer> peers) {
    if (!attributes.isSweepDue()) {
      return;
    }
    List<PathAttributes> live = new ArrayList<>();
    for (Peer peer : peers) {
      live.addAll(peer.adjRibIn.routes().values());
      live.addAll(peer.adjRibOut.advertised().values());
    }
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
        decision.reason(path, destination.best(), destination.paths()));
  }
}
