package io.sdnsim.bgp.speaker;

import static io.sdnsim.bgp.speaker.SpeakerLab.ip;
import static io.sdnsim.bgp.speaker.SpeakerLab.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.SpeakerLab.Router;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.ErrorAction;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A speaker between AS 1 (10.0.0.1) and AS 3 (10.0.0.3) obeys RFC 7606. */
class MalformedUpdatesTest {
  private static final String ORIGIN = "40 01 01 00";
  private static final String PATH = "40 02 06 02 01 00000001";
  private static final String HOP = "40 03 04 0a000001";
  private static final String REACH =
      "80 0e 17 0002 01 10 20010db8000000000000000000000001 00 08 20";
  private static final String BROKEN_REACH =
      "80 0e 17 0002 01 10 20010db8000000000000000000000001 00 81 20";

  private final SpeakerLab lab = new SpeakerLab();

  private Router middle(List<AddressFamily> families) {
    Router middle =
        lab.add(
            "10.0.0.2",
            BgpConfig.builder(2, ip("10.0.0.2"))
                .neighbor(ip("10.0.0.1"), peer(1, families))
                .neighbor(ip("10.0.0.3"), peer(3, families))
                .build());
    for (int asn : new int[] {1, 3}) {
      String address = "10.0.0." + asn;
      lab.add(
          address,
          BgpConfig.builder(asn, ip(address)).neighbor(ip("10.0.0.2"), peer(2, families)).build());
    }
    lab.startAll();
    lab.runFor(SimTime.SECOND);
    assertThat(middle.session("10.0.0.1").state()).isEqualTo(BgpState.ESTABLISHED);
    return middle;
  }

  private Router middle() {
    return middle(List.of(AddressFamily.values()));
  }

  private static PeerConfig peer(long asn, List<AddressFamily> families) {
    return PeerConfig.builder(asn)
        .datacenter()
        .families(families.toArray(AddressFamily[]::new))
        .build();
  }

  /** An UPDATE of AS 1. */
  private static void inject(Router router, String attributes, String nlri) {
    HexFormat hex = HexFormat.of();
    byte[] list = hex.parseHex(attributes.replace(" ", ""));
    byte[] prefixes = hex.parseHex(nlri.replace(" ", ""));
    router.inject(
        "10.0.0.1",
        hex.parseHex(
            "ff".repeat(16)
                + String.format(
                    Locale.ROOT, "%04x020000%04x", 23 + list.length + prefixes.length, list.length)
                + hex.formatHex(list)
                + hex.formatHex(prefixes)));
  }

  private static List<Prefix> known(Router router) {
    List<Prefix> known = new ArrayList<>();
    router
        .speaker
        .adjRibIn(ip("10.0.0.1"))
        .forEach((prefix, pathId, announced) -> known.add(prefix));
    return known;
  }

  @Test
  void treatAsWithdraw_takesTheRouteAway_andTheSessionStays() {
    Router middle = middle();
    inject(middle, ORIGIN + PATH + HOP, "08 0a 08 0b");
    assertThat(middle.table).containsOnlyKeys(prefix("10.0.0.0/8"), prefix("11.0.0.0/8"));

    inject(middle, "40 01 01 07" + PATH + HOP, "08 0a 08 0c");
    assertThat(middle.table).containsOnlyKeys(prefix("11.0.0.0/8"));
    assertThat(middle.speaker.adjRibOut(ip("10.0.0.3")).advertised())
        .containsOnlyKeys(prefix("11.0.0.0/8"));
    assertThat(middle.session("10.0.0.1").state()).isEqualTo(BgpState.ESTABLISHED);

    inject(middle, ORIGIN + PATH + HOP, "08 0a");
    assertThat(middle.table).containsOnlyKeys(prefix("10.0.0.0/8"), prefix("11.0.0.0/8"));
  }

  @Test
  void attributeDiscard_keepsTheRoute_andIsCounted() {
    Router middle = middle();
    String aggregator = "c0 07 06 0001 01010101"; // six bytes, in a four-octet session
    inject(middle, ORIGIN + PATH + HOP + aggregator, "08 0a");
    lab.runFor(SimTime.SECOND);
    inject(middle, ORIGIN + PATH + HOP + aggregator, "08 0b");

    assertThat(middle.table).containsOnlyKeys(prefix("10.0.0.0/8"), prefix("11.0.0.0/8"));
    List<MalformedUpdateView> rows = middle.speaker.malformedUpdates(ip("10.0.0.1"));
    assertThat(rows)
        .containsExactly(
            new MalformedUpdateView(
                ip("10.0.0.1"),
                ErrorAction.ATTRIBUTE_DISCARD,
                "AGGREGATOR",
                "RFC 7606 7.7",
                2,
                2 * SimTime.SECOND,
                "AGGREGATOR of 6 bytes, not 8 bytes"));
    assertThat(middle.errorRows.values()).containsExactlyElementsOf(rows);
    assertThat(middle.speaker.malformedUpdates(ip("10.0.0.3"))).isEmpty();
  }

  @Test
  void afiDisable_clearsThatFamilyForTheRestOfTheSession() {
    Router middle = middle();
    inject(middle, REACH + ORIGIN + PATH + HOP, "08 0a");
    assertThat(known(middle)).containsExactly(prefix("10.0.0.0/8"), prefix("2000::/8"));

    inject(middle, BROKEN_REACH + ORIGIN + PATH + HOP, "08 0b");
    assertThat(known(middle)).containsExactly(prefix("10.0.0.0/8"), prefix("11.0.0.0/8"));
    inject(middle, REACH + ORIGIN + PATH, "");
    assertThat(known(middle)).containsExactly(prefix("10.0.0.0/8"), prefix("11.0.0.0/8"));
    assertThat(middle.session("10.0.0.1").state()).isEqualTo(BgpState.ESTABLISHED);

    middle.submit(new SpeakerInput.AdminReset(ip("10.0.0.1")));
    lab.runFor(10 * SimTime.SECOND);
    inject(middle, REACH + ORIGIN + PATH, "");
    assertThat(known(middle)).containsExactly(prefix("2000::/8"));
  }

  @Test
  void afiDisable_ofTheOnlyFamily_endsTheSession() {
    Router middle = middle(List.of(AddressFamily.IPV6_UNICAST));
    inject(middle, BROKEN_REACH + ORIGIN + PATH, "");
    assertThat(middle.session("10.0.0.1").state()).isEqualTo(BgpState.IDLE);
    assertThat(middle.sent)
        .contains("NOTIFICATION 3/9 UPDATE Message Error: Optional Attribute Error");
  }

  @Test
  void afiDisable_ofAFamilyThatIsNotInUse_changesNothing() {
    Router middle = middle(List.of(AddressFamily.IPV4_UNICAST));
    inject(middle, BROKEN_REACH + ORIGIN + PATH + HOP, "08 0a");
    assertThat(known(middle)).containsExactly(prefix("10.0.0.0/8"));
  }
}
