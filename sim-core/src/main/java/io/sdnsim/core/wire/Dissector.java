package io.sdnsim.core.wire;

import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Fragment;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NeighborDiscovery;
import io.sdnsim.core.packet.NetworkHeader;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns any packet into layers and fields, for captures' comments, {@code sdnsim trace} and
 * inspectors. Modules register dissectors of the payloads that they know.
 */
public final class Dissector {
  /** By what a payload is recognized. */
  public enum Selector {
    ETHER_TYPE,
    IP_PROTOCOL,
    TCP_PORT,
    UDP_PORT
  }

  private static final int MAX_DATA_BYTES_SHOWN = 32;

  private final Map<Selector, Map<Integer, PayloadDissector>> dissectors =
      new EnumMap<>(Selector.class);

  public Dissector() {
    for (Selector selector : Selector.values()) {
      dissectors.put(selector, new TreeMap<>());
    }
  }

  /**
   * Registers a dissector of payload bytes. Of a segment's two ports the lower one is tried first.
   *
   * @throws IllegalStateException when another one has this place
   */
  public Dissector register(Selector selector, int value, PayloadDissector dissector) {
    if (table(selector).putIfAbsent(value, dissector) != null) {
      throw new IllegalStateException("a second dissector for " + selector + " " + value);
    }
    return this;
  }

  /**
   * The packet's layers from the outside in; those of tunnels and quotes follow their carrier's.
   */
  public List<Layer> layers(Packet packet) {
    List<Layer> layers = new ArrayList<>();
    addPacket(packet, layers);
    return layers;
  }

  /** The layers' names: {@code ethernet / ipv4 / udp / vxlan / ethernet / ipv4 / tcp / data}. */
  public String summary(Packet packet) {
    StringJoiner names = new StringJoiner(" / ");
    layers(packet).forEach(layer -> names.add(layer.name()));
    return names.toString();
  }

  private void addPacket(Packet packet, List<Layer> layers) {
    EthernetHeader ethernet = packet.ethernet();
    if (ethernet != null) {
      layers.add(ethernet(ethernet));
    }
    NetworkHeader network = packet.network();
    if (network instanceof Ipv4Header ipv4) {
      layers.add(ipv4(ipv4));
    } else if (network instanceof Ipv6Header ipv6) {
      layers.add(ipv6(ipv6));
    } else if (network instanceof ArpMessage arp) {
      layers.add(arp(arp));
    }
    TransportHeader transport = packet.transport();
    if (transport instanceof TcpHeader tcp) {
      layers.add(tcp(tcp));
    } else if (transport instanceof UdpHeader udp) {
      layers.add(udp(udp));
    } else if (transport instanceof IcmpHeader icmp) {
      layers.add(icmp(icmp));
    }
    addPayload(packet, layers);
  }

  private void addPayload(Packet packet, List<Layer> layers) {
    Payload payload = packet.payload();
    if (payload.lengthBytes() == 0) {
      return;
    }
    if (payload instanceof Encapsulated tunnel) {
      layers.add(tunnel(tunnel));
      addPacket(tunnel.inner(), layers);
    } else if (payload instanceof Quoted quoted) {
      layers.add(Layer.named("quote").with("lengthBytes", quoted.lengthBytes()).build());
      addPacket(quoted.original().withEthernet(null), layers);
    } else if (payload instanceof NeighborDiscovery neighborDiscovery) {
      layers.add(neighborDiscovery(neighborDiscovery));
    } else if (payload instanceof FragmentPayload fragment) {
      layers.add(
          Layer.named("fragment")
              .with("offset", fragment.offset())
              .with("lengthBytes", fragment.lengthBytes())
              .build());
    } else if (payload instanceof BulkBytes bulk) {
      layers.add(
          Layer.named("data")
              .with("lengthBytes", bulk.lengthBytes())
              .with("streamOffset", bulk.offset())
              .build());
    } else if (payload instanceof Bytes bytes) {
      layers.addAll(bytes(packet, bytes));
    } else {
      throw new IllegalStateException("no dissection of " + payload.getClass());
    }
  }

