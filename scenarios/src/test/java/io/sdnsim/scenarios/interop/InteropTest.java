package io.sdnsim.scenarios.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.wire.PathAttribute;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real routers in containers, and one of ours that {@code sdnsim live} lets speak with them. */
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
      Implementation real, RouterContainer container, int routes, String more, int peerPort)
      throws IOException {
    return live(real, container, routes, "10min", more, peerPort);
  }

  private LiveProcess live(
      Implementation real,
      RouterContainer container,
      int routes,
      String duration,
      String more,
      int peerPort)
      throws IOException {
    Path scenario =
        LiveProcess.scenario(
            folder,
            duration,
            container.hostAddress(),
            container.address(),
            real.connects(),
            routes == ROUTES ? LONG_HOLD : HOLD,
            prefixes(20, routes),
            more);
    String peer = "ours/" + container.address() + "=";
    if (real.connects()) {
      return new LiveProcess(
          scenario,
          "--peer",
          peer + container.address(),
          "--listen",
          container.hostAddress() + ":" + peerPort);
    }
    return peerPort == 179
        ? new LiveProcess(scenario, "--peer", peer + container.address())
        : new LiveProcess(scenario, "--peer", peer + "127.0.0.1:" + peerPort);
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
  @EnumSource(names = {"FRR", "BIRD"})
  void gracefulRestart_theirRoutesStayInUse(Implementation real) throws Exception {
    try (RouterContainer container = started()) {
      real.start(container, prefixes(30, 100), 179, HOLD);
      String kept =
          "expect: [{ id: kept, always: { from: 60s }, route: { node: ours, prefix: 30.0.50.0/24,"
              + " next-hops: ["
              + container.address()
              + "], protocol: bgp } }]";
      try (LiveProcess live = live(real, container, 10, "2min", kept, 179)) {
        Instant start = Instant.now();
        live.await(counts(100, 10), PATIENCE);
        while (Instant.now().isBefore(start.plusSeconds(70))) {
          LiveProcess.sleep(100);
        }
        container.shell("pkill -KILL " + real.process());
        live.await("session down", PATIENCE);
        LiveProcess.sleep(2000);
        real.restart(container);
        live.await(counts(100, 10), PATIENCE);
        assertThat(live.exitCode(Duration.ofMinutes(3))).as(live.said()).isZero();
      }
    }
  }

  /** RFC 7606 3: the routes of an UPDATE with an ORIGIN that is none count as withdrawn. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXABGP")
  void malformedUpdate_fromThem_isTreatedAsWithdraw(Implementation real) throws Exception {
    try (RouterContainer container = started();
        Relay relay = new Relay(container.address(), 179)) {
      AtomicInteger lost = new AtomicInteger();
      relay.changeTowardsUs(message -> withoutOrigin(message, lost));
      real.start(container, prefixes(30, 100), 179, HOLD);
      try (LiveProcess live = live(real, container, 10, "", relay.port())) {
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
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXABGP")
  void malformedUpdate_toThem_theirNotificationIsUnderstood(Implementation real) throws Exception {
    try (RouterContainer container = started();
        Relay relay = new Relay(container.address(), 179)) {
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
      real.start(container, prefixes(30, 100), 179, HOLD);
      try (LiveProcess live = live(real, container, 10, "", relay.port())) {
        live.await("session up", PATIENCE);
        live.await("session down: .*UPDATE", PATIENCE);
        live.await(counts(100, 10), PATIENCE);
        live.stop();
      }
    }
  }
}
