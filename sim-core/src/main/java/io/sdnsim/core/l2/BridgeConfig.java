package io.sdnsim.core.l2;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A VLAN-aware bridge.
 *
 * @param ports in the order of their numbers
 * @param ageingPs how long an address is remembered after the last frame from it; 300 s is what
 *     IEEE 802.1Q 8.8.3 recommends
 * @param maxMacs how many addresses it can remember, static ones included; frames to others flood
 * @param staticMacs addresses that neither age nor move
 */
public record BridgeConfig(
    List<BridgePortConfig> ports, long ageingPs, int maxMacs, List<StaticMac> staticMacs) {
  public static final long DEFAULT_AGEING_PS = 300 * SimTime.SECOND;
  public static final int DEFAULT_MAX_MACS = 8192;

  /** An address that is configured at a port. */
  public record StaticMac(int vlan, MacAddress mac, String port) {}

  /**
   * @throws IllegalArgumentException when a value is out of range, two ports have one name or a
   *     static address names no port
   */
  public BridgeConfig {
    ports = List.copyOf(ports);
    staticMacs = List.copyOf(staticMacs);
    if (ageingPs <= 0 || maxMacs < 1) {
      throw new IllegalArgumentException("a bridge needs a positive ageing time and MAC limit");
    }
    List<String> names = new ArrayList<>();
    for (BridgePortConfig port : ports) {
      if (names.contains(port.name())) {
        throw new IllegalArgumentException("two ports are named " + port.name());
      }
      names.add(port.name());
    }
    for (StaticMac mac : staticMacs) {
      if (!names.contains(mac.port())) {
        throw new IllegalArgumentException(
            "static address " + mac.mac() + " names port " + mac.port() + ", which does not exist");
      }
    }
    if (staticMacs.size() > maxMacs) {
      throw new IllegalArgumentException("more static addresses than the table holds: " + maxMacs);
    }
  }

  /** A bridge of these ports with the usual table. */
  public static BridgeConfig of(BridgePortConfig... ports) {
    return new BridgeConfig(List.of(ports), DEFAULT_AGEING_PS, DEFAULT_MAX_MACS, List.of());
  }
}