  private List<Layer> bytes(Packet packet, Bytes bytes) {
    List<Layer> known = known(packet, bytes);
    if (!known.isEmpty()) {
      return known;
    }
    int shown = Math.min(bytes.lengthBytes(), MAX_DATA_BYTES_SHOWN);
    return List.of(
        Layer.named("data")
            .with("lengthBytes", bytes.lengthBytes())
            .with("bytes", bytes.slice(0, shown) + (shown < bytes.lengthBytes() ? "..." : ""))
            .build());
  }

  private List<Layer> known(Packet packet, Bytes bytes) {
    TransportHeader transport = packet.transport();
    if (transport instanceof IcmpHeader) {
      return List.of();
    }
    if (transport != null) {
      Selector selector = transport instanceof TcpHeader ? Selector.TCP_PORT : Selector.UDP_PORT;
      int lower = Math.min(transport.sourcePort(), transport.destinationPort());
      int higher = Math.max(transport.sourcePort(), transport.destinationPort());
      List<Layer> layers = dissect(selector, lower, packet, bytes);
      return layers.isEmpty() && higher != lower
          ? dissect(selector, higher, packet, bytes)
          : layers;
    }
    IpHeader ip = packet.ip();
    if (ip != null) {
      return ip.isFragment()
          ? List.of()
          : dissect(Selector.IP_PROTOCOL, ip.protocol(), packet, bytes);
    }
    EthernetHeader ethernet = packet.ethernet();
    return ethernet == null
        ? List.of()
        : dissect(Selector.ETHER_TYPE, ethernet.etherType(), packet, bytes);
  }

  private List<Layer> dissect(Selector selector, int value, Packet packet, Bytes bytes) {
    @Nullable PayloadDissector dissector = table(selector).get(value);
    return dissector == null ? List.of() : dissector.dissect(packet, bytes);
  }

  @SuppressWarnings("NullAway") // the constructor fills every selector's table
  private Map<Integer, PayloadDissector> table(Selector selector) {
    return dissectors.get(selector);
  }

  private static Layer ethernet(EthernetHeader header) {
    Layer.Builder layer =
        Layer.named("ethernet")
            .with("destination", header.destination())
            .with("source", header.source());
    if (header.isTagged()) {
      layer.with("vlan", header.vlanId()).with("priority", header.vlanTag() >>> 13);
    }
    return layer
        .with("etherType", String.format(Locale.ROOT, "0x%04x", header.etherType()))
        .build();
  }

  private static Layer arp(ArpMessage arp) {
    String operation =
        switch (arp.operation()) {
          case ArpMessage.REQUEST -> "request";
          case ArpMessage.REPLY -> "reply";
          default -> Integer.toString(arp.operation());
        };
    return Layer.named("arp")
        .with("operation", operation)
        .with("senderMac", arp.senderMac())
        .with("senderIp", arp.senderIp())
        .with("targetMac", arp.targetMac())
        .with("targetIp", arp.targetIp())
        .build();
  }

  private static Layer ipv4(Ipv4Header header) {
    Layer.Builder layer = ip("ipv4", header).with("identification", header.identification());
    layer.with("dontFragment", header.dontFragment());
    if (header.isFragment()) {
      layer.with("moreFragments", header.moreFragments());
      layer.with("fragmentOffset", header.fragmentOffset());
    }
    if (header.options().lengthBytes() > 0) {
      layer.with("options", header.options());
    }
    return layer.build();
  }

  private static Layer ipv6(Ipv6Header header) {
    Layer.Builder layer = ip("ipv6", header).with("flowLabel", header.flowLabel());
    if (header.extensions().lengthBytes() > 0) {
      layer.with("extensions", header.extensions());
    }
    Ipv6Fragment fragment = header.fragment();
    if (fragment != null) {
      layer.with("identification", Integer.toUnsignedString(fragment.identification()));
      layer.with("moreFragments", fragment.moreFragments());
      layer.with("fragmentOffset", fragment.offset());
    }
    return layer.build();
  }

