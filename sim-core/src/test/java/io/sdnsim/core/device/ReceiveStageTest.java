package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.testkit.TestNetwork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host whose CPU receives ten frames a second, three of which may wait. */
class ReceiveStageTest {
  private static final int CONTROL = 179;

  private final TestNetwork net = new TestNetwork(1);
  private final IpDevice sender =
      net.add(
          IpDeviceConfig.host(
              "sender", InterfaceConfig.of("eth0", "10.0.1.1/24", "2001:db8:1::1/64")));

  private IpDevice receiver(long controlPerSecond) {
    return receiver(new ReceiveConfig(10, 3, controlPerSecond, List.of(CONTROL)));
  }

  private IpDevice receiver(ReceiveConfig limit) {
    IpDevice receiver =
        net.add(
            IpDeviceConfig.host(
                    "receiver",
                    InterfaceConfig.of("eth0", "10.0.1.2/24", "10.0.1.3/24", "2001:db8:1::2/64"))
                .withReceive(limit));
    net.link("sender:eth0", "receiver:eth0");
    net.boot();
    // Both know each other's MAC address from then on.
    net.send(sender, "10.0.1.2", 10, 64);
    net.run(5 * SimTime.SECOND);
    return receiver;
  }

  private void send(int port, int datagrams) {
    UdpSocket socket = sender.transport().bindUdp(null, 0, new TestNetwork.Inbox());
    send(socket, "10.0.1.2", port, datagrams);
  }

  private static void send(UdpSocket socket, String to, int port, int datagrams) {
    for (int i = 0; i < datagrams; i++) {
      socket.send(
          IpAddress.parse(to), port, new BulkBytes(1, 0, 10), new FlowTag("test", 0, false), i, 64);
    }
  }

  private Map<String, Long> drops(IpDevice device) {
    return device.context().ledger().dropsByReason();
  }

  @Test
  void burst_isTakenInAtTheCpusRate_andWhatFindsTheQueueFullIsDropped() {
    IpDevice receiver = receiver(0);
    TestNetwork.Inbox inbox = net.listen(receiver);
    send(TestNetwork.PORT, 10);
    net.run(99 * SimTime.MILLISECOND);
    assertThat(inbox.datagrams).isEmpty();
    assertThat(receiver.heldPackets()).isEqualTo(4);
    assertThat(receiver.receiveDrops()).isEqualTo(6);
    assertThat(drops(receiver)).containsEntry("CpuOverloaded", 6L);
    net.run(2 * SimTime.MILLISECOND);
    assertThat(inbox.datagrams).hasSize(1);
    net.run(100 * SimTime.MILLISECOND);
    assertThat(inbox.datagrams).hasSize(2);
    net.run(200 * SimTime.MILLISECOND);
    assertThat(inbox.datagrams).hasSize(4);
    assertThat(receiver.heldPackets()).isZero();
  }

  /** One frame a second, and nothing waits; with a reservation, a second a frame for each kind. */
  @Test
  void leastCpuWithoutAQueue_takesOneFrameAtATime() {
    IpDevice receiver = receiver(new ReceiveConfig(2, 0, 1, List.of(CONTROL)));
    TestNetwork.Inbox data = net.listen(receiver);
    TestNetwork.Inbox control = new TestNetwork.Inbox();
    receiver.transport().bindUdp(null, CONTROL, control);
    long before = receiver.receiveDrops();
    send(TestNetwork.PORT, 2);
    send(CONTROL, 2);
    net.run(999 * SimTime.MILLISECOND);
    assertThat(data.datagrams.size() + control.datagrams.size()).isZero();
    assertThat(receiver.receiveDrops() - before).isEqualTo(2);
    net.run(2 * SimTime.MILLISECOND);
    assertThat(data.datagrams).hasSize(1);
    assertThat(control.datagrams).hasSize(1);
    send(TestNetwork.PORT, 1);
    net.run(1001 * SimTime.MILLISECOND);
    assertThat(data.datagrams).hasSize(2);
    net.assertConserved();
  }

  @Test
  void idleCpu_beginsAtOnceWithWhatComes() {
    IpDevice receiver = receiver(0);
    TestNetwork.Inbox inbox = net.listen(receiver);
    for (int second = 0; second < 3; second++) {
      send(TestNetwork.PORT, 1);
      net.run(101 * SimTime.MILLISECOND);
      assertThat(inbox.datagrams).hasSize(second + 1);
      net.run(899 * SimTime.MILLISECOND);
    }
    assertThat(receiver.receiveDrops()).isZero();
  }

  @Test
  void withoutReservation_controlTrafficWaitsAndIsDroppedLikeAllOther() {
    IpDevice receiver = receiver(0);
    TestNetwork.Inbox control = new TestNetwork.Inbox();
    receiver.transport().bindUdp(null, CONTROL, control);
    send(TestNetwork.PORT, 4);
    send(CONTROL, 1);
    net.run(SimTime.SECOND);
    assertThat(control.datagrams).isEmpty();
    assertThat(receiver.receiveDrops()).isEqualTo(1);
  }

