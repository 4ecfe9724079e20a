package io.sdnsim.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.link.Impairment;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.core.trace.Fingerprint;
import io.sdnsim.testkit.TestNetwork;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever befalls the network, every packet is accounted for, and a seed tells one story. */
class ConservationTest {
  private static final String[] TARGETS = {
    "10.0.1.2", "10.0.2.2", "10.0.2.99", "10.7.0.1", "10.0.1.1", "10.0.2.255", "2001:db8:2::2"
  };

  @Property(tries = 60)
  void randomTrafficAndFaults_packetsAreConserved_andTheRunRepeats(@ForAll long seed) {
    assertThat(run(seed)).isEqualTo(run(seed));
  }

  private static String run(long seed) {
    TestNetwork net = new TestNetwork(seed);
    Fingerprint fingerprint = new Fingerprint();
    net.network().tracer().attach(fingerprint);
    IpDevice left =
        net.add(
            IpDeviceConfig.host(
                    "left", InterfaceConfig.of("eth0", "10.0.1.2/24", "2001:db8:1::2/64"))
                .withRoutes(
                    StaticRoute.via("0.0.0.0/0", "10.0.1.1"),
                    StaticRoute.via("::/0", "2001:db8:1::1")));
    net.add(
        IpDeviceConfig.router(
                "router",
                InterfaceConfig.of("a", "10.0.1.1/24", "2001:db8:1::1/64"),
                InterfaceConfig.of("b", "10.0.2.1/24", "2001:db8:2::1/64"))
            .withRoutes(StaticRoute.via("10.7.0.0/16", "10.0.2.7")));
    IpDevice right =
        net.add(
            IpDeviceConfig.host(
                    "right", InterfaceConfig.of("eth0", "10.0.2.2/24", "2001:db8:2::2/64"))
                .withRoutes(
                    StaticRoute.via("0.0.0.0/0", "10.0.2.1"),
                    StaticRoute.via("::/0", "2001:db8:2::1"))
                .withReceive(new ReceiveConfig(500, 2, 100, List.of(TestNetwork.PORT))));
    net.link("left:eth0", "router:a");
    net.link(
        "router:b",
        "right:eth0",
        LinkConfig.ethernet(10_000_000L, SimTime.MILLISECOND).withMtu(1280).withQueue(3));
    net.boot();
    RandomStream random = net.simulation().randomStreams().stream("test");
    for (int i = 0; i < 60; i++) {
      act(net, random, random.nextBoolean(0.5) ? left : right);
      net.run(random.nextLong(random.nextBoolean(0.1) ? 40 * SimTime.SECOND : 5_000_000_000L));
    }
    return fingerprint.text();
  }

  private static void act(TestNetwork net, RandomStream random, IpDevice from) {
    Network network = net.network();
    List<Node> nodes = network.nodes();
    Node node = nodes.get(random.nextInt(nodes.size()));
    Link link = network.links().get(random.nextInt(2));
    Link.Side side = random.nextBoolean(0.5) ? Link.Side.A_TO_B : Link.Side.B_TO_A;
    switch (random.nextInt(12)) {
      case 0 -> network.powerOff(node);
      case 1 -> nodes.forEach(network::powerOn);
      case 2 -> network.freeze(node);
      case 3 -> nodes.forEach(network::thaw);
      case 4 -> link.setCarrier(side, random.nextBoolean(0.7));
      case 5 -> link.setSilentlyCut(side, random.nextBoolean(0.3));
      case 6 ->
          link.impair(
              side,
              random.nextBoolean(0.5)
                  ? Impairment.NONE
                  : new Impairment(5, 1_000_000, 0, 0.2, 0.2, 0.2, 0.2, 7_000_000));
      case 7 -> network.crashProcesses(node);
      default -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          if (from.context().state() == NodeState.RUNNING) {
            int bytes = random.nextInt(4000);
            net.send(from, TARGETS[random.nextInt(TARGETS.length)], bytes, 1 + random.nextInt(4));
          }
        }
      }
    }
    net.assertConserved();
  }
}
