package io.sdnsim.scenarios.live;

import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalPeer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a live run was a run of.
 *
 * @param scenario its name
 * @param settings the values of its parameters
 * @param peers the neighbors that were outside the simulation
 * @param endpoints of the virtual hosts whose VMs were outside
 */
public record RecordHeader(
    String scenario,
    long seed,
    Map<String, String> settings,
    List<ExternalPeer> peers,
    List<ExternalEndpoint> endpoints) {
  public RecordHeader {
    settings = new LinkedHashMap<>(settings);
    peers = List.copyOf(peers);
    endpoints = List.copyOf(endpoints);
  }

  /** The peer that a record calls so. */
  ExternalPeer peer(String name) {
    for (ExternalPeer peer : peers) {
      if (peer.toString().equals(name)) {
        return peer;
      }
    }
    throw new LiveException("the record names the peer " + name + " without having introduced it");
  }
}
