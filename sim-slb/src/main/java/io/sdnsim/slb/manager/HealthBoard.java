package io.sdnsim.slb.manager;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Health;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.ProbeResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the host agents found out about the VMs that they probe. */
final class HealthBoard implements Health {
  private record Probed(String vm, IpAddress dip, HealthProbe probe) {}

  private record Found(String host, boolean up) {}

  private final Map<String, List<ProbeResult>> byHost = new TreeMap<>();
  private final Map<Probed, Found> results = new LinkedHashMap<>();

  /** Replaces what a host has said; tells whether that is news. */
  boolean report(String host, List<ProbeResult> reported) {
    if (reported.equals(byHost.get(host))) {
      return false;
    }
    forget(host);
    byHost.put(host, reported);
    reported.forEach(each -> results.put(probed(each), new Found(host, each.up())));
    return true;
  }

  /** The host has said nothing for too long: its VMs count as down. */
  void forget(String host) {
    List<ProbeResult> old = byHost.remove(host);
    if (old != null) {
      // A VM that has moved is another host's to report.
      old.forEach(each -> results.remove(probed(each), new Found(host, each.up())));
    }
  }

  private static Probed probed(ProbeResult result) {
    return new Probed(result.vm(), result.dip(), result.probe());
  }

  boolean hasHeardOf(String host) {
    return byHost.containsKey(host);
  }

  /** A VM of which nothing is known is down: a new one gets flows once it has answered. */
  @Override
  public boolean isUp(String vm, IpAddress dip, HealthProbe probe) {
    Found found = results.get(new Probed(vm, dip, probe));
    return found != null && found.up();
  }
}
