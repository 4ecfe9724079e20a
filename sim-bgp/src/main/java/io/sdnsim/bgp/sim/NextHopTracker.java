package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.SpeakerInput.NextHopChanged;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.NextHop;
import io.sdnsim.core.l3.Route;
import io.sdnsim.core.l3.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Follows how the route table reaches the next hops of BGP, through other routes where need be.
 *
 * <p>What was looked up for a next hop is remembered, so that a change of a route asks only about
 * those that it may concern.
 */
final class NextHopTracker {
  /** Most addresses looked up for one next hop, over all branches. */
  private static final int MAX_LOOKUPS = 16;

  private final RouteTable table;
  private final boolean viaDefault;
  private final Map<IpAddress, Tracked> tracked = new TreeMap<>();
  private final NavigableMap<IpAddress, TreeSet<IpAddress>> users = new TreeMap<>();

  NextHopTracker(RouteTable table, boolean viaDefault) {
    this.table = table;
    this.viaDefault = viaDefault;
  }

  private static final class Tracked {
    private NextHopChanged answer;
    private List<IpAddress> lookedUp;

    Tracked(NextHopChanged answer, List<IpAddress> lookedUp) {
      this.answer = answer;
      this.lookedUp = lookedUp;
    }
  }

  /** Follows a next hop from now on; returns what is to be said of it now. */
  NextHopChanged track(IpAddress address) {
    List<IpAddress> lookedUp = new ArrayList<>();
    NextHopChanged answer = resolve(address, lookedUp);
    tracked.put(address, new Tracked(answer, lookedUp));
    use(address, lookedUp);
    return answer;
  }

  void untrack(IpAddress address) {
    Tracked gone = tracked.remove(address);
    if (gone != null) {
      unuse(address, gone.lookedUp);
    }
  }

  /** The next hops of which something else is to be said since a route changed. */
  List<NextHopChanged> routeChanged(Prefix prefix) {
    TreeSet<IpAddress> concerned = new TreeSet<>();
    users.subMap(prefix.network(), true, prefix.last(), true).values().forEach(concerned::addAll);
    List<NextHopChanged> changes = new ArrayList<>();
    for (IpAddress address : concerned) {
      NextHopChanged change = ask(address);
      if (change != null) {
        changes.add(change);
      }
    }
    return changes;
  }

  private @Nullable NextHopChanged ask(IpAddress address) {
    Tracked hop = tracked.get(address);
    if (hop == null) {
      return null;
    }
    List<IpAddress> lookedUp = new ArrayList<>();
    NextHopChanged answer = resolve(address, lookedUp);
    if (!lookedUp.equals(hop.lookedUp)) {
      unuse(address, hop.lookedUp);
      use(address, lookedUp);
      hop.lookedUp = lookedUp;
    }
    if (answer.equals(hop.answer)) {
      return null;
    }
    hop.answer = answer;
    return answer;
  }

  private void use(IpAddress address, List<IpAddress> lookedUp) {
    for (IpAddress each : lookedUp) {
      users.computeIfAbsent(each, any -> new TreeSet<>()).add(address);
    }
  }

  private void unuse(IpAddress address, List<IpAddress> lookedUp) {
    for (IpAddress each : lookedUp) {
      TreeSet<IpAddress> of = users.get(each);
      if (of != null && of.remove(address) && of.isEmpty()) {
        users.remove(each);
      }
    }
  }

  private NextHopChanged resolve(IpAddress address, List<IpAddress> lookedUp) {
    Route route = resolving(address, lookedUp);
    if (route == null || !leadsOut(route, lookedUp)) {
      return new NextHopChanged(address, false, false, 0);
    }
    boolean connected = route.nextHops().stream().anyMatch(hop -> hop.gateway() == null);
    return connected
        ? new NextHopChanged(address, true, true, 0, route.prefix())
        : new NextHopChanged(address, true, false, route.metric());
  }

  private @Nullable Route resolving(IpAddress address, List<IpAddress> lookedUp) {
    if (lookedUp.contains(address) || lookedUp.size() > MAX_LOOKUPS) {
      return null; // It would resolve through itself.
    }
    lookedUp.add(address);
    Route route = table.lookup(address);
    boolean usable =
        route != null && !route.isBlackhole() && (viaDefault || route.prefix().length() > 0);
    return usable ? route : null;
  }

  /** RFC 4271 9.1.2.1: whether a route, followed through others, ends at an interface. */
  private boolean leadsOut(Route route, List<IpAddress> lookedUp) {
    for (NextHop hop : route.nextHops()) {
      IpAddress gateway = hop.gateway();
      if (gateway == null || hop.interfaceName() != null) {
        return true;
      }
      Route further = resolving(gateway, lookedUp);
      if (further != null && leadsOut(further, lookedUp)) {
        return true;
      }
    }
    return false;
  }
}
