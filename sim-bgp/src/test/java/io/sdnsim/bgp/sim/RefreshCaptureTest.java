package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PolicyChange;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.testkit.Json;
import io.sdnsim.testkit.TestNetwork;
import io.sdnsim.testkit.TsharkReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enhanced route refresh (RFC 7313) between two routers, as Wireshark sees it. */
class RefreshCaptureTest {
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("10.0.0.2");
  private static final List<AddressFamily> BOTH =
      List.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);

  private final TestNetwork world = new TestNetwork(5);
  private final Map<String, BgpProcess> processes = new TreeMap<>();

  private static PeerConfig peer(long as) {
    return PeerConfig.builder(as)
        .datacenter()
        .capabilities(
            OfferedCapabilities.of(BOTH.toArray(AddressFamily[]::new))
                .withEnhancedRouteRefresh(true))
        .build();
  }

  private void add(String name, String address, BgpConfig config) {
    world.add(
        IpDeviceConfig.router(name, InterfaceConfig.of("e0", address))
            .withProcesses(BgpProcess.factory(config, p -> processes.put(name, p))));
  }

  /** A change of a's inbound policy makes it ask, and b answers between two marks. */
  @Test
  void requestBeginningAndEnd_areWhatTheyAreForWireshark(@TempDir Path directory)
      throws IOException {
    add("a", "10.0.0.1/30", BgpConfig.builder(1, A).neighbor(B, peer(2)).build());
    add(
        "b",
        "10.0.0.2/30",
        BgpConfig.builder(2, B)
            .importCheck(false)
            .network(Prefix.parse("10.7.0.0/16"))
            .neighbor(A, peer(1))
            .build());
    world.link("a:e0", "b:e0");
    world.boot();
    Path file = directory.resolve("a.pcapng");
    List<CapturePort> ports = List.of(CapturePort.of(world.network().port("a", "e0")));
    try (CaptureSink capture = new CaptureSink(file, ports)) {
      world.tracer().attach(capture);
      world.run(10 * SimTime.SECOND);
      PrefixList seven =
          new PrefixList(
              "seven", List.of(PrefixList.Entry.of(5, true, Prefix.parse("10.7.0.0/16"), 16, 16)));
      processes
          .get("a")
          .changePolicy(
              new PolicyChange(
                  Map.of(B, PeerRoutes.builder().prefixListIn(seven).build()),
                  Map.of(),
                  null,
                  null));
      world.run(SimTime.SECOND);
      capture.finish();
    }
    TsharkReport report = TsharkReport.of(file).assertClean();
    assertThat(report.layers("tcp.port == 179 && tcp.len > 0 && !bgp")).isEmpty();
    assertThat(report.layers("bgp.type == 1 && bgp.cap.type == 70")).as("offers").isNotEmpty();

    assertThat(refreshes(report, "ip.src == 10.0.0.1"))
        .containsExactly("afi 1 safi 1 subtype 0", "afi 2 safi 1 subtype 0");
    assertThat(refreshes(report, "ip.src == 10.0.0.2"))
        .containsExactly(
            "afi 1 safi 1 subtype 1",
            "afi 1 safi 1 subtype 2",
            "afi 2 safi 1 subtype 1",
            "afi 2 safi 1 subtype 2");
    assertThat(report.layers("ip.src == 10.0.0.2 && bgp.nlri_prefix == 10.7.0.0"))
        .as("announced at first and between the marks")
        .hasSize(2);
  }

  /** The ROUTE-REFRESH messages of one sender, in order. */
  private static List<String> refreshes(TsharkReport report, String sender) {
    List<String> refreshes = new ArrayList<>();
    for (Object layers : report.layers(sender + " && bgp.type == 5")) {
      Object bgp = Json.at(layers, "bgp");
      for (Object message : bgp instanceof List<?> several ? several : List.of(bgp)) {
        Object refresh = Json.at(message, "Route refresh message");
        if (refresh == null) {
          refresh = message;
        }
        Object afi = Json.at(refresh, "bgp.route_refresh.afi");
        if (afi != null) {
          refreshes.add(
              "afi "
                  + afi
                  + " safi "
                  + Json.at(refresh, "bgp.route_refresh.safi")
                  + " subtype "
                  + Json.at(refresh, "bgp.route_refresh.subtype"));
        }
      }
    }
    return refreshes;
  }
}
