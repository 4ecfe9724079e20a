package io.sdnsim.vxlan.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SecondChoiceTest {
  private static final MacAddress FIRST = new MacAddress(1);
  private static final MacAddress SECOND = new MacAddress(2);
  private static final MacAddress ROUTER = new MacAddress(3);
  private static final IpAddress MUX = IpAddress.parse("192.168.233.11");
  private static final IpAddress SECOND_HOST = IpAddress.parse("192.168.233.22");

  private static Packet frame() {
    return Packet.ip(
            Ipv4Header.of(
                IpAddress.parse("198.51.100.5"),
                IpAddress.parse("203.0.113.80"),
                60,
                IpProtocol.TCP),
            new TcpHeader(40_000, 443, 1, 1, TcpHeader.ACK, 0, 0, TcpOptions.NONE),
            Payload.EMPTY,
            new PacketTag(7, null, 0))
        .withEthernet(EthernetHeader.of(SECOND, ROUTER, EthernetHeader.TYPE_IPV4));
  }

  private static Packet wrapped() {
    return SecondChoice.wrap(
        new Vtep(VtepConfig.DEFAULT),
        frame(),
        new Tunnel(Encapsulation.VXLAN, 5001, MUX, SECOND_HOST),
        FIRST);
  }

  @Test
  void wrappedFrame_goesToTheFirstMachine_andHasAWholePacketToTheSecondHostInIt() {
    SecondChoice choice = Objects.requireNonNull(SecondChoice.of(wrapped()));
    assertThat(Objects.requireNonNull(wrapped().ethernet()).destination()).isEqualTo(FIRST);
    assertThat(choice.vni()).isEqualTo(5001);
    assertThat(choice.frame()).isEqualTo(frame());
    assertThat(Objects.requireNonNull(choice.toSecond().ip()).destination()).isEqualTo(SECOND_HOST);
    assertThat(Objects.requireNonNull(choice.toSecond().ip()).source()).isEqualTo(MUX);
    assertThat(Decapsulation.of(choice.toSecond()))
        .isEqualTo(new Decapsulation.Frame(Encapsulation.VXLAN, 5001, frame()));
  }

  @Test
  void firstMachine_getsTheFrameAsTheMuxWouldHaveSentIt() {
    SecondChoice choice = Objects.requireNonNull(SecondChoice.of(wrapped()));
    assertThat(choice.frameTo(FIRST))
        .isEqualTo(
            frame().withEthernet(EthernetHeader.of(FIRST, ROUTER, EthernetHeader.TYPE_IPV4)));
  }

  @Test
  void machinesOwnVxlan_isNoSecondChoice() {
    Packet wrapped = wrapped();
    assertThat(
            SecondChoice.of(
                wrapped.withEthernet(EthernetHeader.of(FIRST, ROUTER, EthernetHeader.TYPE_IPV4))))
        .isNull();
    assertThat(SecondChoice.of(frame())).isNull();
    assertThat(SecondChoice.of(wrapped.withEthernet(null))).isNull();
  }

  @Test
  void markWithoutATunnelInIt_isNoSecondChoice() {
    assertThat(
            SecondChoice.of(
                frame()
                    .withEthernet(
                        EthernetHeader.of(FIRST, SecondChoice.MARK, EthernetHeader.TYPE_IPV4))))
        .isNull();
  }

  @Test
  void secondChoice_costs50Bytes() {
    assertThat(wrapped().networkLengthBytes()).isEqualTo(frame().networkLengthBytes() + 50);
  }
}
