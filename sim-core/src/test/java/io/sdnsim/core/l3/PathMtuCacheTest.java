package io.sdnsim.core.l3;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.core.trace.Tracer;
import org.junit.jupiter.api.Test;

class PathMtuCacheTest {
  private final NodeContext context = new NodeContext(new Simulation(1), new Tracer(), 0, "host");
  private final PathMtuCache cache = new PathMtuCache(10);

  /** What the cache believes after a report of this MTU. */
  private int believed(String source, String destination, int mtuBytes) {
    IpAddress from = IpAddress.parse(source);
    IpAddress to = IpAddress.parse(destination);
    IpHeader ip =
        to.isIpv6()
            ? Ipv6Header.of(from, to, 64, IpProtocol.UDP)
            : Ipv4Header.of(from, to, 64, IpProtocol.UDP);
    Packet lost =
        Packet.ip(ip, new UdpHeader(1, 2), new BulkBytes(0, 0, 1400), context.newTag(null, 0));
    cache.on(0, IcmpErrorPackets.tooBig(lost, mtuBytes, from, 64, context));
    return cache.get(0, to);
  }

  @Test
  void ipv4_isNeverBelow68() {
    // RFC 1191 3: a host must never reduce its estimate below 68 octets.
    assertThat(believed("10.0.0.1", "10.0.9.1", 67)).isEqualTo(68);
    assertThat(believed("10.0.0.1", "10.0.9.2", 69)).isEqualTo(69);
  }

  @Test
  void ipv4_unnamed_is576() {
    assertThat(believed("10.0.0.1", "10.0.9.1", 0)).isEqualTo(576);
  }

  @Test
  void ipv6_isNeverBelow1280() {
    // RFC 8201 4: a node must not reduce its estimate below the IPv6 minimum link MTU.
    assertThat(believed("2001:db8::1", "2001:db8:9::1", 1279)).isEqualTo(1280);
    assertThat(believed("2001:db8::1", "2001:db8:9::2", 1281)).isEqualTo(1281);
  }

  @Test
  void laterReport_neverRaises() {
    // RFC 1191 3: a host must not increase its estimate in response to a report.
    assertThat(believed("10.0.0.1", "10.0.9.1", 1000)).isEqualTo(1000);
    assertThat(believed("10.0.0.1", "10.0.9.1", 1200)).isEqualTo(1000);
    assertThat(believed("10.0.0.1", "10.0.9.1", 900)).isEqualTo(900);
  }

  @Test
  void errorOfAnotherKind_isIgnored() {
    IpAddress from = IpAddress.parse("10.0.0.1");
    IpAddress to = IpAddress.parse("10.0.9.1");
    Packet lost =
        Packet.ip(
            Ipv4Header.of(from, to, 1, IpProtocol.UDP),
            new UdpHeader(1, 2),
            new BulkBytes(0, 0, 100),
            context.newTag(null, 0));
    Packet error = IcmpErrorPackets.timeExceeded(lost, from, 64, context);
    assertThat(error.transport()).isInstanceOf(IcmpHeader.class);
    cache.on(0, error);
    assertThat(cache.get(0, to)).isEqualTo(Integer.MAX_VALUE);
  }
}
