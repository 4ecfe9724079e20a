package io.sdnsim.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.UdpHeader;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static Packet packet(int hopLimit, int port, int bytes, long id) {
    return Packet.ip(
        Ipv4Header.of(
            IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"), hopLimit, IpProtocol.UDP),
        new UdpHeader(1000, port),
        new BulkBytes(0, 0, bytes),
        new PacketTag(id, null, 0));
  }

  private static String of(long timePs, String node, Packet packet, Step step) {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.step(timePs, node, packet, step);
    return fingerprint.text();
  }

  @Test
  void everyPartOfAStep_changesTheFingerprint() {
    Packet packet = packet(64, 9, 100, 1);
    String base = of(5, "a", packet, new Step.Transmitted("eth0"));

    assertThat(of(5, "a", packet(64, 9, 100, 1), new Step.Transmitted("eth0"))).isEqualTo(base);
    assertThat(of(6, "a", packet, new Step.Transmitted("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "b", packet, new Step.Transmitted("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet, new Step.Transmitted("eth1"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet, new Step.Delivered("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet(63, 9, 100, 1), new Step.Transmitted("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet(64, 8, 100, 1), new Step.Transmitted("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet(64, 9, 101, 1), new Step.Transmitted("eth0"))).isNotEqualTo(base);
    assertThat(of(5, "a", packet(64, 9, 100, 2), new Step.Transmitted("eth0"))).isNotEqualTo(base);
  }

  @Test
  void order_matters() {
    Packet packet = packet(64, 9, 100, 1);
    Fingerprint one = new Fingerprint();
    one.step(1, "a", packet, new Step.Transmitted("eth0"));
    one.step(1, "b", packet, new Step.Transmitted("eth0"));
    Fingerprint other = new Fingerprint();
    other.step(1, "b", packet, new Step.Transmitted("eth0"));
    other.step(1, "a", packet, new Step.Transmitted("eth0"));

    assertThat(one.text()).hasSize(16).isNotEqualTo(other.text());
  }
}
