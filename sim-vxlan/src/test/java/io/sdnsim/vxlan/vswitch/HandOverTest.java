package io.sdnsim.vxlan.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.ArpMessage;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import io.sdnsim.vxlan.tunnel.Encapsulation;
import io.sdnsim.vxlan.tunnel.SecondChoice;
import io.sdnsim.vxlan.tunnel.Tunnel;
import io.sdnsim.vxlan.tunnel.Vtep;
import io.sdnsim.vxlan.tunnel.VtepConfig;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hosts with a VM each, both of them backends of a VIP, and a third VM beside the first. */
class HandOverTest {
  private static final int VNI = 5001;
  private static final int PORT = 443;
  private static final IpAddress VIP = IpAddress.parse("203.0.113.80");
  private static final IpAddress CLIENT = IpAddress.parse("198.51.100.5");
  private static final IpAddress MUX = IpAddress.parse("192.168.1.99");

  private final OverlayFixture fixture = new OverlayFixture(2);
  private final OverlayFixture.Vm first =
      fixture.addVm("web1", 0, VNI, IpAddress.parse("10.1.0.4"));
  private final OverlayFixture.Vm second =
      fixture.addVm("web2", 1, VNI, IpAddress.parse("10.1.0.5"));
  private final OverlayFixture.Vm beside =
      fixture.addVm("web3", 0, VNI, IpAddress.parse("10.1.0.6"));

  @BeforeEach
  void balanced() {
    fixture.open(
        List.of(
            new VirtualNetworkConfig(
                "infra", List.of(new VirtualSubnetConfig(VNI, Prefix.parse("10.1.0.0/24"))))));
    fixture.virtualSwitch(0).apply(policyOf(first, beside));
    fixture.virtualSwitch(1).apply(policyOf(second));
  }

  private static NatPolicy policyOf(OverlayFixture.Vm... vms) {
    return new NatPolicy(
        List.of(vms).stream()
            .map(
                vm ->
                    new DnatRule(
                        "vm-" + vm.name, "web", VIP, IpProtocol.TCP, PORT, vm.address, PORT, 0))
            .toList(),
        List.of(),
        List.of());
  }

