package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchPort;
import io.sdnsim.scenarios.model.IpConfig.InterfaceConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which things are joined: interfaces into broadcast domains, nodes into one physical network. */
final class Segments {
  private final Map<String, String> parents = new TreeMap<>();
  private final Map<String, DeviceConfig> nodes = new TreeMap<>();

  Segments(Topology topology) {
    for (DeviceConfig node : topology.nodes()) {
      nodes.put(node.name(), node);
    }
    for (LinkDefinition link : topology.links()) {
      join("node " + link.a().node(), "node " + link.b().node());
      joinVlans(link);
    }
  }

  /** The broadcast domain that an interface is in. */
  String domain(String node, InterfaceConfig networkInterface) {
    return find(vertex(node, networkInterface.port(), networkInterface.vlan()));
  }

  /** Whether cables lead from one node to the other, whatever they carry. */
  boolean connected(String node, String other) {
    return find("node " + node).equals(find("node " + other));
  }

  private void joinVlans(LinkDefinition link) {
    for (int tag : tags(link.a())) {
      String a = end(link.a(), tag);
      String b = end(link.b(), tag);
      if (a != null && b != null) {
        join(a, b);
      }
    }
  }

  /** The tags that an end can send; 0 for untagged. */
  private List<Integer> tags(PortRef end) {
    List<Integer> tags = new ArrayList<>();
    tags.add(0);
    DeviceConfig node = nodes.get(end.node());
    if (node instanceof SwitchConfig bridge) {
      tags.addAll(port(bridge, end.port()).taggedVlans());
    } else if (node instanceof IpDevice device) {
      for (InterfaceConfig networkInterface : device.ip().interfaces()) {
        if (networkInterface.port().equals(end.port()) && networkInterface.vlan() > 0) {
          tags.add(networkInterface.vlan());
        }
      }
    }
    return tags;
  }

  /** Where frames with this tag go at an end; null when it does not take them. */
  private @Nullable String end(PortRef end, int tag) {
    DeviceConfig node = nodes.get(end.node());
    if (node instanceof SwitchConfig bridge) {
      SwitchPort port = port(bridge, end.port());
      int vlan = tag == 0 ? port.untaggedVlan() : port.taggedVlans().contains(tag) ? tag : 0;
      return vlan == 0 ? null : "vlan " + bridge.name() + " " + vlan;
    }
    return vertex(end.node(), end.port(), tag);
  }

  private static SwitchPort port(SwitchConfig bridge, String name) {
    for (SwitchPort port : bridge.ports()) {
      if (port.name().equals(name)) {
        return port;
      }
    }
    return new SwitchPort(bridge.at(), name, 1, List.of());
  }

  private static String vertex(String node, String port, int vlan) {
    return "port " + node + ":" + port + " " + vlan;
  }

  void join(String a, String b) {
    parents.put(find(a), find(b));
  }

  String find(String vertex) {
    String current = vertex;
    for (String parent = parents.get(current);
        parent != null && !parent.equals(current);
        parent = parents.get(current)) {
      current = parent;
    }
    return current;
  }
}
