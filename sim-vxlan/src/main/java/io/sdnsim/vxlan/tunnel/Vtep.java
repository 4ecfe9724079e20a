package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.NvgreHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.packet.VxlanHeader;
import org.jspecify.annotations.Nullable;

/**
 * Wraps Ethernet frames in VXLAN (RFC 7348 section 5) or NVGRE (RFC 7637), over IPv4 or IPv6;
 * {@link Decapsulation} unwraps them.
 *
 * <p>Pure: it knows neither sockets nor routes; {@link TunnelEndpoint} does. A frame keeps its tag
 * inside the tunnel, so that it stays one packet with one story.
 */
public final class Vtep {
  /** First of the source ports that RFC 7348 section 5 recommends; there are 2^14. */
  static final int FIRST_SOURCE_PORT = 49_152;

  private static final int SOURCE_PORT_MASK = 0x3FFF;

  /** Any constant will do: the port must depend on nothing but the inner flow. */
  private static final long SOURCE_PORT_SEED = 0x7348;

  private final VtepConfig config;

  public Vtep(VtepConfig config) {
    this.config = config;
  }

  /** {@link #encapsulate(Packet, Tunnel)} in VXLAN. */
  public Packet encapsulate(Packet frame, int vni, IpAddress source, IpAddress destination) {
    return encapsulate(frame, new Tunnel(Encapsulation.VXLAN, vni, source, destination));
  }

  /**
   * Wraps a frame.
   *
   * @param frame with its Ethernet header; a frame check sequence is not carried
   * @throws IllegalArgumentException when the frame has no Ethernet header
   */
  public Packet encapsulate(Packet frame, Tunnel tunnel) {
    if (frame.ethernet() == null) {
      throw new IllegalArgumentException("tunnels carry Ethernet frames, not " + frame);
    }
    long hash = hash(frame);
    if (tunnel.encapsulation() == Encapsulation.NVGRE) {
      NvgreHeader nvgre = new NvgreHeader(tunnel.vni(), (int) (hash >>> 56));
      return Packet.ip(
          outerHeader(tunnel, IpProtocol.GRE), null, new Encapsulated(nvgre, frame), frame.tag());
    }
    // RFC 7348 5: the UDP checksum SHOULD be transmitted as zero; over IPv6 RFC 6935 permits it.
    UdpHeader udp = new UdpHeader(sourcePort(hash), config.udpPort(), false);
    return Packet.ip(
        outerHeader(tunnel, IpProtocol.UDP),
        udp,
        new Encapsulated(new VxlanHeader(tunnel.vni()), frame),
        frame.tag());
  }

  private IpHeader outerHeader(Tunnel tunnel, int protocol) {
    IpAddress source = tunnel.source();
    if (source.isIpv6()) {
      return Ipv6Header.of(source, tunnel.destination(), config.hopLimit(), protocol);
    }
    Ipv4Header header = Ipv4Header.of(source, tunnel.destination(), config.hopLimit(), protocol);
    return config.dontFragment() ? header : header.withFragment(0, false, false, 0);
  }

  /**
   * RFC 7348 5: a hash of the inner headers in the dynamic range, so that the underlay's ECMP
   * spreads flows and keeps each on one path.
   */
  static int sourcePort(Packet frame) {
    return sourcePort(hash(frame));
  }

  private static int sourcePort(long hash) {
    return FIRST_SOURCE_PORT + (int) (hash >>> 40 & SOURCE_PORT_MASK);
  }

  private static long hash(Packet frame) {
    IpHeader ip = frame.ip();
    return ip == null
        ? hashOfAddresses(frame.ethernet())
        : FlowKey.hash(SOURCE_PORT_SEED, ip, frame.transport());
  }

  private static long hashOfAddresses(@Nullable EthernetHeader ethernet) {
    return ethernet == null
        ? 0
        : (ethernet.source().bits() * 31 + ethernet.destination().bits()) * 0x9E3779B97F4A7C15L;
  }
}
