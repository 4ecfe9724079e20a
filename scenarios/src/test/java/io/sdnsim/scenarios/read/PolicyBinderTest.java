package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.policy.Match;
import io.sdnsim.bgp.policy.OriginValidation;
import io.sdnsim.bgp.policy.PolicyRoute.Protocol;
import io.sdnsim.bgp.policy.RemovePrivateAs;
import io.sdnsim.bgp.policy.RouteMap;
import io.sdnsim.bgp.policy.Setting;
import io.sdnsim.bgp.policy.Setting.Arithmetic;
import io.sdnsim.bgp.rib.Profile;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.PeerRoutes.AddPaths;
import io.sdnsim.bgp.speaker.PeerRoutes.Communities;
import io.sdnsim.bgp.speaker.PeerRoutes.NextHopRule;
import io.sdnsim.bgp.speaker.PeerRoutes.SenderLoopCheck;
import io.sdnsim.bgp.speaker.RoutingConfig;
import io.sdnsim.bgp.speaker.TimingModel;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key of a BGP policy becomes what it says. */
class PolicyBinderTest {
  private static BgpConfig bgp(String speaker, String neighbor) throws ScenarioErrors {
    String text =
        """
        schema: 1
        name: policy
        duration: 1s
        topology:
          nodes:
            r1:
              kind: router
              interfaces: { eth0: { addresses: [10.1.0.1/24] } }
              bgp:
                asn: 64512
                %s
                neighbors:
                  - { address: 10.1.0.2, %s }
        """
            .formatted(speaker.strip().indent(8).strip(), neighbor);
    Scenario scenario =
        ScenarioReader.parse(
            "f.yaml", text.getBytes(StandardCharsets.UTF_8), Map.of(), Library::locate);
    return scenario.topology().nodes().get(0).bgpOrNull();
  }

  private static RouteMap map(BgpConfig bgp) {
    return bgp.neighbors().get(0).routes().in().routeMap();
  }

  private static RouteMap.Entry entry(String speaker, String entry) throws ScenarioErrors {
    String maps = "route-maps: { m: [" + entry + "] }";
    BgpConfig bgp =
        bgp(
            speaker.isEmpty() ? maps : speaker.strip() + "\n" + maps,
            "remote-as: 1, route-map-in: m");
    return map(bgp).entries().get(0);
  }

  private static List<Setting> settings(String set) throws ScenarioErrors {
    return entry("", "{ action: permit, set: { " + set + " } }").settings();
  }

  private static List<Match> matches(String match) throws ScenarioErrors {
    return entry("", "{ action: permit, match: { " + match + " } }").matches();
  }

  @Test
  void set_everyKey() throws ScenarioErrors {
    assertThat(settings("local-pref: 5, med-add: 6, weight: 7, origin: egp"))
        .containsExactlyInAnyOrder(
            new Setting.LocalPref(Arithmetic.ASSIGN, 5),
            new Setting.Med(Arithmetic.ADD, 6),
            new Setting.Weight(7),
            new Setting.SetOrigin(Origin.EGP));
    assertThat(settings("local-pref-subtract: 5, med: 6"))
        .containsExactlyInAnyOrder(
            new Setting.LocalPref(Arithmetic.SUBTRACT, 5), new Setting.Med(Arithmetic.ASSIGN, 6));
    // Out go the excluded, then in come the others: in the order of the table.
    assertThat(settings("prepend: [1, 2], prepend-last-as: 3, exclude-as: [4]"))
        .containsExactly(
            new Setting.ExcludeAs(List.of(4L)),
            new Setting.Prepend(List.of(1L, 2L)),
            new Setting.PrependLastAs(3));
    assertThat(settings("communities: [no-export], add-large-communities: [\"1:2:3\"]"))
        .containsExactly(
            new Setting.SetCommunities<>(CommunityKinds.STANDARD, List.of(0xFFFF_FF01), false),
            new Setting.SetCommunities<>(
                CommunityKinds.LARGE, List.of(CommunityKinds.LARGE.parse("1:2:3")), true));
    assertThat(settings("add-extended-communities: [\"rt 1:2\"]"))
        .containsExactly(
            new Setting.SetCommunities<>(
                CommunityKinds.EXTENDED, List.of(CommunityKinds.EXTENDED.parse("rt 1:2")), true));
    assertThat(settings("next-hop: 10.9.9.9"))
        .containsExactly(new Setting.NextHop(IpAddress.parse("10.9.9.9")));
    assertThat(settings("next-hop-is: unchanged")).containsExactly(new Setting.NextHopUnchanged());
    assertThat(settings("next-hop-is: peer-address"))
        .containsExactly(new Setting.NextHopPeerAddress());
    assertThat(
            settings(
                "aggregator: { asn: 9, address: 9.9.9.9 }, atomic-aggregate: true, originator-id:"
                    + " 8.8.8.8"))
        .containsExactly(
            new Setting.SetAggregator(9, IpAddress.parse("9.9.9.9")),
            new Setting.SetAtomicAggregate(),
            new Setting.SetOriginatorId(IpAddress.parse("8.8.8.8")));
  }