  @Test
  void withReservation_controlTrafficHasItsOwnRateAndQueue_andDataTheRest() {
    IpDevice receiver = receiver(2);
    TestNetwork.Inbox data = net.listen(receiver);
    TestNetwork.Inbox control = new TestNetwork.Inbox();
    receiver.transport().bindUdp(null, CONTROL, control);
    send(TestNetwork.PORT, 10);
    send(CONTROL, 5);
    net.run(SimTime.SECOND + SimTime.MILLISECOND);
    // 8 and 2 a second, and 3 wait in each queue.
    assertThat(data.datagrams).hasSize(4);
    assertThat(control.datagrams).hasSize(2);
    assertThat(receiver.receiveDrops()).isEqualTo(6 + 1);
  }

  /** Who asks for a MAC address is answered, though the queue of data is full. */
  @ParameterizedTest
  @ValueSource(strings = {"10.0.1.3", "2001:db8:1::2"})
  void neighborsAreControlTraffic(String unresolved) {
    IpDevice receiver = receiver(2);
    long before = receiver.receiveDrops();
    TestNetwork.Inbox inbox = net.listen(receiver);
    send(TestNetwork.PORT, 4);
    UdpSocket socket = sender.transport().bindUdp(null, 0, new TestNetwork.Inbox());
    send(socket, unresolved, TestNetwork.PORT, 1);
    net.run(2 * SimTime.SECOND);
    assertThat(inbox.datagrams).hasSize(5);
    assertThat(receiver.receiveDrops()).isEqualTo(before);
  }

  /** What the node's own sessions get back comes from the port. */
  @Test
  void controlPortOfTheSender_isControlTrafficToo() {
    IpDevice receiver = receiver(2);
    long before = receiver.receiveDrops();
    send(TestNetwork.PORT, 4);
    UdpSocket socket = sender.transport().bindUdp(null, CONTROL, new TestNetwork.Inbox());
    send(socket, "10.0.1.2", 40_000, 1);
    net.run(SimTime.MILLISECOND);
    assertThat(receiver.heldPackets()).isEqualTo(5);
    assertThat(receiver.receiveDrops()).isEqualTo(before);
  }

  @Test
  void controlPortOfAnotherDestination_isData() {
    IpDevice receiver = receiver(2);
    send(TestNetwork.PORT, 4);
    UdpSocket socket = sender.transport().bindUdp(null, 0, new TestNetwork.Inbox());
    socket.send(
        IpAddress.parse("10.0.1.255"),
        CONTROL,
        new BulkBytes(1, 0, 10),
        new FlowTag("test", 0, false),
        0,
        64);
    net.run(SimTime.MILLISECOND);
    assertThat(receiver.receiveDrops()).isEqualTo(1);
  }

  @Test
  void powerOff_dropsWhatWaits_andTheNextLifeBeginsEmpty() {
    IpDevice receiver = receiver(2);
    send(TestNetwork.PORT, 4);
    send(CONTROL, 2);
    net.run(SimTime.MILLISECOND);
    assertThat(receiver.heldPackets()).isEqualTo(6);
    net.network().powerOff(receiver);
    assertThat(receiver.heldPackets()).isZero();
    assertThat(drops(receiver)).containsEntry("NodeOff", 6L);
    net.assertConserved();
    net.network().powerOn(receiver);
    TestNetwork.Inbox inbox = net.listen(receiver);
    send(TestNetwork.PORT, 1);
    net.run(2 * SimTime.SECOND);
    assertThat(inbox.datagrams).hasSize(1);
    assertThat(receiver.receiveDrops()).isZero();
  }

  @Test
  void frozenCpu_goesOnWithWhatWaitsWhenItThaws() {
    IpDevice receiver = receiver(0);
    TestNetwork.Inbox inbox = net.listen(receiver);
    send(TestNetwork.PORT, 2);
    net.run(SimTime.MILLISECOND);
    net.network().freeze(receiver);
    net.run(10 * SimTime.SECOND);
    assertThat(inbox.datagrams).isEmpty();
    assertThat(receiver.heldPackets()).isEqualTo(2);
    net.network().thaw(receiver);
    net.run(101 * SimTime.MILLISECOND);
    assertThat(inbox.datagrams).hasSize(2);
  }

  @Test
  void valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> new ReceiveConfig(0, 3, 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiveConfig(10, -1, 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiveConfig(10, Integer.MAX_VALUE, 0, List.of()))
        .hasMessage("10/s, queue of 2147483647");
    assertThatThrownBy(() -> new ReceiveConfig(10, 3, 10, List.of()))
        .hasMessage("10/s for control traffic of 10/s");
  }
}
