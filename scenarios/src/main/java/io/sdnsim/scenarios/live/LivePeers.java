package io.sdnsim.scenarios.live;

import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.yaml.Spelling;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the neighbors of a scenario that {@code --peer NODE/NEIGHBOR=ADDR[:PORT][,source=ADDR]}
 * names, and refuses what can't be meant.
 */
public final class LivePeers {
  private static final String FORM = "NODE/NEIGHBOR=ADDR[:PORT][,source=ADDR]";
  private static final String SOURCE = ",source=";

  private final Map<String, DeviceConfig.IpDevice> speakers = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();
  private final boolean listening;

  /**
   * @param listening whether peers can open connections
   */
  private LivePeers(Scenario scenario, boolean listening) {
    this.listening = listening;
    for (DeviceConfig device : scenario.topology().nodes()) {
      if (device instanceof DeviceConfig.IpDevice ip && ip.bgpOrNull() != null) {
        speakers.put(device.name(), ip);
      } else {
        others.add(device.name());
      }
    }
  }

  /**
   * Finds the neighbors.
   *
   * @param texts as on the command line
   * @param listening whether peers can open connections
   * @throws LiveException when one is not there, or can't be told from another
   */
  public static List<LivePeer> of(Scenario scenario, List<String> texts, boolean listening) {
    LivePeers finder = new LivePeers(scenario, listening);
    List<LivePeer> found = new ArrayList<>();
    for (String text : texts) {
      LivePeer peer = finder.find(text);
      for (LivePeer other : found) {
        finder.checkDistinct(other, peer);
      }
      found.add(peer);
    }
    return found;
  }

  private void checkDistinct(LivePeer one, LivePeer other) {
    if (one.peer().toString().equals(other.peer().toString())) {
      throw new LiveException("--peer " + one.peer() + " is given twice");
    }
    InetAddress source = one.source();
    boolean sameSource = source == null ? other.source() == null : source.equals(other.source());
    if (listening
        && sameSource
        && one.address().getAddress().equals(other.address().getAddress())) {
      throw new LiveException(
          "a connection from "
              + one.address().getAddress().getHostAddress()
              + " could be "
              + one.peer()
              + " or "
              + other.peer()
              + ": give them different"
              + SOURCE
              + "ADDR, or leave --listen away");
    }
  }

  private LivePeer find(String text) {
    int equals = text.indexOf('=');
    int slash = text.indexOf('/');
    if (equals < 0 || slash < 0 || slash > equals) {
      throw new LiveException("--peer '" + text + "': expected " + FORM);
    }
    String node = text.substring(0, slash);
    DeviceConfig.IpDevice device = speaker(node);
    BgpNeighbor neighbor = neighbor(device, text.substring(slash + 1, equals));
    IpAddress address = IpAddress.parse(text.substring(slash + 1, equals));
    refuseWhatSocketsLack(node + "/" + address, neighbor);
    boolean waits = neighbor.passive() || neighbor.range() != null;
    if (waits && !listening) {
      throw new LiveException(
          node + " waits for " + address + " to connect (passive): give --listen ADDR:PORT");
    }
    String where = text.substring(equals + 1);
    int comma = where.indexOf(',');
    InetAddress source = null;
    if (comma >= 0) {
      if (!where.startsWith(SOURCE, comma)) {
        throw new LiveException("--peer '" + text + "': expected " + FORM);
      }
      source = Addresses.host(where.substring(comma + SOURCE.length()));
      where = where.substring(0, comma);
    }
    InetSocketAddress socket = Addresses.socket(where, BgpMessage.PORT);
    return new LivePeer(
        new ExternalPeer(node, address, BgpMessage.PORT, updateSource(device, neighbor)),
        socket,
        source);
  }

  /** A guard that is silently missing would be worse than none. */
  private static void refuseWhatSocketsLack(String peer, BgpNeighbor neighbor) {
    if (!neighbor.session().password().isEmpty()) {
      throw new LiveException(
          "--peer "
              + peer
              + ": the scenario gives this neighbor a password, and TCP-MD5 (RFC 2385) is not"
              + " spoken with real routers: leave it away at both ends");
    }
    if (neighbor.session().ttlSecurityHops() > 0) {
      throw new LiveException(
          "--peer "
              + peer
              + ": the scenario gives this neighbor ttl-security, and RFC 5082 is not spoken with"
              + " real routers: leave it away at both ends");
    }
  }

  private DeviceConfig.IpDevice speaker(String node) {
    DeviceConfig.IpDevice device = speakers.get(node);
    if (device != null) {
      return device;
    }
    if (others.contains(node)) {
      throw new LiveException("--peer " + node + ": the node has no bgp in this scenario" + list());
    }
    String near = Spelling.closest(node, speakers.keySet());
    throw new LiveException(
        "--peer " + node + ": there is no such node" + (near == null ? list() : meant(near)));
  }

  private String list() {
    return speakers.isEmpty()
        ? "; no node has"
        : "; nodes with bgp: " + String.join(", ", speakers.keySet());
  }

  private static String meant(String word) {
    return "; did you mean '" + word + "'?";
  }

  private BgpNeighbor neighbor(DeviceConfig.IpDevice device, String text) {
    IpAddress wanted;
    try {
      wanted = IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new LiveException(
          "--peer " + device.name() + "/" + text + ": the neighbor is named by its address", e);
    }
    BgpConfig bgp = device.bgpOrNull();
    List<String> known = new ArrayList<>();
    for (BgpNeighbor each : bgp == null ? List.<BgpNeighbor>of() : bgp.neighbors()) {
      Located<IpAddress> address = each.address();
      if (address != null && address.value().equals(wanted)) {
        return each;
      }
      if (address != null) {
        known.add(address.value().toString());
      } else if (each.range() != null && each.range().value().contains(wanted)) {
        return each;
      } else if (each.range() != null) {
        known.add(each.range().value().toString());
      }
    }
    String near = Spelling.closest(text, known);
    throw new LiveException(
        "--peer "
            + device.name()
            + "/"
            + text
            + ": "
            + device.name()
            + " has no such neighbor"
            + (near == null ? "; it has: " + String.join(", ", known) : meant(near)));
  }

  private static @Nullable IpAddress updateSource(
      DeviceConfig.IpDevice device, BgpNeighbor neighbor) {
    Located<String> name = neighbor.updateSource();
    return name == null
        ? null
        : device.ip().addressesOf(name.value()).stream()
            .filter(address -> address.isIpv4() == neighbor.isIpv4())
            .findFirst()
            .orElse(null);
  }
}