  @Test
  void match_everyKey() throws ScenarioErrors {
    assertThat(matches("med: 5, local-pref: 6, origin: incomplete, source: static, local: true"))
        .containsExactly(
            new Match.ByMed(5),
            new Match.ByLocalPref(6),
            new Match.ByOrigin(Origin.INCOMPLETE),
            new Match.ByProtocol(Protocol.STATIC),
            new Match.ByLocal(true));
    assertThat(matches("peer: 10.1.0.2, atomic-aggregate: false"))
        .containsExactly(
            new Match.ByPeer(IpAddress.parse("10.1.0.2")), new Match.ByAtomicAggregate(false));
    RouteMap.Entry lists =
        entry(
            """
            prefix-lists: { p: [{ action: permit, prefix: 10.0.0.0/8, ge: 9 }] }
            as-path-lists: { a: [{ action: deny, regex: "_7_" }] }
            community-lists: { c: [{ action: permit, communities: ["1:1"] }] }
            large-community-lists: { l: [{ action: permit, regex: "^1:" }] }
            extended-community-lists: { e: [{ action: permit, communities: ["rt 1:1"] }] }
            roas: [{ prefix: 10.0.0.0/8, max-length: 16, asn: 5 }]
            """,
            "{ action: deny, match: { prefix-list: p, next-hop-prefix-list: p, as-path-list: a,"
                + " community-list: c, exact-communities: true, large-community-list: l,"
                + " extended-community-list: e, rpki: not-found } }");
    assertThat(lists.permit()).isFalse();
    assertThat(lists.matches())
        .extracting(match -> match.getClass().getSimpleName())
        .containsExactly(
            "ByPrefixList",
            "ByNextHop",
            "ByAsPath",
            "ByCommunities",
            "ByCommunities",
            "ByCommunities",
            "ByOriginValidation");
    assertThat(((Match.ByCommunities) lists.matches().get(3)).exact()).isTrue();
    assertThat(((Match.ByCommunities) lists.matches().get(4)).exact()).isFalse();
    assertThat(((Match.ByOriginValidation) lists.matches().get(6)).state())
        .isEqualTo(OriginValidation.NOT_FOUND);
  }

  @Test
  void sequence_continueAndCall() throws ScenarioErrors {
    BgpConfig bgp =
        bgp(
            "route-maps: { z: [{ action: permit }], m: [{ action: permit, continue: true }, {"
                + " action: permit, call: z, continue: 40 }, { seq: 35, action: deny }, { action:"
                + " permit }] }",
            "remote-as: 1, route-map-in: m");
    List<RouteMap.Entry> entries = map(bgp).entries();
    assertThat(entries).extracting(RouteMap.Entry::sequence).containsExactly(10, 20, 35, 45);
    assertThat(entries)
        .extracting(RouteMap.Entry::continueAt)
        .containsExactly(RouteMap.Entry.NEXT, 40, RouteMap.Entry.EXIT, RouteMap.Entry.EXIT);
    assertThat(entries.get(1).call().name()).isEqualTo("z");
  }

