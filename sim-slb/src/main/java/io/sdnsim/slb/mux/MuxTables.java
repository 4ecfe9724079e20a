package io.sdnsim.slb.mux;

import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code show} prints of a Mux: its VIPs and its flows. */
final class MuxTables {
  private final NodeContext context;

  MuxTables(NodeContext context) {
    this.context = context;
  }

  /** A flow came, or its state changed. */
  void announce(int vni, MuxFlowTable flows, int flow) {
    if (context.isTracing()) {
      FlowKey key = flows.key(flow);
      context.tableChanged("flows", rowKey(vni, key), () -> row(flows, flow, key));
    }
  }

  /** A flow is forgotten. */
  void announceGone(int vni, MuxFlowTable flows, int flow) {
    if (context.isTracing()) {
      context.tableChanged("flows", rowKey(vni, flows.key(flow)), null);
    }
  }

  void announceGone(int vni, VipMap.Vip vip) {
    context.tableChanged("vips", rowKey(vni, vip.address()), null);
  }

  private static Map<String, Object> row(MuxFlowTable flows, int flow, FlowKey key) {
    Target target = flows.target(flow);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("flow", key.toString());
    row.put("vip", target.vip());
    row.put("backend", target.backend().title());
    row.put("host", target.backend().providerAddress().toString());
    row.put("state", flows.stateOf(flow));
    return row;
  }

  void announce(VipState vip) {
    context.tableChanged(
        "vips",
        rowKey(vip.vni(), vip.address()),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("vip", vip.name());
          row.put("address", vip.address().toString());
          row.put("rules", vip.rules().stream().map(MuxTables::title).toList());
          row.put(
              "snatRanges",
              vip.snatRanges().stream()
                  .map(
                      range ->
                          range.firstPort()
                              + "-"
                              + (range.firstPort() + range.count() - 1)
                              + " "
                              + range.backend().vm())
                  .toList());
          row.put("icmpReply", vip.icmpReply());
          return row;
        });
  }

  void announce(MuxState.PublicIpState publicIp) {
    context.tableChanged(
        "vips",
        publicIp.address().toString(),
        () -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("vip", publicIp.title());
          row.put("address", publicIp.address().toString());
          row.put("rules", List.of("any -> " + publicIp.backend().title()));
          row.put("snatRanges", List.of());
          row.put("icmpReply", false);
          return row;
        });
  }

  private static String title(VipState.RuleState rule) {
    List<String> backends =
        rule.pool().stream()
            .map(member -> member.backend().title() + (member.draining() ? " (draining)" : ""))
            .toList();
    return IpProtocol.name(rule.protocol())
        + "/"
        + rule.port()
        + " -> "
        + String.join(", ", backends);
  }

  private static String rowKey(int vni, Object what) {
    return vni == VipState.WORLD ? what.toString() : "vni " + vni + " " + what;
  }
}
