package io.sdnsim.bgp.mrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sdnsim.bgp.mrt.MrtRecord.Peer;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.mrt.MrtWriter.TablePath;
import io.sdnsim.bgp.mrt.RecordingReader.Config;
import io.sdnsim.bgp.sim.Recording;
import io.sdnsim.bgp.speaker.RecordedRoute;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.LargeCommunity;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.UpdatePacker;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingReaderTest {
  private static final long ASN = 65_001;
  private static final IpAddress PEER = IpAddress.parse("192.0.2.1");
  private static final IpAddress OTHER = IpAddress.parse("192.0.2.3");
  private static final Session SESSION =
      new Session(ASN, 65_009, 0, PEER, IpAddress.parse("192.0.2.9"));
  private static final long START = 1_700_000_000;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final MrtWriter writer = new MrtWriter(file);

  private static PathAttributes attributes(long... path) {
    return PathAttributes.of(
        new PathAttribute.OriginAttribute(Origin.IGP),
        new PathAttribute.AsPathAttribute(AsPath.sequence(path)),
        new PathAttribute.NextHopAttribute(PEER));
  }

  private void table(PathAttributes attributes, String... prefixes) throws IOException {
    writer.peerIndexTable(
        START,
        PEER,
        "",
        List.of(new Peer(PEER, PEER, ASN), new Peer(OTHER, OTHER, ASN), new Peer(PEER, PEER, 0)));
    for (String prefix : prefixes) {
      writer.rib(
          START + 1,
          0,
          Prefix.parse(prefix),
          List.of(
              new TablePath(1, START, attributes(ASN, 666)), new TablePath(0, START, attributes)));
    }
  }

  private void announce(double seconds, PathAttributes attributes, String... prefixes)
      throws IOException {
    List<Prefix> all = List.of(prefixes).stream().map(Prefix::parse).toList();
    for (BgpMessage update : UpdatePacker.announce(attributes, all, DecodeContext.EBGP)) {
      update(seconds, SESSION, update);
    }
  }

  private void withdraw(double seconds, String prefix) throws IOException {
    List<Prefix> one = List.of(Prefix.parse(prefix));
    for (BgpMessage update : UpdatePacker.withdraw(one, DecodeContext.EBGP)) {
      update(seconds, SESSION, update);
    }
  }

  private void update(double seconds, Session session, BgpMessage update) throws IOException {
    writer.message(micros(seconds), session, true, BgpCodec.encode(update, DecodeContext.EBGP));
  }

  private static long micros(double seconds) {
    return Math.round((START + seconds) * 1e6);
  }

  private static Config config() {
    return new Config(0, ASN, PEER, SimTime.SECOND, 1, List.of());
  }

  private List<String> read(Config config) throws Exception {
    return lines(recording(config, file.toByteArray()));
  }

  private static Recording recording(Config config, byte[]... files) throws Exception {
    RecordingReader recording = new RecordingReader(config);
    for (byte[] bytes : files) {
      try (MrtReader reader = new MrtReader("x.mrt", new ByteArrayInputStream(bytes))) {
        recording.add(reader);
      }
    }
    return recording.recording();
  }

  private static List<String> lines(Recording recording) {
    List<String> lines = new ArrayList<>();
    for (Recording.Step step : recording.steps()) {
      for (RecordedRoute route : step.routes()) {
        PathAttributes attributes = route.attributes();
        lines.add(
            SimTime.format(step.atPs())
                + " "
                + route.prefix()
                + (route.id() == 0 ? "" : " #" + route.id())
                + (attributes == null ? " gone" : " [" + attributes.asPath() + "]"));
      }
    }
    return lines;
  }

  private PathAttributes only(Config config) throws Exception {
    List<Recording.Step> steps = recording(config, file.toByteArray()).steps();
    assertThat(steps).hasSize(1);
    assertThat(steps.get(0).routes()).hasSize(1);
    return steps.get(0).routes().get(0).attributes();
  }

  // ---- Times

  @Test
  void table_isThereAtTheStart_updatesComeAtTheirDistanceFromIt() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8", "10.1.0.0/16");
    announce(2.5, attributes(ASN, 6, 7), "10.2.0.0/16");
    withdraw(3, "10.0.0.0/8");

    assertThat(read(config()))
        .containsExactly(
            "1s 10.0.0.0/8 [5]",
            "1s 10.1.0.0/16 [5]",
            "3.5s 10.2.0.0/16 [6 7]",
            "4s 10.0.0.0/8 gone");
  }

  @Test
  void timeScale_isAFactorOnDistances() throws Exception {
    announce(10, attributes(ASN, 5), "10.0.0.0/8");
    withdraw(14, "10.0.0.0/8");

    assertThat(read(new Config(0, ASN, PEER, SimTime.SECOND, 0.25, List.of())))
        .containsExactly("1s 10.0.0.0/8 [5]", "2s 10.0.0.0/8 gone");
    assertThat(read(new Config(0, ASN, PEER, 0, 0, List.of())))
        .containsExactly("0s 10.0.0.0/8 [5]", "0s 10.0.0.0/8 gone");
  }

  @Test
  void updatesOlderThanTheTable_areInIt() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8");
    byte[] table = file.toByteArray();
    file.reset();
    announce(-3, attributes(ASN, 4), "10.0.0.0/8");
    withdraw(-2, "10.0.0.0/8");
    announce(2, attributes(ASN, 6), "10.0.0.0/8");

    assertThat(lines(recording(config(), table, file.toByteArray())))
        .containsExactly("1s 10.0.0.0/8 [5]", "3s 10.0.0.0/8 [6]");
  }

  @Test
  void clockThatGoesBack_keepsTheOrder() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    announce(5, attributes(ASN, 6), "10.0.0.0/8");
    withdraw(4, "10.0.0.0/8");
    announce(-1, attributes(ASN, 7), "10.0.0.0/8");

    assertThat(read(config()))
        .containsExactly(
            "1s 10.0.0.0/8 [5]", "6s 10.0.0.0/8 [6]", "6s 10.0.0.0/8 gone", "6s 10.0.0.0/8 [7]");
  }

  @Test
  void moreThanAnyRunLasts_isLeftOut() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    announce(500_000_000, attributes(ASN, 6), "10.0.0.0/8");
    assertThat(read(config())).containsExactly("1s 10.0.0.0/8 [5]");
    assertThat(read(new Config(0, ASN, PEER, 0, 1_000_000, List.of()))).hasSize(1);
  }

  // ---- Whose, and which

  @Test
  void endOfTheSession_withdrawsAll_otherStatesNothing() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8", "10.1.0.0/16");
    writer.stateChange(micros(1), SESSION, 3, 1);
    writer.stateChange(micros(1), new Session(ASN, 65_009, 0, OTHER, OTHER), 6, 1);
    writer.stateChange(micros(2), SESSION, 6, 1);
    announce(3, attributes(ASN, 5), "10.1.0.0/16");
    writer.stateChange(micros(4), SESSION, 5, 6);

    assertThat(read(config()))
        .containsExactly(
            "1s 10.0.0.0/8 [5]",
            "1s 10.1.0.0/16 [5]",
            "3s 10.0.0.0/8 gone",
            "3s 10.1.0.0/16 gone",
            "4s 10.1.0.0/16 [5]");
  }

  @Test
  void otherPeers_areNotRead() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    update(
        1,
        new Session(ASN, 65_009, 0, OTHER, OTHER),
        BgpMessage.Update.withdraw(List.of(Prefix.parse("10.0.0.0/8"))));
    assertThat(read(config())).containsExactly("1s 10.0.0.0/8 [5]");
  }

  @Test
  void withoutAnAddress_thePeerOfOurAs() throws Exception {
    update(
        0,
        new Session(65_077, 65_009, 0, OTHER, OTHER),
        BgpMessage.Update.announce(attributes(65_077), List.of(Prefix.parse("10.7.0.0/16"))));
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    assertThat(read(new Config(0, ASN, null, 0, 1, List.of())))
        .containsExactly("0s 10.0.0.0/8 [5]");
  }

  @Test
  void whatTheCollectorSent_isNotThePeers() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    byte[] local = file.toByteArray();
    local[7] = 7; // BGP4MP_MESSAGE_AS4_LOCAL
    assertThat(lines(recording(config(), local))).isEmpty();
  }

  @Test
  void sameAgain_isNoChange() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8");
    announce(1, attributes(ASN, 5), "10.0.0.0/8");
    withdraw(2, "10.99.0.0/16");
    assertThat(read(config())).containsExactly("1s 10.0.0.0/8 [5]");
  }

  @Test
  void gzip_isReadToo() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(file.toByteArray());
    }
    assertThat(lines(recording(config(), packed.toByteArray())))
        .containsExactly("1s 10.0.0.0/8 [5]");
  }

  @Test
  void manyRoutes_goInSeveralStepsOfOneTime() throws Exception {
    String[] prefixes = new String[10_001];
    for (int i = 0; i < prefixes.length; i++) {
      prefixes[i] = "10." + (i >> 8) + "." + (i & 0xFF) + ".0/24";
    }
    table(attributes(ASN, 5), prefixes);
    assertThat(recording(config(), file.toByteArray()).steps())
        .extracting(Recording.Step::atPs, step -> step.routes().size())
        .containsExactly(tuple(SimTime.SECOND, 10_000), tuple(SimTime.SECOND, 1));
  }

  // ---- Attributes

  @Test
  void externalRoute_losesItsFirstAs_itsNextHopAndTheCollectorsPreference() throws Exception {
    PathAttributes heard =
        attributes(ASN, ASN, 5)
            .withMed(9)
            .withLocalPref(250)
            .with(new PathAttribute.AtomicAggregate())
            .with(new PathAttribute.Aggregator(5, OTHER))
            .with(new PathAttribute.Communities(List.of(1, 2)))
            .with(new PathAttribute.LargeCommunities(List.of(new LargeCommunity(1, 2, 3))))
            .with(new PathAttribute.Unknown(0xE0, 99, Bytes.of(new byte[300])));
    table(heard, "10.0.0.0/8");

    assertThat(only(config()))
        .isEqualTo(
            heard
                .without(PathAttribute.NEXT_HOP)
                .without(PathAttribute.LOCAL_PREF)
                .withAsPath(AsPath.sequence(ASN, 5)));
  }

  @Test
  void internalRoute_keepsItsPathAndPreference_withoutReflection() throws Exception {
    PathAttributes heard =
        attributes(5, 6)
            .withLocalPref(250)
            .with(new PathAttribute.OriginatorId(OTHER))
            .with(new PathAttribute.ClusterList(List.of(PEER)));
    table(heard, "10.0.0.0/8");

    assertThat(only(config())).isEqualTo(attributes(5, 6).withLocalPref(250).without(3));
  }

  @Test
  void ownRouteOfThePeer_hasAnEmptyPath() throws Exception {
    table(attributes(ASN), "10.0.0.0/8");
    assertThat(only(config()).asPath()).isEqualTo(AsPath.EMPTY);
  }

  @Test
  void nextHop_isThatOfTheFamily() throws Exception {
    IpAddress four = IpAddress.parse("10.0.0.6");
    table(attributes(ASN, 5), "10.0.0.0/8");
    assertThat(
            only(new Config(0, ASN, PEER, 0, 1, List.of(IpAddress.parse("fd00::6"), four)))
                .nextHop())
        .isEqualTo(four);
    assertThat(only(new Config(0, ASN, PEER, 0, 1, List.of(IpAddress.parse("fd00::6")))).nextHop())
        .isNull();
  }

  @Test
  void ipv6_inTableAndUpdates() throws Exception {
    PathAttributes six = attributes(ASN, 5).withNextHop(IpAddress.parse("2001:db8::1"));
    table(six, "2001:db8:a::/48");
    announce(1, six, "2001:db8:b::/48");
    withdraw(2, "2001:db8:a::/48");
    assertThat(read(config()))
        .containsExactly(
            "1s 2001:db8:a::/48 [5]", "2s 2001:db8:b::/48 [5]", "3s 2001:db8:a::/48 gone");
  }

  /** By hand, as RFC 6396 4.2 draws it: two octets for an AS. */
  @Test
  void tableDump_ofTwoOctets_hasTheRealPathFromAs4Path() throws Exception {
    String attributes =
        "40010100" // ORIGIN
            + "4002060202"
            + "fde9"
            + "5ba0" // AS_PATH 65001 AS_TRANS
            + "400304c0000201" // NEXT_HOP
            + "c0110602010001"
            + "0005"; // AS4_PATH 65541
    String entry =
        "0000"
            + "0001"
            + "0a010000"
            + "10"
            + "01"
            + "65000000"
            + "c0000201"
            + "fde9"
            + String.format(Locale.ROOT, "%04x", attributes.length() / 2);
    byte[] dump =
        HexFormat.of()
            .parseHex(
                "65000001"
                    + "000c"
                    + "0001"
                    + String.format(Locale.ROOT, "%08x", (entry.length() + attributes.length()) / 2)
                    + entry
                    + attributes);
    assertThat(lines(recording(config(), dump))).containsExactly("1s 10.1.0.0/16 [65541]");
  }

  /** A peer of two octets that is recorded as AS_TRANS may be any AS of four. */
  @Test
  void asTrans_isAnyGreatAs() {
    assertThat(RecordedPeers.isOf(BgpMessage.AS_TRANS, 4_200_000_001L)).isTrue();
    assertThat(RecordedPeers.isOf(BgpMessage.AS_TRANS, 65_001)).isFalse();
    assertThat(RecordedPeers.isOf(65_001, 65_001)).isTrue();
    assertThat(RecordedPeers.isOf(65_001, 65_002)).isFalse();
  }

  @Test
  void malformedAttributes_withdrawTheRoute() throws Exception {
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    byte[] good = file.toByteArray();
    byte[] bad = good.clone();
    int origin = indexOf(bad, new byte[] {0x40, 1, 1, 0});
    bad[origin + 3] = 9; // RFC 7606 7.1: treat-as-withdraw
    assertThat(lines(recording(config(), good, bad)))
        .containsExactly("1s 10.0.0.0/8 [5]", "1s 10.0.0.0/8 gone");
  }

  /** BIRD writes such a LOCAL_PREF into the tables that it dumps. */
  @Test
  void flagsThatTheCollectorGotWrong_countInUpdatesOnly() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8");
    assertThat(lines(recording(config(), withoutFlagsOfOrigin()))).hasSize(1);
    file.reset();
    announce(0, attributes(ASN, 5), "10.0.0.0/8");
    assertThat(lines(recording(config(), withoutFlagsOfOrigin()))).isEmpty();
  }

  private byte[] withoutFlagsOfOrigin() {
    byte[] bytes = file.toByteArray();
    for (int at; (at = indexOf(bytes, new byte[] {0x40, 1, 1, 0})) >= 0; ) {
      bytes[at] = 0;
    }
    return bytes;
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  // ---- Damaged files

  @ParameterizedTest
  @ValueSource(strings = {"frr-all", "frr-table", "bird-messages", "bird-table4", "bird-table6"})
  void damagedFile_isReadOrRefused(String name) throws Exception {
    byte[] whole;
    try (InputStream in = RecordingReaderTest.class.getResourceAsStream(name + ".mrt")) {
      whole = in.readAllBytes();
    }
    SplittableRandom random = new SplittableRandom(1);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      RecordedPeers peers = new RecordedPeers();
      try {
        peers.add(new MrtReader(name, new ByteArrayInputStream(damaged)));
        peers
            .asns()
            .forEach((peer, asn) -> readAs(new Config(1, asn, peer, 0, 1, List.of()), damaged));
        read++;
      } catch (MrtException e) {
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isPositive();
  }

  private static void readAs(Config config, byte[] file) {
    try {
      recording(config, file);
    } catch (Exception e) {
      throw new AssertionError(config + " of a file that was read before", e);
    }
  }

  // ---- Who is in a file

  @Test
  void peers_areThoseWithRoutes_notTheCollectorItself() throws Exception {
    table(attributes(ASN, 5), "10.0.0.0/8");
    announce(1, attributes(ASN, 6), "10.0.0.0/8");
    writer.stateChange(
        micros(1), new Session(65_055, 65_009, 0, IpAddress.parse("192.0.2.55"), OTHER), 6, 1);
    RecordedPeers peers = new RecordedPeers();
    peers.add(new MrtReader("x", new ByteArrayInputStream(file.toByteArray())));
    assertThat(peers.asns()).containsOnlyKeys(PEER, OTHER).containsEntry(PEER, ASN);
    assertThat(peers.hasLateTable(PEER)).isFalse();
    peers.add(new MrtReader("x", new ByteArrayInputStream(file.toByteArray())));
    assertThat(peers.hasLateTable(PEER)).isTrue();
    assertThat(peers.hasLateTable(OTHER)).isFalse();
  }
}
