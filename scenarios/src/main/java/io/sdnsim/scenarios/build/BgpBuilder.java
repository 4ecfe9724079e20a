package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.rib.DecisionConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the scenario's view of a BGP speaker into the speaker's own. */
final class BgpBuilder {
  private final Behaviours behaviours;

  BgpBuilder(Behaviours behaviours) {
    this.behaviours = behaviours;
  }

  io.sdnsim.bgp.speaker.BgpConfig speaker(DeviceConfig.IpDevice device, BgpConfig bgp) {
    io.sdnsim.bgp.speaker.BgpConfig.Builder builder =
        io.sdnsim.bgp.speaker.BgpConfig.builder(bgp.asn(), bgp.routerId(device.ip()))
            .timing(timing(bgp.timing()))
            .importCheck(bgp.importCheck())
            .redistributeConnected(bgp.redistributeConnected())
            .redistributeStatic(bgp.redistributeStatic())
            .decision(
                new DecisionConfig(
                    bgp.maximumPaths(), bgp.maximumPathsIbgp(), bgp.multipathRelax(), false));
    bgp.networks().forEach(network -> builder.network(network.value()));
    for (BgpNeighbor neighbor : bgp.neighbors()) {
      PeerConfig peer = peer(device.ip(), bgp, neighbor);
      Located<IpAddress> address = neighbor.address();
      if (address != null) {
        builder.neighbor(address.value(), peer);
      } else if (neighbor.range() != null) {
        builder.listenRange(neighbor.range().value(), neighbor.limit(), peer);
      }
    }
    return builder.build();
  }

  private static TimingModel timing(BgpConfig.Timing timing) {
    return switch (timing) {
      case IDEAL -> TimingModel.IDEAL;
      case FRR -> TimingModel.FRR;
    };
  }

  private PeerConfig peer(IpConfig ip, BgpConfig bgp, BgpNeighbor neighbor) {
    int hold = behaviours.holdTimeSeconds().applyAsInt(seconds(neighbor.holdPs()));
    return PeerConfig.builder(neighbor.remoteAs())
        .holdTimeSeconds(hold)
        .keepaliveSeconds(Math.max(1, seconds(neighbor.keepalivePs())))
        .connectRetryPs(neighbor.connectRetryPs())
        .passive(neighbor.passive())
        .ebgpMultihop(neighbor.ebgpMultihop())
        .nextHopSelf(neighbor.nextHopSelf())
        .defaultOriginate(neighbor.defaultOriginate())
        .updateSource(updateSource(ip, neighbor))
        .advertisementIntervalPs(neighbor.advertisementIntervalPs())
        .prefixListIn(prefixList(bgp, neighbor.prefixListIn()))
        .prefixListOut(prefixList(bgp, neighbor.prefixListOut()))
        .build();
  }

  private static int seconds(long timePs) {
    return Math.toIntExact(timePs / SimTime.SECOND);
  }

  private static @Nullable IpAddress updateSource(IpConfig ip, BgpNeighbor neighbor) {
    Located<String> name = neighbor.updateSource();
    return name == null
        ? null
        : ip.addressesOf(name.value()).stream()
            .filter(address -> address.isIpv4() == neighbor.isIpv4())
            .findFirst()
            .orElse(null);
  }

  private static @Nullable PrefixList prefixList(BgpConfig bgp, @Nullable Located<String> name) {
    if (name == null) {
      return null;
    }
    for (BgpConfig.PrefixList list : bgp.prefixLists()) {
      if (list.name().equals(name.value())) {
        List<PrefixList.Entry> entries = new ArrayList<>();
        for (BgpConfig.PrefixRule rule : list.rules()) {
          entries.add(
              new PrefixList.Entry(
                  (entries.size() + 1) * 5,
                  rule.permit(),
                  rule.prefix(),
                  rule.minLength(),
                  rule.maxLength()));
        }
        return new PrefixList(list.name(), entries);
      }
    }
    throw new IllegalArgumentException("there is no prefix list " + name.value());
  }
}
