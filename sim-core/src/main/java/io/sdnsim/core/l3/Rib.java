package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.address.PrefixMap;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The route table of one VRF: chooses among the candidates of each prefix, resolves gateways and
 * fills the FIB.
 *
 * <p>A candidate counts only while at least one of its next hops resolves to an interface that is
 * up; next hops that don't are left out. A gateway resolves through the longest matching best
 * route, recursively, but never through the route it belongs to: then the next less specific one is
 * asked. What was asked is remembered, so that a change of a route is followed by the routes that
 * resolve through it: at once, or when their source has had its time to say what to do instead.
 */
public final class Rib implements RouteTable {
  private static final int MAX_RECURSION = 4;
  private static final int MAX_TURNS = 16;

  private static final Comparator<Route> PREFERENCE =
      Comparator.<Route>comparingInt(route -> route.source().distance())
          .thenComparingLong(Route::metric)
          .thenComparing(route -> route.source().name());

  /** One prefix with its candidates, best first. */
  private static final class Entry {
    private final Prefix prefix;
    private List<Route> candidates = List.of();
    private @Nullable Route best;
    private List<FibNextHop> members = List.of();
    private List<IpAddress> gateways = List.of();
    private int round;
    private int turns;
    private boolean pending;

    /** Whether a source has spoken since the last evaluation, or had its time to. */
    private boolean decided;

    Entry(Prefix prefix) {
      this.prefix = prefix;
    }
  }

  private final NodeContext context;
  private final Fib fib;
  private final Function<String, @Nullable IpInterface> interfaces;
  private final String keyPrefix;
  private final Map<Prefix, Entry> entries = new PrefixMap<>();
  private final LpmTable<Entry> selected = new LpmTable<>();

  /**
   * How many entries depend on what was found for an address. Who they are is looked for when it
   * changes, which is seldom: a set of them would cost more than the route itself.
   */
  private final TreeMap<IpAddress, Integer> gatewayUses = new TreeMap<>();

  /** Whose candidates name an interface, connected routes left out. */
  private final TreeMap<String, TreeSet<Prefix>> byInterface = new TreeMap<>();

  // Routes of one source mostly share these with the route before: one object serves them all.
  private List<FibNextHop> latestMembers = List.of();
  private Forwarding latestForwarding = Forwarding.BLACKHOLE;
  private List<IpAddress> latestGateways = List.of();
  private @Nullable Resolution latestResolution;
  private final ArrayDeque<Entry> pending = new ArrayDeque<>(1);
  private final ArrayDeque<Prefix> changed = new ArrayDeque<>(1);

  /** When the table acts by itself on prefixes whose sources have not spoken yet. */
  private final TreeMap<Prefix, Long> lingering = new TreeMap<>();

  private final Timer linger;
  private final List<Listener> listeners = new ArrayList<>();
  private boolean evaluating;
  private int round;

  /**
   * @param vrf number of the routing domain
   * @param interfaces finds an interface by its name
   */
  public Rib(
      NodeContext context, int vrf, Fib fib, Function<String, @Nullable IpInterface> interfaces) {
    this.context = context;
    this.fib = fib;
    this.interfaces = interfaces;
    this.keyPrefix = Fib.keyPrefix(vrf);
    this.linger = context.timer(this::lingered);
  }

  /** Sources that differ in name or distance are different sources: floating static routes. */
  @Override
  public void offer(Route route) {
    Entry entry = entries.computeIfAbsent(route.prefix(), Entry::new);
    setCandidates(entry, replaced(entry.candidates, route.source(), route));
    announce(entry, route);
    reconsider(entry);
  }

  @Override
  public void withdraw(RouteSource source, Prefix prefix) {
    Entry entry = entries.get(prefix);
    if (entry == null) {
      return;
    }
    List<Route> left = replaced(entry.candidates, source, null);
    if (left.size() == entry.candidates.size()) {
      return;
    }
    setCandidates(entry, left);
    if (context.isTracing()) {
      context.tableChanged("routes", rowKey(prefix, source), null);
    }
    reconsider(entry);
  }