  private Packet tcp(int clientPort, int flags) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, VIP, 60, IpProtocol.TCP),
        new TcpHeader(clientPort, PORT, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        fixture.contextOf(first).newTag(null, 0));
  }

  private static Packet frame(Packet packet, OverlayFixture.Vm to) {
    return packet.withEthernet(
        EthernetHeader.of(
            to.port.mac(), VirtualHostConfig.DEFAULT_ROUTER_MAC, EthernetHeader.TYPE_IPV4));
  }

  /** As a Mux sends what is for one machine alone. */
  private void arrives(OverlayFixture.Vm at, Packet packet) {
    fixture.contextOf(at).created(packet, "test");
    fixture.virtualSwitch(at.host).fromTunnel(VNI, frame(packet, at));
    fixture.settle();
  }

  /** As a Mux sends what is for the first machine, or else another. */
  private void arrivesWithSecond(OverlayFixture.Vm other, Packet packet) {
    arrivesAt(first.port.mac(), other, packet);
  }

  private void arrivesAt(MacAddress firstMachine, OverlayFixture.Vm other, Packet packet) {
    fixture.contextOf(first).created(packet, "test");
    fixture
        .virtualSwitch(first.host)
        .fromTunnel(
            VNI,
            SecondChoice.wrap(
                new Vtep(VtepConfig.DEFAULT),
                frame(packet, other),
                new Tunnel(Encapsulation.VXLAN, VNI, MUX, fixture.addressOf(other)),
                firstMachine));
    fixture.settle();
  }

  @Test
  void firstHostKnowsTheConnection_itsMachineGetsThePacket() {
    arrives(first, tcp(1, TcpHeader.SYN));
    arrivesWithSecond(second, tcp(1, TcpHeader.ACK));
    assertThat(first.arrived).hasSize(2);
    assertThat(second.arrived).isEmpty();
    assertThat(fixture.virtualSwitch(0).handedOn()).isZero();
  }

  @Test
  void firstHostKnowsNothing_theSecondGetsThePacket_andTheFirstKeepsKnowingNothing() {
    arrives(second, tcp(1, TcpHeader.SYN));
    arrivesWithSecond(second, tcp(1, TcpHeader.ACK));
    arrivesWithSecond(second, tcp(1, TcpHeader.ACK));
    assertThat(first.arrived).isEmpty();
    assertThat(second.arrived).hasSize(3);
    assertThat(fixture.virtualSwitch(0).handedOn()).isEqualTo(2);
    assertThat(fixture.virtualSwitch(0).natBindingCount()).isZero();
  }

  @Test
  void anotherConnectionOfTheSameClient_isNoStateForThisOne() {
    arrives(first, tcp(1, TcpHeader.SYN));
    arrivesWithSecond(second, tcp(2, TcpHeader.ACK));
    assertThat(first.arrived).hasSize(1);
    assertThat(second.arrived).hasSize(1);
  }

  @Test
  void secondMachineOnTheSameHost_getsThePacketWithoutAWayAround() {
    arrivesWithSecond(beside, tcp(1, TcpHeader.ACK));
    assertThat(beside.arrived).hasSize(1);
    assertThat(first.arrived).isEmpty();
    assertThat(fixture.trace.steps(Step.Decapsulated.class)).isEmpty();
  }

  @Test
  void firstMachineIsNotHereAnyMore_theSecondGetsThePacket() {
    arrivesAt(new MacAddress(0x02_00_00_00_FF_FFL), second, tcp(1, TcpHeader.ACK));
    assertThat(second.arrived).hasSize(1);
    assertThat(fixture.trace.drops()).isEmpty();
  }

  /** Muxes send IP packets only; whoever else sends the mark disturbs nobody. */
  @Test
  void choiceOfAFrameThatIsNoIpPacket_isDropped() {
    Packet arp =
        Packet.of(
            EthernetHeader.of(
                second.port.mac(), VirtualHostConfig.DEFAULT_ROUTER_MAC, EthernetHeader.TYPE_ARP),
            new ArpMessage(
                ArpMessage.REQUEST, second.port.mac(), MUX, MacAddress.ZERO, first.address),
            null,
            Payload.EMPTY,
            fixture.contextOf(first).newTag(null, 0));
    fixture.contextOf(first).created(arp, "test");
    fixture
        .virtualSwitch(0)
        .fromTunnel(
            VNI,
            SecondChoice.wrap(
                new Vtep(VtepConfig.DEFAULT),
                arp,
                new Tunnel(Encapsulation.VXLAN, VNI, MUX, fixture.addressOf(second)),
                first.port.mac()));
    assertThat(fixture.trace.drops()).hasSize(1);
    assertThat(fixture.virtualSwitch(0).handedOn()).isZero();
  }

  /** Path MTU discovery works behind a hand-over too. */
  @Test
  void icmpError_goesToWhoeverHasTheConnectionThatItIsAbout() {
    arrives(first, tcp(1, TcpHeader.SYN));
    arrives(second, tcp(2, TcpHeader.SYN));
    arrivesWithSecond(second, tooBigAbout(1));
    assertThat(first.arrived).hasSize(2);
    arrivesWithSecond(second, tooBigAbout(2));
    assertThat(first.arrived).hasSize(2);
    assertThat(second.arrived).hasSize(2);
  }

  private Packet tooBigAbout(int clientPort) {
    Packet answer =
        Packet.ip(
            Ipv4Header.of(VIP, CLIENT, 60, IpProtocol.TCP),
            new TcpHeader(PORT, clientPort, 0, 0, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
            Payload.EMPTY,
            fixture.contextOf(first).newTag(null, 0));
    return Packet.ip(
        Ipv4Header.of(CLIENT, VIP, 60, IpProtocol.ICMP),
        new IcmpHeader(false, 3, 4, 1400),
        new Quoted(answer, 40),
        fixture.contextOf(first).newTag(null, 0));
  }
}
