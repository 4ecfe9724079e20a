package io.sdnsim.core.l2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BridgeNodeTest {
  private static final int TYPE = 0x88B5; // IEEE 802 local experimental
  private static final MacAddress A = new MacAddress(0x02_00_00_00_00_0AL);
  private static final MacAddress B = new MacAddress(0x02_00_00_00_00_0BL);

  /** A bridge with a station at each port that notes what it gets. */
  private static final class Lan {
    final Simulation simulation = new Simulation(1);
    final Tracer tracer = new Tracer();
    final List<NodeContext> contexts = new ArrayList<>();
    final Map<String, Port> stations = new LinkedHashMap<>();
    final Map<String, List<EthernetHeader>> received = new TreeMap<>();
    final Map<String, Link> links = new LinkedHashMap<>();
    final List<TableChange> changes = new ArrayList<>();
    final BridgeNode bridge;
    private int sent;

    Lan(BridgeConfig config) {
      tracer.attach(
          new TraceSink() {
            @Override
            public void step(long timePs, String node, Packet packet, Step step) {}

            @Override
            public void tableChanged(TableChange change) {
              changes.add(change);
            }
          });
      bridge =
          new BridgeNode(context("bridge"), config, n -> new MacAddress(0x0200_0000_FF00L + n));
      for (Port port : bridge.ports()) {
        NodeContext context = context("station-" + port.name());
        Port station =
            new Port(context, 0, "eth0", new MacAddress(0x0200_0000_EE00L + port.number()));
        stations.put(port.name(), station);
        received.put(port.name(), new ArrayList<>());
        station.attach(
            (in, frame) -> {
              received.get(port.name()).add(frame.ethernet());
              context.consumed(frame, "station");
            });
        links.put(
            port.name(),
            Link.connect(simulation, station, port, LinkConfig.ethernet(0, SimTime.MICROSECOND)));
      }
      bridge.boot();
    }

    private NodeContext context(String name) {
      NodeContext context = new NodeContext(simulation, tracer, contexts.size(), name);
      contexts.add(context);
      return context;
    }

    void send(String from, MacAddress source, MacAddress destination, int tag) {
      Port station = stations.get(from);
      Packet frame =
          Packet.of(
              new EthernetHeader(destination, source, tag, TYPE),
              null,
              null,
              new BulkBytes(1, 0, 100),
              new PacketTag(sent++, null, 0));
      station.owner().created(frame, "test");
      station.send(frame);
      simulation.runUntil(simulation.nowPs() + 10 * SimTime.MICROSECOND);
    }

    void sendUntagged(String from, MacAddress source, MacAddress destination) {
      send(from, source, destination, EthernetHeader.UNTAGGED);
    }

    /** The ports whose stations got something since the last call. */
    List<String> receivers() {
      List<String> names = new ArrayList<>();
      received.forEach(
          (name, frames) -> {
            frames.forEach(frame -> names.add(name));
            frames.clear();
          });
      return names;
    }

    long drops(CoreDrop reason) {
      return bridge.context().ledger().dropsByReason().getOrDefault(reason.label(), 0L);
    }

    void assertConserved() {
      long made = 0;
      long gone = 0;
      for (NodeContext context : contexts) {
        made += context.ledger().created() + context.ledger().copied();
        gone += context.ledger().consumed() + context.ledger().dropped();
      }
      for (Link link : links.values()) {
        gone += link.inFlight();
      }
      assertThat(made).isEqualTo(gone);
    }
  }

  private static Lan threeAccessPorts() {
    return new Lan(
        BridgeConfig.of(
            BridgePortConfig.access("p1", 10),
            BridgePortConfig.access("p2", 10),
            BridgePortConfig.access("p3", 10)));
  }

  @Test
  void unknownUnicast_floodsAndTheAnswerGoesStraightBack() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, B);
    assertThat(lan.receivers()).containsExactly("p2", "p3");
    lan.sendUntagged("p2", B, A);
    assertThat(lan.receivers()).containsExactly("p1");
    lan.sendUntagged("p1", A, B);
    assertThat(lan.receivers()).containsExactly("p2");
    lan.assertConserved();
  }

  @Test
  void broadcast_neverGoesBackOutOfItsPort() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p3", A, MacAddress.BROADCAST);
    assertThat(lan.receivers()).containsExactly("p1", "p2");
    assertThat(lan.bridge.context().ledger().copied()).isEqualTo(1);
  }

  @Test
  void stationMoved_isLearnedAtItsNewPort() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.sendUntagged("p2", A, MacAddress.BROADCAST);
    lan.receivers();
    lan.sendUntagged("p3", B, A);
    assertThat(lan.receivers()).containsExactly("p2");
    assertThat(lan.changes).extracting(TableChange::table).containsOnly("mac");
    assertThat(lan.changes)
        .extracting(change -> change.row().get("port"))
        .containsExactly("p1", "p2", "p3");
  }

  @Test
  void destinationOnTheSamePort_isDropped() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.receivers();
    lan.sendUntagged("p1", B, A);
    assertThat(lan.receivers()).isEmpty();
    assertThat(lan.drops(CoreDrop.SAME_PORT)).isEqualTo(1);
  }

  @Test
  void vlans_areSeparateAndTagsFollowThePort() {
    Lan lan =
        new Lan(
            BridgeConfig.of(
                BridgePortConfig.access("p10", 10),
                BridgePortConfig.access("p20", 20),
                BridgePortConfig.trunk("trunk", 20, new VlanRange(10, 12)),
                BridgePortConfig.trunk("tagged", BridgePortConfig.NONE, VlanRange.ALL)));
    lan.sendUntagged("p10", A, MacAddress.BROADCAST);
    assertThat(lan.received.get("trunk")).extracting(EthernetHeader::vlanId).containsExactly(10);
    assertThat(lan.received.get("tagged")).extracting(EthernetHeader::vlanId).containsExactly(10);
    assertThat(lan.receivers()).containsExactly("tagged", "trunk");

    lan.send("tagged", B, MacAddress.BROADCAST, 0xA000 | 20);
    assertThat(lan.received.get("p20")).noneMatch(EthernetHeader::isTagged);
    assertThat(lan.received.get("trunk")).noneMatch(EthernetHeader::isTagged);
    assertThat(lan.receivers()).containsExactly("p20", "trunk");

    lan.send("trunk", B, A, 0xA000 | 10);
    assertThat(lan.receivers()).containsExactly("p10");
    lan.send("trunk", B, MacAddress.BROADCAST, 0xA000 | 11);
    assertThat(lan.received.get("tagged"))
        .extracting(EthernetHeader::vlanTag)
        .containsExactly(0xA000 | 11);
    assertThat(lan.receivers()).containsExactly("tagged");
    lan.assertConserved();
  }

  @Test
  void vlanNotCarried_isDropped() {
    Lan lan =
        new Lan(
            BridgeConfig.of(
                BridgePortConfig.access("p10", 10),
                BridgePortConfig.trunk("trunk", BridgePortConfig.NONE, VlanRange.of(10))));
    lan.send("p10", A, B, 11);
    lan.sendUntagged("trunk", A, B);
    lan.send("trunk", A, B, 0);
    lan.send("trunk", A, B, 4095);
    assertThat(lan.drops(CoreDrop.UNKNOWN_VLAN)).isEqualTo(4);
    assertThat(lan.bridge.macCount()).isZero();
    assertThat(lan.receivers()).isEmpty();
  }

  @Test
  void floodWithoutAnotherPort_isDropped() {
    Lan lan =
        new Lan(
            BridgeConfig.of(
                BridgePortConfig.access("p10", 10), BridgePortConfig.access("p20", 20)));
    lan.sendUntagged("p10", A, MacAddress.BROADCAST);
    assertThat(lan.drops(CoreDrop.NO_OTHER_PORT)).isEqualTo(1);
    lan.assertConserved();
  }

  @Test
  void reservedGroups_endAtTheBridge() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, new MacAddress(0x0180_C200_000EL));
    assertThat(lan.drops(CoreDrop.RESERVED_GROUP)).isEqualTo(1);
    lan.sendUntagged("p1", A, new MacAddress(0x0180_C200_0010L));
    assertThat(lan.receivers()).containsExactly("p2", "p3");
  }

  @Test
  void silence_agesAfterThreeHundredSecondsSinceTheLastFrame() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.simulation.runUntil(200 * SimTime.SECOND);
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.simulation.runUntil(500 * SimTime.SECOND);
    assertThat(lan.bridge.lookup(10, A)).isNotNull();
    lan.simulation.runUntil(500 * SimTime.SECOND + SimTime.MICROSECOND);
    assertThat(lan.bridge.lookup(10, A)).isNull();
    TableChange last = lan.changes.get(lan.changes.size() - 1);
    assertThat(last.row()).isNull();
    assertThat(last.timePs()).isEqualTo(500 * SimTime.SECOND + SimTime.MICROSECOND);
  }

  @Test
  void portDown_forgetsWhatWasLearnedThere() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.sendUntagged("p2", B, MacAddress.BROADCAST);
    lan.stations.get("p1").setEnabled(false);
    assertThat(lan.bridge.lookup(10, A)).isNull();
    assertThat(lan.bridge.lookup(10, B)).isNotNull();
    lan.receivers();
    lan.sendUntagged("p2", B, A);
    assertThat(lan.receivers()).containsExactly("p3");
  }

  @Test
  void staticAddress_neitherMovesNorAgesAndTheFullTableFloods() {
    BridgePortConfig[] ports = {
      BridgePortConfig.access("p1", 10),
      BridgePortConfig.access("p2", 10),
      BridgePortConfig.access("p3", 10)
    };
    Lan lan =
        new Lan(
            new BridgeConfig(
                List.of(ports),
                SimTime.SECOND,
                1,
                List.of(new BridgeConfig.StaticMac(10, A, "p1"))));
    lan.sendUntagged("p2", A, MacAddress.BROADCAST);
    lan.sendUntagged("p2", B, MacAddress.BROADCAST);
    lan.simulation.runUntil(9 * SimTime.SECOND);
    lan.receivers();
    lan.sendUntagged("p3", B, A);
    assertThat(lan.receivers()).containsExactly("p1");
    lan.sendUntagged("p3", A, B);
    assertThat(lan.receivers()).containsExactly("p1", "p2");
    assertThat(lan.bridge.macCount()).isEqualTo(1);
  }

  @Test
  void powerCycle_forgetsAndGoesOn() {
    Lan lan = threeAccessPorts();
    lan.sendUntagged("p1", A, MacAddress.BROADCAST);
    lan.bridge.context().powerOff();
    lan.bridge.powerOff();
    lan.bridge.ports().forEach(Port::refreshBothEnds);
    lan.simulation.runUntil(SimTime.SECOND);
    lan.bridge.context().powerOn();
    lan.bridge.ports().forEach(Port::refreshBothEnds);
    lan.bridge.boot();
    assertThat(lan.bridge.macCount()).isZero();
    lan.receivers();
    lan.sendUntagged("p2", B, A);
    assertThat(lan.receivers()).containsExactly("p1", "p3");
    lan.assertConserved();
  }

  /** Two cables between two bridges: the storm fills the queues, and the run goes on. */
  @Test
  void loop_stormsWithinTheQueues() {
    Simulation simulation = new Simulation(1);
    Tracer tracer = new Tracer();
    List<BridgeNode> bridges = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BridgeNode bridge =
          new BridgeNode(
              new NodeContext(simulation, tracer, i, "b" + i),
              BridgeConfig.of(
                  BridgePortConfig.access("p0", 1),
                  BridgePortConfig.access("p1", 1),
                  BridgePortConfig.access("p2", 1)),
              n -> new MacAddress(0x0200_0000_FF00L + n));
      bridge.boot();
      bridges.add(bridge);
    }
    LinkConfig cable = LinkConfig.ethernet(1_000_000_000L, SimTime.MICROSECOND).withQueue(5);
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      links.add(
          Link.connect(
              simulation, bridges.get(0).ports().get(i), bridges.get(1).ports().get(i), cable));
    }
    Packet frame =
        Packet.of(
            EthernetHeader.of(MacAddress.BROADCAST, A, TYPE),
            null,
            null,
            new BulkBytes(1, 0, 1000),
            new PacketTag(0, null, 0));
    bridges.get(0).context().created(frame, "test");
    bridges.get(0).ports().get(0).send(frame);
    simulation.runUntil(10 * SimTime.MILLISECOND);
    int inFlight = links.stream().mapToInt(Link::inFlight).sum();
    assertThat(inFlight).isBetween(1, 6 * 7);
    long balance = 1;
    for (BridgeNode bridge : bridges) {
      balance += bridge.context().ledger().copied() - bridge.context().ledger().dropped();
    }
    assertThat(balance).isEqualTo(inFlight);
  }

  @Test
  void contradictions_areRefused() {
    BridgePortConfig port = BridgePortConfig.access("p", 1);
    assertThatThrownBy(() -> BridgeConfig.of(port, port)).hasMessageContaining("named p");
    assertThatThrownBy(() -> BridgePortConfig.access("p", 4095)).hasMessageContaining("4094");
    assertThatThrownBy(() -> VlanRange.parse("x")).hasMessageContaining("not a VLAN");
    assertThat(VlanRange.parse("5-7")).isEqualTo(new VlanRange(5, 7));
  }

  /** Against a plain map that forgets by scanning. */
  @Property(tries = 100)
  void macTable_randomUse_equalsNaive(@ForAll long seed) {
    RandomStream random = new RandomStreams(seed).stream("mac");
    Simulation simulation = new Simulation(1);
    NodeContext context = new NodeContext(simulation, new Tracer(), 0, "bridge");
    Port[] ports = new Port[3];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = new Port(context, i, "p" + i, new MacAddress(i));
    }
    long ageing = 50;
    int limit = 1 + random.nextInt(60);
    MacTable table = new MacTable(context, ageing, limit);
    Map<Integer, Port> naive = new TreeMap<>();
    Map<Integer, Long> seen = new TreeMap<>();
    for (int i = 0; i < 500; i++) {
      int station = random.nextInt(80);
      Port port = ports[random.nextInt(ports.length)];
      if (random.nextInt(20) == 0) {
        table.flush(port);
        naive.values().removeIf(port::equals);
      } else if (naive.containsKey(station) || naive.size() < limit) {
        table.learn(station & 1, new MacAddress(station), port);
        naive.put(station, port);
        seen.put(station, simulation.nowPs());
      } else {
        table.learn(station & 1, new MacAddress(station), port);
      }
      simulation.runUntil(simulation.nowPs() + random.nextInt(4));
      naive.keySet().removeIf(key -> seen.get(key) + ageing <= simulation.nowPs());
      assertThat(table.size()).isEqualTo(naive.size());
      int other = random.nextInt(80);
      assertThat(table.lookup(other & 1, new MacAddress(other))).isSameAs(naive.get(other));
      assertThat(table.lookup(~other & 1, new MacAddress(other))).isNull();
    }
  }
}