  /** The candidates with this one in place of the source's own; null for none. */
  private static List<Route> replaced(
      List<Route> candidates, RouteSource source, @Nullable Route route) {
    if (route != null && candidates.isEmpty()) {
      return List.of(route);
    }
    List<Route> result = new ArrayList<>(candidates.size() + 1);
    for (Route old : candidates) {
      if (!old.source().equals(source)) {
        result.add(old);
      }
    }
    if (route != null) {
      result.add(route);
      result.sort(PREFERENCE);
    }
    return List.copyOf(result);
  }

  private void setCandidates(Entry entry, List<Route> candidates) {
    for (Route old : entry.candidates) {
      index(old, false);
    }
    entry.candidates = candidates;
    for (Route route : candidates) {
      index(route, true);
    }
  }

  /** Connected routes are offered and withdrawn as their interfaces change: they need no index. */
  private void index(Route route, boolean present) {
    for (NextHop nextHop : route.nextHops()) {
      String name = nextHop.interfaceName();
      if (name == null || route.source().equals(RouteSource.CONNECTED)) {
        continue;
      }
      if (present) {
        byInterface.computeIfAbsent(name, any -> new TreeSet<>()).add(route.prefix());
      } else {
        TreeSet<Prefix> users = byInterface.get(name);
        if (users != null && users.remove(route.prefix()) && users.isEmpty()) {
          byInterface.remove(name);
        }
      }
    }
  }

  @Override
  public @Nullable Route lookup(IpAddress destination) {
    Entry entry = selected.lookup(destination);
    return entry == null ? null : entry.best;
  }

  @Override
  public @Nullable Route exact(Prefix prefix) {
    Entry entry = entries.get(prefix);
    return entry == null ? null : entry.best;
  }

