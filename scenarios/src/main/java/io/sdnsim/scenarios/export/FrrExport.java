package io.sdnsim.scenarios.export;

import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The BGP routers of a scenario for FRR: {@code NODE/frr.conf} and {@code NODE/daemons} for each.
 * Interfaces have the scenario's names; loopback addresses are on {@code lo}.
 */
public final class FrrExport {
  private FrrExport() {}

  /** The files; none when nothing speaks BGP. */
  public static Export of(Scenario scenario) {
    SortedMap<String, String> files = new TreeMap<>();
    List<String> notes = new ArrayList<>();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof DeviceConfig.IpDevice device && node.bgpOrNull() != null) {
        add(scenario, device, files, notes);
      }
    }
    notes.addAll(leftOut(scenario));
    return new Export(files, notes);
  }

  static void add(
      Scenario scenario,
      DeviceConfig.IpDevice device,
      SortedMap<String, String> files,
      List<String> notes) {
    ConfigText config = new FrrConfig(scenario, device).write();
    files.put(device.name() + "/frr.conf", config.text());
    files.put(device.name() + "/daemons", FrrConfig.DAEMONS);
    config.notes().forEach(note -> notes.add(device.name() + ": " + note));
  }

  /** What no router's configuration can hold. */
  static List<String> leftOut(Scenario scenario) {
    List<String> notes = new ArrayList<>();
    if (!scenario.traffic().isEmpty()) {
      notes.add("traffic");
    }
    List<ScenarioEvent> events = scenario.events();
    if (!events.isEmpty()) {
      notes.add("events");
    }
    return notes;
  }
}
