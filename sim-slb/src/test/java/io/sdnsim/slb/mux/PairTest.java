package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a Mux does for a rule whose hosts settle who has a connection. */
class PairTest {
  private static final int PORT = 443;
  private static final RuleSettings BY_PAIR =
      RuleSettings.DEFAULT.withSelection(SelectionMethod.RENDEZVOUS_PAIR);

  private final Mux mux = RandomPools.mux(0);

  private void apply(int protocol, int backends, int... draining) {
    mux.apply(
        new MuxState(
            List.of(
                RandomPools.vip(
                    0,
                    protocol,
                    PORT,
                    RandomPools.pool(
                        backends, i -> IntStream.of(draining).anyMatch(each -> each == i)),
                    BY_PAIR))));
  }

  private static Packet packet(int clientPort, TransportHeader transport) {
    int protocol = transport instanceof TcpHeader ? IpProtocol.TCP : IpProtocol.UDP;
    return Packet.ip(
        Ipv4Header.of(
            IpAddress.ofIpv4(0x0B000000 + clientPort), RandomPools.address(0), 60, protocol),
        transport,
        Payload.EMPTY,
        new PacketTag(1, null, 0));
  }

  private static Packet tcp(int clientPort, int flags) {
    return packet(clientPort, new TcpHeader(clientPort, PORT, 0, 0, flags, 0, 0, TcpOptions.NONE));
  }

  @Test
  void syn_goesToTheFirstAlone_therestToBoth_andNothingIsRemembered() {
    apply(IpProtocol.TCP, 5);
    for (int port = 1; port <= 200; port++) {
      MuxVerdict.Forward syn = (MuxVerdict.Forward) mux.decide(0, tcp(port, TcpHeader.SYN));
      MuxVerdict.ForwardToPair rest =
          (MuxVerdict.ForwardToPair) mux.decide(1, tcp(port, TcpHeader.ACK));
      assertThat(rest.first()).isEqualTo(syn.backend());
      assertThat(rest.second()).isNotEqualTo(rest.first());
    }
    assertThat(mux.flows().size()).isZero();
  }

  @Test
  void backendAdded_whoHadTheConnectionIsInItsPair() {
    for (int port = 1; port <= 500; port++) {
      apply(IpProtocol.TCP, 4);
      MuxVerdict.Forward before = (MuxVerdict.Forward) mux.decide(0, tcp(port, TcpHeader.SYN));
      apply(IpProtocol.TCP, 5);
      MuxVerdict.ForwardToPair after =
          (MuxVerdict.ForwardToPair) mux.decide(1, tcp(port, TcpHeader.ACK));
      assertThat(List.of(after.first(), after.second())).contains(before.backend());
    }
  }

  @Test
  void backendDrains_itsConnectionsComeToItSecond() {
    for (int port = 1; port <= 500; port++) {
      apply(IpProtocol.TCP, 4);
      MuxVerdict.Forward before = (MuxVerdict.Forward) mux.decide(0, tcp(port, TcpHeader.SYN));
      apply(IpProtocol.TCP, 4, 2);
      MuxVerdict.ForwardToPair after =
          (MuxVerdict.ForwardToPair) mux.decide(1, tcp(port, TcpHeader.ACK));
      assertThat(after.first().vm()).isNotEqualTo("vm2");
      assertThat(List.of(after.first(), after.second())).contains(before.backend());
    }
  }

  @Test
  void icmpErrorAboutAConnection_goesToBoth() {
    apply(IpProtocol.TCP, 3);
    Packet answer =
        Packet.ip(
            Ipv4Header.of(RandomPools.address(0), IpAddress.ofIpv4(0x0B000001), 60, IpProtocol.TCP),
            new TcpHeader(PORT, 1, 0, 0, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
            Payload.EMPTY,
            new PacketTag(1, null, 0));
    Packet error =
        Packet.ip(
            Ipv4Header.of(
                IpAddress.ofIpv4(0x0B000001), RandomPools.address(0), 60, IpProtocol.ICMP),
            new IcmpHeader(false, 3, 4, 1400),
            new Quoted(answer, 40),
            new PacketTag(2, null, 0));
    assertThat(mux.decide(0, error)).isEqualTo(mux.decide(0, tcp(1, TcpHeader.ACK)));
  }

  @Test
  void poolOfOne_hasNoSecond() {
    apply(IpProtocol.TCP, 1);
    assertThat(mux.decide(0, tcp(1, TcpHeader.ACK))).isInstanceOf(MuxVerdict.Forward.class);
  }

  /** What a draining backend has goes on, also when all of them drain. */
  @Test
  void everyBackendDrains_connectionsStayWithTheirPair_andSynsFindNobody() {
    for (int port = 1; port <= 200; port++) {
      apply(IpProtocol.TCP, 4);
      MuxVerdict before = mux.decide(0, tcp(port, TcpHeader.ACK));
      apply(IpProtocol.TCP, 4, 0, 1, 2, 3);
      assertThat(mux.decide(1, tcp(port, TcpHeader.ACK))).isEqualTo(before);
      assertThat(mux.decide(1, tcp(port, TcpHeader.SYN)))
          .isInstanceOfSatisfying(
              MuxVerdict.Drop.class,
              drop -> assertThat(drop.reason()).isEqualTo(SlbDrop.NO_BACKEND));
    }
    apply(IpProtocol.TCP, 1, 0);
    assertThat(mux.decide(1, tcp(1, TcpHeader.ACK))).isInstanceOf(MuxVerdict.Forward.class);
  }

  @Test
  void poolOfNobody_isNoBackend() {
    apply(IpProtocol.TCP, 0);
    for (int flags : new int[] {TcpHeader.SYN, TcpHeader.ACK}) {
      assertThat(((MuxVerdict.Drop) mux.decide(0, tcp(1, flags))).reason())
          .isEqualTo(SlbDrop.NO_BACKEND);
    }
  }

  @Test
  void udp_whereEveryBackendDrains_findsNobody() {
    apply(IpProtocol.UDP, 2, 0, 1);
    assertThat(((MuxVerdict.Drop) mux.decide(0, packet(1, new UdpHeader(1, PORT)))).reason())
        .isEqualTo(SlbDrop.NO_BACKEND);
  }

  /** UDP has no SYN that would say who begins: the flow table remembers it. */
  @Test
  void udp_isRemembered() {
    apply(IpProtocol.UDP, 3);
    assertThat(mux.decide(0, packet(1, new UdpHeader(1, PORT))))
        .isInstanceOf(MuxVerdict.Forward.class);
    assertThat(mux.flows().size()).isEqualTo(1);
  }
}
