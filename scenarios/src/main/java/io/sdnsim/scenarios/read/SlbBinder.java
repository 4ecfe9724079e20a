package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.DeviceConfig.MuxCapacity;
import io.sdnsim.scenarios.model.DeviceConfig.MuxFlows;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SlbConfig.HealthProbe;
import io.sdnsim.scenarios.model.SlbConfig.IcmpMode;
import io.sdnsim.scenarios.model.SlbConfig.Outbound;
import io.sdnsim.scenarios.model.SlbConfig.OverloadConfig;
import io.sdnsim.scenarios.model.SlbConfig.SelectionConfig;
import io.sdnsim.scenarios.model.SlbConfig.SnatPool;
import io.sdnsim.scenarios.model.SlbConfig.SnatRange;
import io.sdnsim.scenarios.model.SlbConfig.VipConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.manager.ControllerConfig;
import io.sdnsim.slb.mux.LoadLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the load balancer: VIPs and their rules, and the settings of Muxes. */
final class SlbBinder {
  private SlbBinder() {}

  static SlbConfig slb(Source slb) {
    Outbound outbound = slb.word("outbound", Outbound.class, Outbound.VIA_MUX);
    SelectionConfig selection = selection(slb);
    List<VipConfig> vips = slb.entries("vips").stream().map(entry -> vip(entry, outbound)).toList();
    return new SlbConfig(
        slb.at(),
        slb.itemsOrOne("manager").stream().map(Source::name).toList(),
        slb.names("muxes"),
        vips,
        outbound,
        slb.number("hash-seed", 0),
        selection == null ? SelectionConfig.DEFAULT : selection,
        slb.time("snat-processing", 50 * SimTime.MILLISECOND),
        fastpath(slb, vips),
        overload(slb.child("overload")));
  }

  private static List<Located<Prefix>> fastpath(Source slb, List<VipConfig> vips) {
    if (slb.has("fastpath") && slb.node("fastpath") instanceof Sequence subnets) {
      return subnets.items().stream().map(Source::prefix).toList();
    }
    return slb.truth("fastpath", false)
        ? vips.stream()
            .map(VipConfig::address)
            .map(vip -> new Located<>(Prefix.host(vip.value()), vip.at()))
            .toList()
        : List.of();
  }

  private static OverloadConfig overload(Source overload) {
    return new OverloadConfig(
        overload.time("detection", LoadLimits.DETECTION_PS),
        overload.time("black-hole", ControllerConfig.BLACK_HOLE_PS));
  }

  private static VipConfig vip(Entry entry, Outbound outbound) {
    Source vip = Source.of(entry.value());
    return new VipConfig(
        entry.key().at(),
        entry.key().text(),
        vip.address("address"),
        vip.truth("enabled", true),
        vip.word("icmp", IcmpMode.class, IcmpMode.DROP),
        vip.word("outbound", Outbound.class, outbound),
        vip.mappings("rules", SlbBinder::vipRule),
        vip.entries("snat").stream().map(SlbBinder::snat).toList(),
        vip.has("snat-pool") ? snatPool(vip.child("snat-pool")) : null,
        vip.mappings("inbound-nat", SlbBinder::inboundNat),
        vip.truth("outbound-only", false),
        vip.nameOrNull("network"));
  }

  private static SnatPool snatPool(Source pool) {
    return new SnatPool(
        pool.at(),
        pool.names("vms"),
        pool.ports("ports", new PortRange(1024, 65_535)),
        pool.integer("range", 8),
        pool.integer("preallocate", 0),
        pool.integer("max-per-vm", 1024),
        pool.time("prediction", 5 * SimTime.SECOND),
        pool.integer("queue", 64),
        pool.time("idle-timeout", 4 * 60 * SimTime.SECOND));
  }

  static VipRule vipRule(Source rule) {
    int port = rule.integer("port", 0);
    return new VipRule(
        rule.at(),
        rule.word("protocol", Protocol.class),
        port,
        rule.integer("backend-port", port),
        rule.names("backends"),
        rule.names("draining"),
        selection(rule),
        distribution(rule),
        rule.has("idle-timeout") ? rule.time("idle-timeout") : null,
        rule.truth("tcp-reset", false),
        rule.has("probe") ? probe(rule.child("probe"), rule.integer("backend-port", port)) : null,
        rule.truth("floating-ip", false));
  }

  private static VipRule inboundNat(Source rule) {
    int port = rule.integer("port", 0);
    return new VipRule(
        rule.at(),
        rule.word("protocol", Protocol.class),
        port,
        rule.integer("vm-port", port),
        List.of(rule.name("vm")),
        List.of(),
        null,
        Distribution.FIVE_TUPLE,
        rule.has("idle-timeout") ? rule.time("idle-timeout") : null,
        rule.truth("tcp-reset", false),
        null,
        rule.truth("floating-ip", false));
  }

  private static HealthProbe probe(Source probe, int backendPort) {
    return new HealthProbe(
        probe.at(),
        probe.integer("port", backendPort),
        probe.has("path") ? probe.text("path") : null,
        probe.time("interval"),
        probe.integer("count", 0));
  }

  private static @Nullable SelectionConfig selection(Source source) {
    if (!source.has("selection")) {
      return null;
    }
    return new SelectionConfig(
        source.word("selection", SelectionMethod.class),
        source.has("maglev-table")
            ? new Located<>(source.integer("maglev-table", 0), source.at("maglev-table"))
            : null);
  }

  private static Distribution distribution(Source rule) {
    return rule.text("distribution", "5-tuple").equals("5-tuple")
        ? Distribution.FIVE_TUPLE
        : rule.word("distribution", Distribution.class);
  }

  private static SnatRange snat(Entry entry) {
    return new SnatRange(entry.key().at(), Source.name(entry.key()), Source.ports(entry.value()));
  }

  static MuxCapacity muxCapacity(Source capacity) {
    return new MuxCapacity(
        capacity.at(),
        capacity.integerOrNull("packets-per-second"),
        capacity.integer("queue", 1024),
        capacity.integer("bgp-reservation", 0),
        capacity.has("bandwidth") ? capacity.rate("bandwidth", 0) : null);
  }

  static MuxFlows muxFlows(Source flows) {
    return new MuxFlows(
        flows.integer("limit", 1_000_000),
        flows.time("idle-timeout", 240 * SimTime.SECOND),
        flows.integer("untrusted-limit", 250_000),
        flows.time("untrusted-idle-timeout", 10 * SimTime.SECOND));
  }
}
