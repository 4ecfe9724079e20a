package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.RouterConfig;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.model.Expectation.Latency;
import io.sdnsim.scenarios.model.Expectation.Route;
import io.sdnsim.scenarios.model.Expectation.Session;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.ScenarioEvent.ImpairLink;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.model.Traffic.BulkTraffic;
import io.sdnsim.scenarios.model.Traffic.ReplayTraffic;
import io.sdnsim.scenarios.model.Traffic.TcpTraffic;
import io.sdnsim.scenarios.model.When;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScenarioReaderTest {
  private static final Path EVERYTHING = Path.of("src/test/resources/good/everything.yaml");

  private Scenario scenario;

  @BeforeEach
  void read() throws ScenarioErrors {
    scenario = ScenarioReader.read(EVERYTHING, Map.of());
  }

  private <T> T node(Class<T> type, String name) {
    return scenario.topology().nodes().stream()
        .filter(node -> node.name().equals(name))
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private <T extends Expectation> T expectation(Class<T> type, String id) {
    return scenario.expectations().stream()
        .filter(e -> e.id().equals(id))
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyKindIsRead() {
    assertThat(scenario.seed()).isEqualTo(7);
    assertThat(scenario.durationPs()).isEqualTo(60 * SimTime.SECOND);
    assertThat(scenario.topology().nodes()).hasSize(9);
    assertThat(scenario.traffic()).hasSize(8);
    assertThat(scenario.events()).hasSize(14);
    assertThat(scenario.expectations()).hasSize(24);
    assertThat(scenario.captures()).hasSize(2);
  }

  @Test
  void names_knowTheirPlace() {
    SourceLocation at = node(HostConfig.class, "client").at();
    assertThat(at).isEqualTo(new SourceLocation(EVERYTHING.toString(), 14, 5));
  }

  @Test
  void mergeKey_addsWhatTheNodeDoesNotSay() {
    HostConfig other = node(HostConfig.class, "other");
    assertThat(other.ip().interfaces().get(0).addresses().get(0)).hasToString("10.1.0.11/24");
    assertThat(other.ip().gateway()).hasToString("10.1.0.1");
  }

  @Test
  void defaults_applyUnlessTheNodeOrLinkSaysOtherwise() {
    LinkDefinition plain = scenario.topology().links().get(1);
    LinkDefinition special = scenario.topology().links().get(2);
    assertThat(plain.settings().mtuBytes()).isEqualTo(1700);
    assertThat(plain.settings().queuePackets()).isEqualTo(200);
    assertThat(special.settings().rateBps()).isEqualTo(100_000_000_000L);
    assertThat(special.settings().overheadBytes()).isZero();
    assertThat(node(HostConfig.class, "world").ip().tcp().delayedAckPs())
        .isEqualTo(40 * SimTime.MILLISECOND);
    HostConfig client = node(HostConfig.class, "client");
    assertThat(client.ip().tcp().delayedAckPs()).isEqualTo(200 * SimTime.MILLISECOND);
    assertThat(client.ip().tcp().minRtoPs()).isEqualTo(300 * SimTime.MILLISECOND);
    assertThat(client.ip().arp().retries()).isEqualTo(2);
  }

  @Test
  void parameters_keepTheirTypes_andSetReplacesThem() throws ScenarioErrors {
    assertThat(((TcpTraffic) scenario.traffic().get(0)).connections()).isEqualTo(20);

    scenario = ScenarioReader.read(EVERYTHING, Map.of("count", "33", "hold", "12s"));

    assertThat(((TcpTraffic) scenario.traffic().get(0)).connections()).isEqualTo(33);
    RouterConfig router = node(RouterConfig.class, "r1");
    assertThat(router.bgp().neighbors().get(0).holdPs()).isEqualTo(12 * SimTime.SECOND);
    assertThat(scenario.parameters())
        .extracting(Scenario.Parameter::value)
        .containsExactly("12s", "33", "1%");
  }

  @Test
  void router_isReadInFull() {
    RouterConfig router = node(RouterConfig.class, "r1");
    assertThat(router.ip().interfaces().get(0).port()).isEqualTo("eth0");
    assertThat(router.ip().interfaces().get(0).vlan()).isEqualTo(10);
    assertThat(router.ip().interfaces().get(1).up()).isFalse();
    assertThat(router.ip().routes().get(2).via()).hasSize(2);
    assertThat(router.ip().acls().get(0).rules().get(2).protocol()).isNull();
    assertThat(router.bgp().prefixLists().get(0).rules().get(0).minLength()).isEqualTo(32);
    assertThat(router.bgp().prefixLists().get(0).rules().get(1).maxLength()).isEqualTo(32);
    assertThat(router.bgp().neighbors().get(0).passive()).isTrue();
    assertThat(router.natSettings().tcpIdlePs()).isEqualTo(3600 * SimTime.SECOND);
  }

  @Test
  void trunk_hasItsNativeVlan_andAccessPortItsOnlyOne() {
    SwitchConfig bridge = node(SwitchConfig.class, "sw");
    assertThat(bridge.ports().get(0).untaggedVlan()).isEqualTo(10);
    assertThat(bridge.ports().get(0).taggedVlans()).isEmpty();
    assertThat(bridge.ports().get(2).untaggedVlan()).isEqualTo(99);
    assertThat(bridge.ports().get(2).taggedVlans()).containsExactly(10, 20);
  }

  @Test
  void units_areResolved() {
    TcpTraffic tcp = (TcpTraffic) scenario.traffic().get(0);
    assertThat(tcp.responseBytes()).isEqualTo(20_000);
    assertThat(tcp.meanIntervalPs()).isEqualTo(2 * SimTime.SECOND);
    assertThat(((BulkTraffic) scenario.traffic().get(6)).bytes()).isEqualTo(1_500_000);
    ImpairLink impair = (ImpairLink) scenario.events().get(4);
    assertThat(impair.impairment().loss()).isEqualTo(0.01);
    assertThat(impair.impairment().reorderDelayPs()).isEqualTo(2 * SimTime.MILLISECOND);
    assertThat(scenario.slb().vips().get(0).snat().get(1).ports())
        .isEqualTo(new PortRange(2048, 3071));
  }

  @Test
  void expectations_haveTheirTimesAndRanges() {
    Route route = expectation(Route.class, "route");
    assertThat(route.nextHopCount()).isZero();
    When.After after = (When.After) route.when();
    assertThat(after.event().value()).isEqualTo("dies");
    assertThat(after.notBeforePs()).isEqualTo(6 * SimTime.SECOND);
    Route listed = expectation(Route.class, "route-at");
    assertThat(listed.nextHops().get(0).value()).isEqualTo(IpAddress.parse("192.0.2.11"));
    assertThat(expectation(Session.class, "silence").silencePs())
        .isEqualTo(LongRange.exactly(9 * SimTime.SECOND));
    assertThat(expectation(Session.class, "session").when())
        .isInstanceOfSatisfying(
            When.Always.class, always -> assertThat(always.toPs()).isEqualTo(60 * SimTime.SECOND));
    assertThat(expectation(Latency.class, "latency").statistic())
        .isEqualTo(Expectation.Statistic.P99);
  }

  @Test
  void capture_isFoundBesideTheScenario() throws IOException {
    ReplayTraffic replay = (ReplayTraffic) scenario.traffic().get(7);
    try (InputStream in = replay.file().open()) {
      assertThat(in.readAllBytes()).hasSize(60);
    }
  }
}
