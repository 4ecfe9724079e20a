package io.sdnsim.scenarios.build;

import io.sdnsim.bgp.mrt.MrtException;
import io.sdnsim.bgp.mrt.MrtReader;
import io.sdnsim.bgp.mrt.RecordingReader;
import io.sdnsim.bgp.sim.Recording;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PolicyChange;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.IpConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.MrtConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
            .timing(bgp.timing())
            .importCheck(bgp.importCheck())
            .redistributeConnected(bgp.redistributeConnected())
            .redistributeStatic(bgp.redistributeStatic())
            .routing(bgp.routing())
            .requirePolicy(bgp.requirePolicy())
            .gracefulRestart(bgp.gracefulRestart())
            .decision(bgp.decision());
    bgp.networks().forEach(network -> builder.network(network.value()));
    for (BgpNeighbor neighbor : bgp.neighbors()) {
      PeerConfig peer = peer(device.ip(), neighbor);
      Located<IpAddress> address = neighbor.address();
      if (address != null) {
        builder.neighbor(address.value(), peer);
      } else if (neighbor.range() != null) {
        builder.listenRange(neighbor.range().value(), neighbor.limit(), peer);
      }
    }
    return builder.build();
  }

  /**
   * Reads what the speaker has from MRT files.
   *
   * @throws IllegalArgumentException when a file has changed since it was checked
   */
  static List<Recording> recordings(BgpConfig bgp) {
    List<Recording> recordings = new ArrayList<>();
    for (MrtConfig mrt : bgp.mrt()) {
      recordings.add(recording(recordings.size(), bgp.publicAs(), mrt));
    }
    return recordings;
  }

  private static Recording recording(int number, long asn, MrtConfig mrt) {
    Located<IpAddress> peer = mrt.peer();
    RecordingReader recording =
        new RecordingReader(
            new RecordingReader.Config(
                number,
                asn,
                peer == null ? null : peer.value(),
                mrt.startPs().value(),
                mrt.timeScale(),
                mrt.nextHops().stream().map(Located::value).toList()));
    for (InputFile file : mrt.files()) {
      try (MrtReader reader = new MrtReader(file.name(), file.open())) {
        recording.add(reader);
      } catch (IOException | MrtException e) {
        throw new IllegalArgumentException(
            file.at() + ": '" + file.name() + "' has changed since it was checked", e);
      }
    }
    return recording.recording();
  }

  /** The part of a configuration that may change while the speaker runs. */
  static PolicyChange policyChange(BgpConfig bgp) {
    Map<IpAddress, PeerRoutes> neighbors = new TreeMap<>();
    Map<Prefix, PeerRoutes> ranges = new TreeMap<>();
    for (BgpNeighbor neighbor : bgp.neighbors()) {
      if (neighbor.address() != null) {
        neighbors.put(neighbor.address().value(), neighbor.routes());
      } else if (neighbor.range() != null) {
        ranges.put(neighbor.range().value(), neighbor.routes());
      }
    }
    return new PolicyChange(
        neighbors, ranges, bgp.routing().connectedMap(), bgp.routing().staticMap());
  }

  private PeerConfig peer(IpConfig ip, BgpNeighbor neighbor) {
    int hold = behaviours.holdTimeSeconds().applyAsInt(seconds(neighbor.holdPs()));
    return PeerConfig.builder(neighbor.remoteAs())
        .holdTimeSeconds(hold)
        .keepaliveSeconds(Math.max(1, seconds(neighbor.keepalivePs())))
        .connectRetryPs(neighbor.connectRetryPs())
        .passive(neighbor.passive())
        .ebgpMultihop(neighbor.ebgpMultihop())
        .updateSource(updateSource(ip, neighbor))
        .advertisementIntervalPs(neighbor.advertisementIntervalPs())
        .delayOpenPs(neighbor.delayOpenPs())
        .session(neighbor.session())
        .capabilities(neighbor.capabilities())
        .routes(neighbor.routes())
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
}
