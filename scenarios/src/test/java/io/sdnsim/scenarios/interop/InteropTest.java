package io.sdnsim.scenarios.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real routers in containers, and one of ours that {@code sdnsim live} lets speak with them. The
 * tests mostly wait, so they run side by side where the profile {@code integration} lets them.
 */
@Tag("integration")
class InteropTest {
  private static final int ROUTES = 10_000;

  /** Seconds; on a machine with much to do the long one stays out of the way. */
  private static final int HOLD = 9;

  private static final int LONG_HOLD = 90;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int UPDATE = 2;
  private static final int HEADER = 19;

  @TempDir private Path folder;

  @BeforeAll
  static void require() {
    RouterContainer.require();
  }

  @AfterAll
  static void removeContainers() {
    RouterContainer.removeAll();
  }

  /** {@code FIRST.x.y.0/24} for the first numbers. */
  private static List<String> prefixes(int first, int count) {
    List<String> prefixes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      prefixes.add(first + "." + i / 256 + "." + i % 256 + ".0/24");
    }
    return prefixes;
  }

  private static void await(String what, BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      LiveProcess.sleep(200);
    }
  }

  private static RouterContainer started() {
    RouterContainer container = new RouterContainer();
    container.start();
    return container;
  }

  private LiveProcess live(
      Implementation real, RouterContainer container, int routes, String more, int port)
      throws IOException {
    return live(real, container, routes, more, port, null);
  }

  /**
   * @param port where we listen, if the router is one that connects
   * @param relay between us and the router; null for none
   */
  private LiveProcess live(
      Implementation real,
      RouterContainer container,
      int routes,
      String more,
      int port,
      @Nullable Relay relay)
      throws IOException {
    Path scenario =
        LiveProcess.scenario(
            folder,
            "10min",
            container.hostAddress(),
            container.address(),
            real.connects(),
            routes == ROUTES ? LONG_HOLD : HOLD,
            prefixes(20, routes),
            more);
    List<String> options = new ArrayList<>(List.of("--record", record().toString(), "--peer"));
    String peer = "ours/" + container.address() + "=";
    if (real.connects()) {
      // Not by the engine's address: it rewrites the source of what comes from there to there.
      options.add(peer + (relay == null ? container.address() : "127.0.0.1"));
      String at = relay == null ? container.hostAddress() : "127.0.0.1";
      options.addAll(List.of("--listen", at + ":" + port));
    } else {
      options.add(peer + (relay == null ? container.address() : "127.0.0.1:" + relay.port()));
    }
    return new LiveProcess(scenario, options.toArray(String[]::new));
  }

  private Path record() {
    return folder.resolve("record.jsonl");
  }

  private ReplayedRun replayed() throws ScenarioErrors {
    return new ReplayedRun(folder.resolve("interop.yaml"), record());
  }

  private static Relay relay(Implementation real, RouterContainer container, int port)
      throws IOException {
    return real.connects()
        ? Relay.toOurs(container.hostAddress(), port)
        : Relay.toReal(container.address(), port);
  }

  /** Any free port for the routers that connect to us; theirs for us to connect to. */
  private static int port(Implementation real) throws IOException {
    if (!real.connects()) {
      return 179;
    }
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static String counts(int received, int announced) {
    return String.format(Locale.ROOT, "%,d routes received, %,d announced", received, announced);
  }

  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void tenThousandRoutesEachWay_thenHalfOfThemWithdrawn(Implementation real) throws Exception {
    String later =
        "events: [{ at: 75s, config: { node: ours, set: { networks: ["
            + String.join(", ", prefixes(20, ROUTES / 2))
            + "] } } }]";
    int port = port(real);
    try (RouterContainer container = started()) {
      real.start(container, prefixes(30, ROUTES), port, LONG_HOLD);
      try (LiveProcess live = live(real, container, ROUTES, later, port)) {
        live.await("session up with AS 65002, hold time 90 s", PATIENCE);
        live.await(counts(ROUTES, ROUTES), PATIENCE);
        await("theirs has our routes", () -> real.received(container) == ROUTES);

        List<String> all = prefixes(30, ROUTES);
        real.withdraw(container, all.subList(ROUTES / 2, ROUTES), all.subList(0, ROUTES / 2));
        live.await(counts(ROUTES / 2, ROUTES / 2), PATIENCE);
        await("theirs has what we left", () -> real.received(container) == ROUTES / 2);

        assertThat(live.saidSince("session down")).isFalse();
        List<String> said = live.stop();
        assertThat(said).noneMatch(line -> line.contains("session down: received"));
        await("theirs has seen the end", () -> !real.isEstablished(container));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void holdTimer_ofEitherSide_endsTheSession_andItComesBack(Implementation real) throws Exception {
    int port = port(real);
    try (RouterContainer container = started()) {
      real.start(container, prefixes(30, 100), port, HOLD);
      try (LiveProcess live = live(real, container, 100, "", port)) {
        live.await(counts(100, 100), PATIENCE);

        container.freeze(real.process(), true);
        live.await("session down: .*[Hh]old", Duration.ofSeconds(20));
        container.freeze(real.process(), false);
        live.await(counts(100, 100), PATIENCE);

        live.freeze(true);
        await("theirs notices that we hang", () -> !real.isEstablished(container));
        live.freeze(false);
        live.await(counts(100, 100), PATIENCE);
        await("theirs is up again", () -> real.isEstablished(container));
        live.stop();
      }
    }
  }

  /** RFC 4724 4.2: what a router that restarts had announced stays in use until it is back. */
  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void gracefulRestart_theirRoutesStayInUse(Implementation real) throws Exception {
    int port = port(real);
    List<String> prefixes = prefixes(30, 100);
    try (RouterContainer container = started()) {
      real.start(container, prefixes, port, HOLD);
      try (LiveProcess live = live(real, container, 10, "", port)) {
        live.await(counts(100, 10), PATIENCE);
        container.shell("pkill -KILL " + real.process());
        live.await("session down: .*; 100 routes of it stay", PATIENCE);
        LiveProcess.sleep(2000);
        real.comeBack(container, prefixes);
        live.await(counts(100, 10), PATIENCE);
        await("theirs has our routes again", () -> real.received(container) == 10);
        live.stop();
      }
    }
    ReplayedRun run = replayed();
    List<Long> turns = run.sessionTurns();
    assertThat(turns).as("up, down, up").hasSize(3);
    assertThat(run.stalePaths(turns.get(1))).isEqualTo(100);
    assertThat(run.stalePaths(run.endPs())).isZero();
    assertThat(run.forwarded(turns.get(1))).containsExactlyInAnyOrderElementsOf(prefixes);
    assertThat(run.changed(turns.get(1), run.endPs())).isEmpty();
  }

  /** RFC 4724 4.2: but no longer than it had asked for. */
  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void gracefulRestart_theyStayAway_theirRoutesGoAfterTheirRestartTime(Implementation real)
      throws Exception {
    int port = port(real);
    List<String> prefixes = prefixes(30, 100);
    try (RouterContainer container = started()) {
      real.start(container, prefixes, port, HOLD);
      try (LiveProcess live = live(real, container, 10, "", port)) {
        live.await(counts(100, 10), PATIENCE);
        container.shell("pkill -KILL " + real.process());
        live.await("session down: .*; 100 routes of it stay", PATIENCE);
        LiveProcess.sleep((Implementation.RESTART_SECONDS + 2) * 1000L);
        live.stop();
      }
    }
    ReplayedRun run = replayed();
    List<Long> turns = run.sessionTurns();
    assertThat(turns).as("up, down").hasSize(2);
    long overPs = turns.get(1) + Implementation.RESTART_SECONDS * SimTime.SECOND;
    assertThat(run.stalePaths(overPs - 1)).isEqualTo(100);
    assertThat(run.stalePaths(overPs)).isZero();
    assertThat(run.forwarded(overPs - 1)).containsExactlyInAnyOrderElementsOf(prefixes);
    assertThat(run.forwarded(overPs + SimTime.SECOND)).isEmpty();
  }

  /** RFC 7606 3: the routes of an UPDATE with an ORIGIN that is none count as withdrawn. */
  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void malformedUpdate_fromThem_isTreatedAsWithdraw(Implementation real) throws Exception {
    int port = port(real);
    try (RouterContainer container = started();
        Relay relay = relay(real, container, port)) {
      AtomicInteger lost = new AtomicInteger();
      relay.changeTowardsUs(message -> withoutOrigin(message, lost));
      real.start(container, prefixes(30, 100), relay.port(), HOLD);
      try (LiveProcess live = live(real, container, 10, "", port, relay)) {
        live.await("session up", PATIENCE);
        await("theirs has our routes", () -> real.received(container) == 10);
        LiveProcess.sleep(5000);
        assertThat(lost.get()).as("routes in the malformed UPDATE").isPositive();
        assertThat(live.saidSince("session down")).isFalse();
        assertThat(String.join("\n", live.stop()))
            .contains(counts(100 - lost.get(), 10))
            .doesNotContain(counts(100, 10));
      }
    }
  }

  /** The first UPDATE with routes gets an ORIGIN of 9. */
  private static byte[] withoutOrigin(byte[] message, AtomicInteger lost) {
    if (message[18] != UPDATE || lost.get() > 0) {
      return message;
    }
    int withdrawn = number(message, HEADER);
    int attributes = HEADER + 2 + withdrawn + 2;
    int length = number(message, attributes - 2);
    int routes = (message.length - attributes - length) / 4;
    for (int at = attributes; at < attributes + length; ) {
      boolean extended = (message[at] & PathAttribute.FLAG_EXTENDED_LENGTH) != 0;
      int value = at + (extended ? 4 : 3);
      if (message[at + 1] == PathAttribute.ORIGIN && routes > 0) {
        message[value] = 9;
        lost.set(routes);
      }
      at = value + (extended ? number(message, at + 2) : message[at + 2] & 0xff);
    }
    return message;
  }

  private static int number(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /** RFC 4271 6.3: lengths that do not fit end the session with NOTIFICATION 3, 1. */
  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void malformedUpdate_toThem_theirNotificationIsUnderstood(Implementation real) throws Exception {
    int port = port(real);
    try (RouterContainer container = started();
        Relay relay = relay(real, container, port)) {
      AtomicInteger broken = new AtomicInteger();
      relay.changeTowardsThem(
          message -> {
            if (message[18] == UPDATE
                && message.length > HEADER + 4
                && broken.compareAndSet(0, 1)) {
              message[HEADER] = (byte) 0xff;
              message[HEADER + 1] = (byte) 0xff;
            }
            return message;
          });
      real.start(container, prefixes(30, 100), relay.port(), HOLD);
      try (LiveProcess live = live(real, container, 10, "", port, relay)) {
        live.await("session up", PATIENCE);
        live.await("session down: .*UPDATE", PATIENCE);
        live.await(counts(100, 10), PATIENCE);
        live.stop();
      }
    }
  }

  /** RFC 7606: attributes that ExaBGP sends as it is told, byte by byte. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void malformedAttributes_ofExabgp_costWhatTheirClausesSay() throws Exception {
    List<String> routes = new ArrayList<>(prefixes(30, 100));
    // 7.1: an ORIGIN that is none; 7.4, 7.8 and RFC 8092 5: lengths that can't be; 3.c: flags.
    routes.add("30.200.1.0/24 attribute [ 0x01 0x40 0x09 ]");
    routes.add("30.200.2.0/24 attribute [ 0x04 0x80 0x0000ff ]");
    routes.add("30.200.3.0/24 attribute [ 0x08 0xc0 0x0000000001 ]");
    routes.add("30.200.4.0/24 attribute [ 0x20 0xc0 0x0000000100000002 ]");
    routes.add("30.200.5.0/24 attribute [ 0x10 0x80 0x0002fde800000001 ]");
    // 7.6, 7.7: what no choice depends on is left out.
    routes.add("30.201.1.0/24 attribute [ 0x06 0x40 0x00 ]");
    routes.add("30.201.2.0/24 attribute [ 0x07 0xc0 0x0000fdea01 ]");
    // RFC 4271 5: nobody need know it.
    routes.add("30.201.3.0/24 attribute [ 0x63 0xc0 0x0102 ]");
    Implementation real = Implementation.EXABGP;
    int port = port(real);
    try (RouterContainer container = started()) {
      real.start(container, routes, port, HOLD);
      try (LiveProcess live = live(real, container, 10, "", port)) {
        live.await(counts(103, 10), PATIENCE);
        await("theirs has our routes", () -> real.received(container) == 10);
        assertThat(live.saidSince("session down")).isFalse();
        live.stop();
      }
    }
    ReplayedRun run = replayed();
    assertThat(run.sessionTurns()).as("up once").hasSize(1);
    assertThat(run.forwarded(run.endPs()))
        .hasSize(103)
        .contains("30.201.1.0/24", "30.201.2.0/24", "30.201.3.0/24");
    assertThat(run.updateErrors())
        .containsExactly(
            "attribute-discard AGGREGATOR",
            "attribute-discard ATOMIC_AGGREGATE",
            "treat-as-withdraw COMMUNITIES",
            "treat-as-withdraw EXTENDED_COMMUNITIES",
            "treat-as-withdraw LARGE_COMMUNITY",
            "treat-as-withdraw MULTI_EXIT_DISC",
            "treat-as-withdraw ORIGIN");
  }

  /** RFC 4271 6.3: an attribute that everybody must know and nobody does. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void unrecognizedWellKnownAttribute_ofExabgp_endsTheSession_andItUnderstands() throws Exception {
    Implementation real = Implementation.EXABGP;
    int port = port(real);
    try (RouterContainer container = started()) {
      real.start(container, List.of("30.0.0.0/24 attribute [ 0x63 0x40 0x01 ]"), port, HOLD);
      try (LiveProcess live = live(real, container, 10, "", port)) {
        live.await("session down: .*UPDATE.*[Uu]nrecognized", PATIENCE);
        await(
            "theirs understands why",
            () -> container.shell("cat /tmp/received").contains("notification received (3,2)"));
        live.stop();
      }
    }
  }
}