  private static Layer.Builder ip(String name, IpHeader header) {
    return Layer.named(name)
        .with("source", header.source())
        .with("destination", header.destination())
        .with("hopLimit", header.hopLimit())
        .with("protocol", IpProtocol.name(header.protocol()))
        .with("dscp", header.trafficClass() >>> 2)
        .with("ecn", header.trafficClass() & 3);
  }

  private static Layer udp(UdpHeader header) {
    return Layer.named("udp")
        .with("sourcePort", header.sourcePort())
        .with("destinationPort", header.destinationPort())
        .with("checksum", checksum(header))
        .build();
  }

  private static String checksum(UdpHeader header) {
    if (header.checksumError() != 0) {
      return "wrong";
    }
    return header.checksumPresent() ? "present" : "zero";
  }

  private static Layer tcp(TcpHeader header) {
    Layer.Builder layer =
        Layer.named("tcp")
            .with("sourcePort", header.sourcePort())
            .with("destinationPort", header.destinationPort())
            .with("flags", header.flagText())
            .with("sequence", Integer.toUnsignedString(header.sequence()))
            .with("acknowledgment", Integer.toUnsignedString(header.acknowledgment()))
            .with("window", header.window());
    if (header.urgentPointer() != 0) {
      layer.with("urgentPointer", header.urgentPointer());
    }
    addOptions(header.options(), layer);
    return layer.build();
  }

  private static void addOptions(TcpOptions options, Layer.Builder layer) {
    if (options.maximumSegmentSize() != TcpOptions.ABSENT) {
      layer.with("maximumSegmentSize", options.maximumSegmentSize());
    }
    if (options.windowScale() != TcpOptions.ABSENT) {
      layer.with("windowScale", options.windowScale());
    }
    if (options.sackPermitted()) {
      layer.with("sackPermitted", true);
    }
    if (options.hasTimestamps()) {
      layer.with("timestampValue", Integer.toUnsignedString(options.timestampValue()));
      layer.with("timestampEcho", Integer.toUnsignedString(options.timestampEcho()));
    }
    for (TcpOptions.SackBlock block : options.sackBlocks()) {
      layer.with(
          "sack",
          Integer.toUnsignedString(block.left()) + "-" + Integer.toUnsignedString(block.right()));
    }
    if (options.other().lengthBytes() > 0) {
      layer.with("otherOptions", options.other());
    }
  }

  private static Layer icmp(IcmpHeader header) {
    Layer.Builder layer =
        Layer.named(header.ipv6() ? "icmpv6" : "icmp")
            .with("type", header.type())
            .with("code", header.code());
    if (header.isEcho()) {
      layer.with("identifier", header.echoIdentifier()).with("sequence", header.echoSequence());
    } else {
      layer.with("rest", String.format(Locale.ROOT, "0x%08x", header.rest()));
    }
    return layer.build();
  }

  private static Layer neighborDiscovery(NeighborDiscovery body) {
    Layer.Builder layer = Layer.named("nd").with("target", body.target());
    if (body.linkLayerAddress() != null) {
      layer.with("linkLayerAddress", body.linkLayerAddress());
    }
    return layer.build();
  }

  private static Layer tunnel(Encapsulated tunnel) {
    if (tunnel.header() instanceof VxlanHeader vxlan) {
      return Layer.named("vxlan").with("vni", vxlan.vni()).build();
    } else if (tunnel.header() instanceof NvgreHeader nvgre) {
      return Layer.named("nvgre").with("vsid", nvgre.vni()).with("flowId", nvgre.flowId()).build();
    }
    throw new IllegalStateException("no dissection of " + tunnel.header());
  }
}