  @Test
  void neighbor_everyKey() throws ScenarioErrors {
    PeerRoutes routes =
        bgp(
                "router-id: 1.1.1.1",
                "remote-as: 1, weight: 5, allow-as-in: 2, soft-reconfiguration: true, next-hop:"
                    + " unchanged, default-originate: true, remove-private-as: replace-all,"
                    + " as-override: true, sender-loop-check: whole-path, send-communities:"
                    + " [large], add-path: [send], add-path-select: best-per-as")
            .neighbors()
            .get(0)
            .routes();
    assertThat(routes)
        .isEqualTo(
            PeerRoutes.builder()
                .weight(5)
                .allowAsIn(2)
                .softReconfiguration(true)
                .nextHop(NextHopRule.UNCHANGED)
                .defaultOriginate(true)
                .removePrivateAs(RemovePrivateAs.REPLACE_ALL)
                .asOverride(true)
                .senderLoopCheck(SenderLoopCheck.WHOLE_PATH)
                .communities(new Communities(false, false, true))
                .addPaths(AddPaths.BEST_PER_AS)
                .build());
    assertThat(
            bgp("router-id: 1.1.1.1", "remote-as: 64512, route-reflector-client: true")
                .neighbors()
                .get(0)
                .routes()
                .reflectorClient())
        .isTrue();
  }

  @Test
  void profileNxos_hasItsOwnDefaults() throws ScenarioErrors {
    BgpConfig bgp = bgp("profile: nx-os", "remote-as: 1");
    assertThat(bgp.decision().profile()).isEqualTo(Profile.NX_OS);
    PeerRoutes routes = bgp.neighbors().get(0).routes();
    assertThat(routes.senderLoopCheck()).isEqualTo(SenderLoopCheck.NEIGHBOR_AS);
    assertThat(routes.communities()).isEqualTo(new Communities(false, false, false));
    assertThat(bgp("router-id: 1.1.1.1", "remote-as: 1").neighbors().get(0).routes())
        .isEqualTo(PeerRoutes.builder().build());
  }

  @Test
  void speaker_decisionAggregatesConfederationAndTimes() throws ScenarioErrors {
    BgpConfig bgp =
        bgp(
            """
            best-path: { always-compare-med: true, deterministic-med: false, missing-med-worst: true, compare-router-id: true }
            aggregates: [{ prefix: 10.0.0.0/8, summary-only: true }, { prefix: 11.0.0.0/8, as-set: true }]
            cluster-id: 7.7.7.7
            confederation: { identifier: 100, members: [64513] }
            timing: frr
            fib-install-delay: 1s
            """,
            "remote-as: 1");
    assertThat(bgp.decision().med().alwaysCompare()).isTrue();
    assertThat(bgp.decision().med().deterministic()).isFalse();
    assertThat(bgp.decision().med().missingAsWorst()).isTrue();
    assertThat(bgp.decision().compareRouterId()).isTrue();
    assertThat(bgp.routing().aggregates())
        .containsExactly(
            new RoutingConfig.Aggregate(Prefix.parse("10.0.0.0/8"), true, false),
            new RoutingConfig.Aggregate(Prefix.parse("11.0.0.0/8"), false, true));
    assertThat(bgp.routing().clusterId()).isEqualTo(IpAddress.parse("7.7.7.7"));
    assertThat(bgp.routing().confederation())
        .isEqualTo(new RoutingConfig.Confederation(100, List.of(64_513L)));
    assertThat(bgp.timing()).isEqualTo(TimingModel.FRR.withFibInstall(SimTime.SECOND));
  }
}
