package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.VIP;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NatPropertiesTest {
  private static IpAddress remote(int number) {
    return IpAddress.ofIpv4(0xC0A8C800 + number);
  }

  /** What the client sees in the answer is exactly what it sent, turned round. */
  @Property(tries = 200)
  void dnatAndReverseNat_areInverse(
      @ForAll @IntRange(min = 1, max = 200) int client,
      @ForAll @IntRange(min = 1, max = 65_535) int port) {
    SwitchFixture fixture = new SwitchFixture().open().balanced(OutboundMode.VIA_MUX);
    Packet request = fixture.tcp(remote(client), port, VIP, 443, TcpHeader.SYN);
    fixture.fromMux("portal", 5001, request);
    FlowKey seen = FlowKey.of(0, fixture.takeDelivered("portal"));
    fixture.fromVm(
        "portal",
        fixture.tcp(
            seen.destination(),
            seen.destinationPort(),
            seen.source(),
            seen.sourcePort(),
            TcpHeader.SYN | TcpHeader.ACK));
    assertThat(FlowKey.of(0, fixture.node.takeSent())).isEqualTo(FlowKey.of(0, request).reversed());
  }

  /** Flows of several VMs to few remote ends: what leaves is never the same 5-tuple twice. */
  @Property(tries = 200)
  void snat_usesNoPortTwicePerRemoteEnd(
      @ForAll @Size(max = 40) List<@IntRange(max = 255) Integer> flows) {
    assertThat(outsideKeys(SnatAllocator.LOWEST_FREE, flows).duplicates).isZero();
  }

  private record Outcome(int duplicates, int dropped) {}

  private static Outcome outsideKeys(SnatAllocator allocator, List<Integer> flows) {
    SwitchFixture fixture =
        new SwitchFixture(VirtualHostConfig.of(SwitchFixture.PA), allocator, ReturnPath.DIRECT);
    fixture.open().balanced(OutboundMode.DIRECT);
    Set<FlowKey> inside = new LinkedHashSet<>();
    for (int flow : flows) {
      boolean portal = flow % 2 == 0;
      Packet packet =
          fixture.tcp(
              portal ? PORTAL : WORKER,
              5000 + flow / 2 % 16,
              remote(flow / 32 % 4),
              80 + flow / 128,
              TcpHeader.SYN);
      if (inside.add(FlowKey.of(0, packet))) {
        fixture.fromVm(portal ? "portal" : "worker", packet);
      }
    }
    List<FlowKey> outside =
        fixture.node.sent().stream().map(packet -> FlowKey.of(0, packet)).toList();
    assertThat(outside).allMatch(key -> key.source().equals(VIP));
    return new Outcome(
        outside.size() - new LinkedHashSet<>(outside).size(), fixture.trace.drops().size());
  }

  /** The seam of tests: an allocator that ignores what is in use lets two flows collide. */
  @Property(tries = 1)
  void carelessAllocator_collides() {
    SnatAllocator careless = (range, inside, taken) -> range.firstPort();
    SwitchFixture fixture =
        new SwitchFixture(VirtualHostConfig.of(SwitchFixture.PA), careless, ReturnPath.DIRECT);
    fixture.open().balanced(OutboundMode.DIRECT);
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5000, remote(1), 80, TcpHeader.SYN));
    fixture.fromVm("portal", fixture.tcp(PORTAL, 5001, remote(1), 80, TcpHeader.SYN));
    assertThat(fixture.node.sent())
        .extracting(packet -> FlowKey.of(0, packet).sourcePort())
        .containsExactly(1024, 1024);
  }
}
