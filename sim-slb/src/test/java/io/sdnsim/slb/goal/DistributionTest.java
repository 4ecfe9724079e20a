package io.sdnsim.slb.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
  private static FlowKey flow(int client, int vip, int protocol, int from, int to) {
    return new FlowKey(0, IpAddress.ofIpv4(client), IpAddress.ofIpv4(vip), protocol, from, to);
  }

  /** Whether the hash changes with the client, the VIP, the protocol, and either port. */
  @ParameterizedTest
  @CsvSource({
    "FIVE_TUPLE,         true, true, true,  true",
    "SOURCE_IP,          true, true, false, false",
    "SOURCE_IP_PROTOCOL, true, true, true,  false"
  })
  void hash_dependsOnWhatCountsAlone(
      Distribution mode, boolean client, boolean vip, boolean protocol, boolean ports) {
    long base = mode.hash(7, flow(1, 2, IpProtocol.TCP, 1000, 80));
    assertThat(mode.hash(7, flow(9, 2, IpProtocol.TCP, 1000, 80)) != base).isEqualTo(client);
    assertThat(mode.hash(7, flow(1, 9, IpProtocol.TCP, 1000, 80)) != base).isEqualTo(vip);
    assertThat(mode.hash(7, flow(1, 2, IpProtocol.UDP, 1000, 80)) != base).isEqualTo(protocol);
    assertThat(mode.hash(7, flow(1, 2, IpProtocol.TCP, 1001, 80)) != base).isEqualTo(ports);
    assertThat(mode.hash(7, flow(1, 2, IpProtocol.TCP, 1000, 81)) != base).isEqualTo(ports);
    assertThat(mode.hash(8, flow(1, 2, IpProtocol.TCP, 1000, 80))).isNotEqualTo(base);
  }
}
