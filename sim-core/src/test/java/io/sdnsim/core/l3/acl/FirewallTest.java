package io.sdnsim.core.l3.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.UdpHeader;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirewallTest {
  private static final IpAddress ME = IpAddress.parse("10.1.0.4");
  private static final IpAddress PEER = IpAddress.parse("198.51.100.50");
  private static final PacketTag TAG = new PacketTag(1, null, 0);

  private static final AccessEntry HTTPS =
      AccessEntry.of(10, true, IpProtocol.TCP, null, null, null, PortRange.of(443));

  /** Others may ask for https; the machine may begin what it likes. */
  private final Firewall firewall = new Firewall(new FirewallRules(List.of(HTTPS), null));

  private static Packet tcp(IpAddress from, int fromPort, IpAddress to, int toPort, int flags) {
    return Packet.ip(
        Ipv4Header.of(from, to, 64, IpProtocol.TCP),
        new TcpHeader(fromPort, toPort, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        TAG);
  }

  private static Packet udp(IpAddress from, int fromPort, IpAddress to, int toPort) {
    return Packet.ip(
        Ipv4Header.of(from, to, 64, IpProtocol.UDP),
        new UdpHeader(fromPort, toPort),
        Payload.EMPTY,
        TAG);
  }

  private boolean in(long seconds, Packet packet) {
    return firewall.decide(seconds * SimTime.SECOND, true, packet).permitted();
  }

  private boolean out(long seconds, Packet packet) {
    return firewall.decide(seconds * SimTime.SECOND, false, packet).permitted();
  }

  @Test
  void whatNoRuleAllows_isDenied_andTheRuleIsNamed() {
    AclVerdict verdict = firewall.decide(0, true, tcp(PEER, 5000, ME, 22, TcpHeader.SYN));
    assertThat(verdict).isEqualTo(new AclVerdict(false, "firewall inbound implicit deny"));
    assertThat(in(0, tcp(PEER, 5000, ME, 443, TcpHeader.SYN))).isTrue();
  }

  @Test
  void answers_passBothWays() {
    firewall.apply(new FirewallRules(List.of(HTTPS), List.of()));
    assertThat(out(0, tcp(ME, 443, PEER, 5000, TcpHeader.SYN | TcpHeader.ACK))).isFalse();
    assertThat(in(0, tcp(PEER, 5000, ME, 443, TcpHeader.SYN))).isTrue();
    assertThat(out(0, tcp(ME, 443, PEER, 5000, TcpHeader.SYN | TcpHeader.ACK))).isTrue();
    assertThat(in(0, tcp(PEER, 5000, ME, 443, TcpHeader.ACK))).isTrue();
  }

  @Test
  void whatTheMachineBegan_isAnswered_forItsIdleTime() {
    assertThat(in(0, udp(PEER, 53, ME, 5000))).isFalse();
    assertThat(out(0, udp(ME, 5000, PEER, 53))).isTrue();
    assertThat(in(120, udp(PEER, 53, ME, 5000))).isTrue();
    assertThat(in(240, udp(PEER, 53, ME, 5000))).as("each packet prolongs it").isTrue();
    assertThat(in(361, udp(PEER, 53, ME, 5000))).isFalse();
  }

  /** A scan from the port of a server that the machine has talked to. */
  @Test
  void synOfTheOtherEnd_isNoAnswer() {
    assertThat(out(0, tcp(ME, 5000, PEER, 80, TcpHeader.SYN))).isTrue();
    assertThat(in(0, tcp(PEER, 80, ME, 5000, TcpHeader.SYN))).isFalse();
    assertThat(in(0, tcp(PEER, 80, ME, 5000, TcpHeader.SYN | TcpHeader.ACK))).isTrue();
  }

  @Test
  void icmpError_passesWithWhatItIsAbout() {
    Packet asked = udp(ME, 5000, PEER, 53);
    IpAddress router = IpAddress.parse("198.51.100.1");
    Packet error =
        Packet.ip(
            Ipv4Header.of(router, ME, 64, IpProtocol.ICMP),
            new IcmpHeader(false, IcmpHeader.V4_UNREACHABLE, IcmpHeader.V4_CODE_PORT, 0),
            new Quoted(asked, 28),
            TAG);
    assertThat(in(0, error)).isFalse();
    assertThat(out(0, asked)).isTrue();
    assertThat(in(0, error)).isTrue();
  }

  @Test
  void newRules_leaveWhatIsUnderWayAlone() {
    assertThat(in(0, tcp(PEER, 5000, ME, 443, TcpHeader.SYN))).isTrue();
    firewall.apply(new FirewallRules(List.of(), null));
    assertThat(in(3600, tcp(PEER, 5000, ME, 443, TcpHeader.ACK))).isTrue();
    assertThat(in(3600, tcp(PEER, 5001, ME, 443, TcpHeader.SYN))).isFalse();
    assertThat(in(3600, tcp(PEER, 5000, ME, 443, TcpHeader.SYN))).as("the port anew").isFalse();
  }

  @Test
  void closedConnection_isForgottenSoon() {
    assertThat(in(0, tcp(PEER, 5000, ME, 443, TcpHeader.SYN))).isTrue();
    out(0, tcp(ME, 443, PEER, 5000, TcpHeader.FIN | TcpHeader.ACK));
    in(0, tcp(PEER, 5000, ME, 443, TcpHeader.FIN | TcpHeader.ACK));
    firewall.apply(new FirewallRules(List.of(), null));
    assertThat(in(120, tcp(PEER, 5000, ME, 443, TcpHeader.ACK))).isTrue();
    assertThat(in(241, tcp(PEER, 5000, ME, 443, TcpHeader.ACK))).isFalse();
  }

  @Test
  void flowsHaveALimit_thoseOutOfTimeMakeRoom() {
    for (int i = 0; i < Firewall.MAX_FLOWS; i++) {
      IpAddress peer = IpAddress.ofIpv4(0x0B000000 + i);
      assertThat(out(0, udp(ME, 5000, peer, 53))).isTrue();
    }
    assertThat(firewall.decide(0, false, udp(ME, 5000, PEER, 53)).rule())
        .isEqualTo("firewall follows too many flows");
    assertThat(out(121, udp(ME, 5000, PEER, 53))).isTrue();
  }

  @Test
  void withoutRules_everythingPasses_andIsFollowed() {
    Firewall open = new Firewall(FirewallRules.NONE);
    assertThat(open.decide(0, true, udp(PEER, 1, ME, 2)).permitted()).isTrue();
    open.apply(new FirewallRules(List.of(), List.of()));
    assertThat(open.decide(0, false, udp(ME, 2, PEER, 1)).permitted()).isTrue();
    assertThat(open.decide(0, false, udp(ME, 3, PEER, 1)).permitted()).isFalse();
  }
}