  @Override
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Listener listener) {
    listeners.remove(listener);
  }

  @Override
  public List<Route> bestRoutes() {
    List<Route> routes = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.best != null) {
        routes.add(entry.best);
      }
    }
    routes.sort(Comparator.comparing(Route::prefix));
    return routes;
  }

  /** The candidates of a prefix, most preferred first. */
  public List<Route> candidates(Prefix prefix) {
    Entry entry = entries.get(prefix);
    return entry == null ? List.of() : entry.candidates;
  }

  /** An interface came up or went down: routes that name it are considered again. */
  void interfaceChanged(String name) {
    latestResolution = null;
    TreeSet<Prefix> users = byInterface.get(name);
    if (users != null) {
      users.forEach(prefix -> await(entries.get(prefix)));
    }
    settle();
  }

  private void reconsider(Entry entry) {
    lingering.remove(entry.prefix);
    entry.decided = true;
    await(entry);
    settle();
  }

  /** The entry is to be evaluated. */
  private void await(@Nullable Entry entry) {
    if (entry != null && !entry.pending) {
      entry.pending = true;
      pending.add(entry);
    }
  }

  /** Whether a route stays as it is because its source may still say otherwise. */
  private boolean lingers(Entry entry) {
    Route best = entry.best;
    boolean decided = entry.decided;
    entry.decided = false;
    if (decided
        || best == null
        || best.source().lingerPs() == 0
        || !entry.candidates.contains(best)) {
      return false;
    }
    lingering.putIfAbsent(entry.prefix, context.nowPs() + best.source().lingerPs());
    if (!linger.isSet()) {
      linger.setAfter(best.source().lingerPs());
    }
    return true;
  }

  private void lingered() {
    long nowPs = context.nowPs();
    for (Map.Entry<Prefix, Long> each : lingering.entrySet()) {
      Entry entry = each.getValue() <= nowPs ? entries.get(each.getKey()) : null;
      if (entry != null) {
        entry.decided = true;
        await(entry);
      }
    }
    lingering.values().removeIf(endPs -> endPs <= nowPs);
    lingering.values().stream()
        .mapToLong(Long::longValue)
        .min()
        .ifPresent(endPs -> linger.setAfter(endPs - nowPs));
    settle();
  }

  /** Evaluates until nothing changes, and only then tells the listeners, who may offer more. */
  private void settle() {
    if (evaluating) {
      return;
    }
    evaluating = true;
    round++;
    Entry entry;
    while ((entry = pending.poll()) != null) {
      entry.pending = false;
      evaluate(entry);
    }
    evaluating = false;
    Prefix next;
    while ((next = changed.poll()) != null) {
      for (Listener listener : List.copyOf(listeners)) {
        listener.routeChanged(next);
      }
    }
  }

  private void evaluate(Entry entry) {
    if (entry.round != round) {
      entry.round = round;
      entry.turns = 0;
    }
    // Two routes that each resolve only while the other does not would take turns for ever.
    boolean flapping = ++entry.turns > MAX_TURNS;
    List<IpAddress> gateways = List.of();
    Route best = null;
    List<FibNextHop> members = List.of();
    for (Route candidate : entry.candidates) {
      if (flapping) {
        members = List.of();
      } else {
        Resolution resolution = resolve(candidate);
        members = resolution.members();
        gateways = union(gateways, resolution.gateways());
      }
      if (candidate.isBlackhole() || !members.isEmpty()) {
        best = candidate;
        break;
      }
    }
    track(entry, sharedGateways(gateways));
    members = sharedMembers(members);
    boolean sameBest = best == null ? entry.best == null : best.equals(entry.best);
    boolean same = sameBest && members.equals(entry.members);
    if (same) {
      lingering.remove(entry.prefix);
      entry.decided = false;
    } else if (!lingers(entry)) {
      select(entry, best, members, !sameBest);
    }
    if (entry.candidates.isEmpty()) {
      entries.remove(entry.prefix);
    }
  }

  private static List<IpAddress> union(List<IpAddress> some, List<IpAddress> more) {
    if (some.isEmpty() || more.isEmpty()) {
      return some.isEmpty() ? more : some;
    }
    SortedSet<IpAddress> all = new TreeSet<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  private void select(
      Entry entry, @Nullable Route best, List<FibNextHop> members, boolean newBest) {
    Route before = entry.best;
    entry.best = best;
    entry.members = members;
    if (best == null) {
      selected.remove(entry.prefix);
      fib.remove(entry.prefix);
    } else {
      selected.put(entry.prefix, entry);
      fib.install(
          new FibEntry(
              entry.prefix,
              best.source().name(),
              best.isBlackhole() ? Forwarding.BLACKHOLE : sharedForwarding(members)));
    }
    if (newBest) {
      if (before != null && entry.candidates.contains(before)) {
        announce(entry, before);
      }
      if (best != null) {
        announce(entry, best);
      }
    }
    changed.add(entry.prefix);
    Resolution latest = latestResolution;
    if (latest != null && latest.dependsOn(entry.prefix)) {
      latestResolution = null;
    }
    awaitDependents(entry.prefix);
  }

  /** Those whose gateways may be reached otherwise now, in the order of their prefixes. */
  private void awaitDependents(Prefix prefix) {
    IpAddress first = gatewayUses.ceilingKey(prefix.network());
    if (first == null || !prefix.contains(first)) {
      return;
    }
    List<Entry> dependents = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (covers(prefix, entry.gateways)) {
        dependents.add(entry);
      }
    }
    dependents.sort(Comparator.comparing(entry -> entry.prefix));
    dependents.forEach(this::await);
  }

  private static boolean covers(Prefix prefix, List<IpAddress> gateways) {
    for (IpAddress gateway : gateways) {
      if (prefix.contains(gateway)) {
        return true;
      }
    }
    return false;
  }

  private List<FibNextHop> sharedMembers(List<FibNextHop> members) {
    if (!members.equals(latestMembers)) {
      latestMembers = List.copyOf(members);
      latestForwarding = members.isEmpty() ? Forwarding.BLACKHOLE : Forwarding.to(latestMembers);
    }
    return latestMembers;
  }

  private Forwarding sharedForwarding(List<FibNextHop> members) {
    return members == latestMembers ? latestForwarding : Forwarding.to(members);
  }

  private List<IpAddress> sharedGateways(List<IpAddress> gateways) {
    if (!gateways.equals(latestGateways)) {
      latestGateways = gateways;
    }
    return latestGateways;
  }

  /** Remembers whose gateways were looked up to evaluate an entry. */
  private void track(Entry entry, List<IpAddress> gateways) {
    if (gateways.equals(entry.gateways)) {
      return;
    }
    for (IpAddress gateway : entry.gateways) {
      gatewayUses.computeIfPresent(gateway, (any, uses) -> uses == 1 ? null : uses - 1);
    }
    for (IpAddress gateway : gateways) {
      gatewayUses.merge(gateway, 1, Integer::sum);
    }
    entry.gateways = gateways;
  }

  /** Where next hops lead, and the addresses that were looked up for it, in their order. */
  private record Resolution(
      List<NextHop> nextHops,
      List<IpAddress> gateways,
      List<FibNextHop> members,
      long localAddresses) {
    boolean dependsOn(Prefix prefix) {
      return covers(prefix, gateways);
    }
  }

  private Resolution resolve(Route route) {
    Resolution latest = latestResolution;
    // A route that would serve its own gateways resolves in a way of its own.
    if (latest != null
        && latest.nextHops.equals(route.nextHops())
        && latest.localAddresses == fib.localChanges()
        && !latest.dependsOn(route.prefix())) {
      return latest;
    }
    SortedSet<IpAddress> gateways = new TreeSet<>();
    SortedSet<FibNextHop> members = new TreeSet<>();
    List<Prefix> through = new ArrayList<>();
    through.add(route.prefix());
    for (NextHop nextHop : route.nextHops()) {
      resolve(nextHop, through, gateways, members);
    }
    Resolution found =
        new Resolution(
            route.nextHops(), List.copyOf(gateways), List.copyOf(members), fib.localChanges());
    if (!found.dependsOn(route.prefix())) {
      latestResolution = found;
    }
    return found;
  }

  /**
   * @param through the prefixes whose routes are being resolved; none may serve itself
   */
  private void resolve(
      NextHop nextHop,
      List<Prefix> through,
      SortedSet<IpAddress> gateways,
      SortedSet<FibNextHop> members) {
    if (nextHop.interfaceName() != null) {
      addMember(nextHop.interfaceName(), nextHop.gateway(), members);
      return;
    }
    IpAddress gateway = nextHop.gateway();
    if (gateway == null) {
      return;
    }
    gateways.add(gateway);
    if (fib.isLocal(gateway)) {
      return;
    }
    Entry via = covering(gateway, through);
    if (via == null || via.best == null || through.size() > MAX_RECURSION) {
      return;
    }
    through.add(via.prefix);
    for (NextHop further : via.best.nextHops()) {
      if (further.interfaceName() != null && further.gateway() == null) {
        addMember(further.interfaceName(), gateway, members);
      } else {
        resolve(further, through, gateways, members);
      }
    }
    through.remove(through.size() - 1);
  }

  private void addMember(
      String interfaceName, @Nullable IpAddress gateway, SortedSet<FibNextHop> members) {
    IpInterface out = interfaces.apply(interfaceName);
    if (out != null && out.isUp()) {
      members.add(out.nextHop(gateway));
    }
  }

  private @Nullable Entry covering(IpAddress gateway, List<Prefix> excluded) {
    Entry entry = selected.lookup(gateway);
    if (entry == null || !excluded.contains(entry.prefix)) {
      return entry;
    }
    for (int length = entry.prefix.length() - 1; length >= 0; length--) {
      Entry shorter = selected.exact(Prefix.containing(gateway, length));
      if (shorter != null && !excluded.contains(shorter.prefix)) {
        return shorter;
      }
    }
    return null;
  }

  private String rowKey(Prefix prefix, RouteSource source) {
    return keyPrefix + prefix + " " + source.name() + "/" + source.distance();
  }

  private void announce(Entry entry, Route route) {
    if (!context.isTracing()) {
      return; // Its text alone takes longer than the route.
    }
    context.tableChanged(
        "routes",
        rowKey(route.prefix(), route.source()),
        () -> row(route, route.equals(entry.best)));
  }

  private static Map<String, Object> row(Route route, boolean best) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prefix", route.prefix().toString());
    row.put("protocol", route.source().name());
    row.put("distance", (long) route.source().distance());
    row.put("metric", route.metric());
    row.put("best", best);
    List<Map<String, Object>> nextHops = new ArrayList<>();
    for (NextHop nextHop : route.nextHops()) {
      Map<String, Object> hop = new LinkedHashMap<>();
      IpAddress gateway = nextHop.gateway();
      hop.put("address", gateway == null ? "" : gateway.toString());
      hop.put("port", nextHop.interfaceName() == null ? "" : nextHop.interfaceName());
      nextHops.add(hop);
    }
    row.put("nextHops", nextHops);
    return row;
  }
}
