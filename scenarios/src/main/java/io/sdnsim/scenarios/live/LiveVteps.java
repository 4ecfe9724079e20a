package io.sdnsim.scenarios.live;

import io.sdnsim.core.packet.VxlanHeader;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.VirtualHostConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.yaml.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the virtual hosts of a scenario that {@code --vtep HOST=ADDR[:PORT]} names, and refuses
 * what can't be meant.
 */
public final class LiveVteps {
  private static final String FORM = "HOST=ADDR[:PORT]";

  private final Scenario scenario;
  private final Map<String, VirtualHostConfig> hosts = new LinkedHashMap<>();

  private LiveVteps(Scenario scenario) {
    this.scenario = scenario;
    for (DeviceConfig device : scenario.topology().nodes()) {
      if (device instanceof VirtualHostConfig host) {
        hosts.put(host.name(), host);
      }
    }
  }

  /**
   * Finds the hosts.
   *
   * @param texts as on the command line
   * @throws LiveException when one is not there, has no VMs, or can't be told from another
   */
  public static List<LiveVtep> of(Scenario scenario, List<String> texts) {
    LiveVteps finder = new LiveVteps(scenario);
    List<LiveVtep> found = new ArrayList<>();
    for (String text : texts) {
      LiveVtep vtep = finder.find(text);
      for (LiveVtep other : found) {
        checkDistinct(other, vtep);
      }
      found.add(vtep);
    }
    return found;
  }

  private static void checkDistinct(LiveVtep one, LiveVtep other) {
    if (one.host().equals(other.host())) {
      throw new LiveException("--vtep " + one.host() + " is given twice");
    }
    if (one.address().getAddress().equals(other.address().getAddress())) {
      throw new LiveException(
          "--vtep: what comes from "
              + one.address().getAddress().getHostAddress()
              + " could be "
              + one.host()
              + "'s or "
              + other.host()
              + "'s: give them different addresses");
    }
  }

  private LiveVtep find(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new LiveException("--vtep '" + text + "': expected " + FORM);
    }
    String name = text.substring(0, equals);
    VirtualHostConfig host = hosts.get(name);
    if (host == null) {
      throw new LiveException("--vtep " + name + ": " + whyNot(name));
    }
    if (host.vms().isEmpty()) {
      throw new LiveException("--vtep " + name + ": the host has no VMs");
    }
    host.vms().forEach(vm -> refuseAsSource(host, vm.name()));
    Map<String, String> addresses = new LinkedHashMap<>();
    host.vms().forEach(vm -> addresses.put(vm.name(), vm.address().toString()));
    return new LiveVtep(
        name, Addresses.socket(text.substring(equals + 1), VxlanHeader.UDP_PORT), addresses);
  }

  private String whyNot(String name) {
    boolean isNode =
        scenario.topology().nodes().stream().anyMatch(node -> node.name().equals(name));
    String near = isNode ? null : Spelling.closest(name, hosts.keySet());
    String what =
        isNode ? "the node is no virtual-host" : "there is no such node in " + scenario.name();
    if (near != null) {
      return what + "; did you mean '" + near + "'?";
    }
    return what
        + (hosts.isEmpty()
            ? "; no node is"
            : "; virtual hosts: " + String.join(", ", hosts.keySet()));
  }

  /** Nobody would send that traffic. */
  private void refuseAsSource(VirtualHostConfig host, String vm) {
    for (Traffic flow : scenario.traffic()) {
      if (flow.from().value().equals(vm)) {
        throw new LiveException(
            "--vtep "
                + host.name()
                + ": the flow "
                + flow.id()
                + " starts at "
                + vm
                + ", which would not be simulated: take the flow out, or give it another source");
      }
    }
  }
}
