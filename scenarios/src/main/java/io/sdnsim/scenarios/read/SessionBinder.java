package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.session.BgpRole;
import io.sdnsim.bgp.session.OfferedCapabilities;
import io.sdnsim.bgp.speaker.MaximumPrefix;
import io.sdnsim.bgp.speaker.RestartConfig;
import io.sdnsim.bgp.speaker.SessionSettings;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds what guards BGP sessions, what they offer, and how they survive restarts. */
final class SessionBinder {
  private static final int MAXIMUM_PASSWORD_BYTES = 80;
  private static final long MAXIMUM_RESTART_SECONDS = 4095;

  /** RFC 5880 4.1: intervals are 32 bits of microseconds. */
  private static final long MAXIMUM_INTERVAL_PS = 0xFFFF_FFFFL * SimTime.MICROSECOND;

  private final Problems problems;

  SessionBinder(Problems problems) {
    this.problems = problems;
  }

  SessionSettings settings(Source neighbor) {
    String password = neighbor.text("password", "");
    int bytes = password.getBytes(StandardCharsets.UTF_8).length;
    if (neighbor.has("password") && (bytes == 0 || bytes > MAXIMUM_PASSWORD_BYTES)) {
      problems.add(
          neighbor.at("password"),
          "a password of " + bytes + " bytes",
          "1 to " + MAXIMUM_PASSWORD_BYTES + " bytes (RFC 2385 4.5)");
      password = "";
    }
    return new SessionSettings(
        neighbor.integer("ttl-security", 0),
        password,
        neighbor.has("bfd") ? bfd(neighbor.child("bfd"), problems) : null,
        neighbor.time("send-hold", 0),
        maximumPrefix(neighbor));
  }

  static BfdConfig bfd(Source bfd, Problems problems) {
    long intervalPs = bfd.time("interval", 300 * SimTime.MILLISECOND);
    if (intervalPs < SimTime.MICROSECOND
        || intervalPs > MAXIMUM_INTERVAL_PS
        || intervalPs % SimTime.MICROSECOND != 0) {
      problems.add(
          bfd.at("interval"),
          "a BFD interval of " + SimTime.format(intervalPs),
          "whole microseconds from 1us to 4294s (RFC 5880 4.1)");
      return BfdConfig.DEFAULT;
    }
    return BfdConfig.singleHop(intervalPs, bfd.integer("multiplier", 3));
  }

  private static MaximumPrefix maximumPrefix(Source neighbor) {
    if (!neighbor.has("maximum-prefix")) {
      return MaximumPrefix.DEFAULT;
    }
    Source maximum = neighbor.child("maximum-prefix");
    return new MaximumPrefix(
        maximum.integer("limit", MaximumPrefix.DEFAULT.limit()),
        maximum.truth("warning-only", false),
        maximum.time("restart", 0));
  }

  OfferedCapabilities capabilities(Source neighbor, boolean internal) {
    List<String> addPath = neighbor.names("add-path").stream().map(Located::value).toList();
    if (neighbor.has("role") && internal) {
      problems.add(
          neighbor.at("role"), "a role towards an iBGP neighbor", "an eBGP one (RFC 9234 4.1)");
    }
    BgpRole role = neighbor.has("role") ? neighbor.word("role", BgpRole.class) : null;
    boolean ipv4 =
        neighbor.has("address")
            ? neighbor.address("address").value().isIpv4()
            : neighbor.prefix("range").value().network().isIpv4();
    AddressFamily family = ipv4 ? AddressFamily.IPV4_UNICAST : AddressFamily.IPV6_UNICAST;
    return OfferedCapabilities.of(family)
        .withExtendedMessage(neighbor.truth("extended-messages", false))
        .withEnhancedRouteRefresh(neighbor.truth("enhanced-refresh", false))
        .withAddPath(addPath.contains("receive"), addPath.contains("send"))
        .withRole(role, neighbor.truth("strict-role", false));
  }

  @Nullable RestartConfig gracefulRestart(Source bgp) {
    if (!bgp.has("graceful-restart")) {
      return null;
    }
    Source restart = bgp.child("graceful-restart");
    RestartConfig otherwise = RestartConfig.PRESERVING;
    long timePs = restart.time("restart-time", otherwise.restartTimeSeconds() * SimTime.SECOND);
    long seconds = timePs / SimTime.SECOND;
    if (timePs % SimTime.SECOND != 0 || seconds > MAXIMUM_RESTART_SECONDS) {
      problems.add(
          restart.at("restart-time"),
          "a restart time of " + SimTime.format(timePs),
          "whole seconds up to 4095s (RFC 4724 3: 12 bits)");
      return null;
    }
    return new RestartConfig(
        restart.truth("preserve-forwarding", true),
        Math.toIntExact(seconds),
        restart.time("stale-path-time", otherwise.stalePathPs()),
        restart.time("selection-deferral", otherwise.selectionDeferralPs()));
  }
}
