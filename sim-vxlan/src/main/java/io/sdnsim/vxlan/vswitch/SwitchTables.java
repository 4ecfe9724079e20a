package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a virtual switch's tables: ports, flows, bindings, and the counters as they stand.
 */
final class SwitchTables {
  private final NodeContext context;
  private final VmPorts ports;

  SwitchTables(NodeContext context, VmPorts ports) {
    this.context = context;
    this.ports = ports;
  }

  private String portName(int number) {
    VmPort port = ports.numbered(number);
    return port == null ? Integer.toString(number) : port.name();
  }

  private String rowKey(FlowKey key) {
    return portName(key.vrf()) + " " + key;
  }

  private String rowKey(UnifiedFlow flow) {
    boolean inbound = flow.destination() == null;
    return portName(UnifiedFlowTable.portNumber(flow)) + (inbound ? " in " : " out ") + flow.key();
  }

  void announce(UnifiedFlow flow) {
    NatBinding binding = flow.binding();
    Destination destination = flow.destination();
    context.tableChanged(
        "flows",
        rowKey(flow),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", portName(UnifiedFlowTable.portNumber(flow)));
          row.put("flow", flow.key().toString());
          row.put("translation", binding == null ? "" : binding.title());
          row.put("to", destination == null ? "vm" : title(destination));
          return row;
        });
  }

  private static String title(Destination destination) {
    if (destination instanceof Destination.Vm vm) {
      return vm.port();
    }
    if (destination instanceof Destination.Replicated replicated) {
      return "each of " + replicated.members().size();
    }
    if (destination instanceof Destination.Agent) {
      return "host agent";
    }
    return destination instanceof Destination.Overlay overlay
        ? "vni " + overlay.vni() + " at " + overlay.providerAddress()
        : "underlay";
  }

  void announceGone(UnifiedFlow flow) {
    context.tableChanged("flows", rowKey(flow), null);
  }

  void announce(NatBinding binding) {
    context.tableChanged(
        "nat",
        rowKey(binding.key()),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", portName(binding.key().vrf()));
          row.put("inside", binding.key().toString());
          row.put("outside", binding.outside().toString());
          row.put("rule", binding.title());
          Shortcut shortcut = binding.shortcut();
          if (shortcut != null) {
            row.put("fastpath", "vni " + shortcut.vni() + " at " + shortcut.providerAddress());
          }
          return row;
        });
  }

  void announceGone(NatBinding binding) {
    context.tableChanged("nat", rowKey(binding.key()), null);
  }

  void announce(VmPort port) {
    PortPolicy policy = port.policy();
    context.tableChanged(
        "ports",
        port.name(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("port", port.name());
          row.put("state", policy == null ? "blocked" : "open");
          row.put("vm", policy == null ? "" : policy.vm());
          row.put("vni", policy == null ? 0L : (long) policy.vni());
          row.put("mac", policy == null ? "" : policy.mac().toString());
          return row;
        });
  }

  /** For each port, how often its packets hit the unified flow table, and each layer's rules. */
  List<Map<String, Object>> layers() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (VmPort port : ports.all()) {
      rows.add(row(port, "unified flow table", 0, "", "hit", port.hits(), 0));
      rows.add(row(port, "unified flow table", 0, "", "miss", port.misses(), 0));
      for (RuleCounter counter : port.counters().all()) {
        rows.add(
            row(
                port,
                counter.layer(),
                counter.priority(),
                counter.group(),
                counter.rule(),
                counter.packets(),
                counter.bytes()));
      }
    }
    return rows;
  }

  private static Map<String, Object> row(
      VmPort port,
      String layer,
      int priority,
      String group,
      String rule,
      long packets,
      long bytes) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("port", port.name());
    row.put("layer", layer);
    row.put("priority", priority == 0 ? "" : (Object) (long) priority);
    row.put("group", group);
    row.put("rule", rule);
    row.put("packets", packets);
    row.put("bytes", priority == 0 ? "" : (Object) bytes);
    return row;
  }

  /** What each VM has sent and got. */
  List<Map<String, Object>> meters() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (VmPort port : ports.all()) {
      PortPolicy policy = port.policy();
      PortMeter meter = port.meter();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("port", port.name());
      row.put("vm", policy == null ? "" : policy.vm());
      row.put("packetsOut", meter.packetsOut());
      row.put("bytesOut", meter.bytesOut());
      row.put("packetsIn", meter.packetsIn());
      row.put("bytesIn", meter.bytesIn());
      rows.add(row);
    }
    return rows;
  }

  void announceLeases(SnatPool pool, List<SnatRange> ranges) {
    context.tableChanged(
        "leases",
        pool.vm(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("vm", pool.vm());
          row.put("vip", pool.vipName());
          row.put(
              "ranges",
              ranges.stream().map(range -> range.firstPort() + "-" + range.lastPort()).toList());
          return row;
        });
  }
}
