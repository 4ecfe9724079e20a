package io.sdnsim.scenarios.export;

import io.sdnsim.bgp.session.BgpRole;
import io.sdnsim.bgp.speaker.MaximumPrefix;
import io.sdnsim.bgp.speaker.PeerRoutes;
import io.sdnsim.bgp.speaker.RestartConfig;
import io.sdnsim.bgp.wire.Capability.AddPath.FamilyMode;
import io.sdnsim.core.bfd.BfdConfig;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig.BgpNeighbor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What guards sessions and what they offer. */
final class FrrSession {
  private static final long MINUTE_PS = 60 * SimTime.SECOND;

  private FrrSession() {}

  /** Lines of the router for graceful restart; none when it has none. */
  static List<String> restart(@Nullable RestartConfig restart) {
    if (restart == null) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    if (restart.preservesForwarding()) {
      lines.add("bgp graceful-restart");
      lines.add("bgp graceful-restart preserve-fw-state");
    }
    lines.add("bgp graceful-restart restart-time " + restart.restartTimeSeconds());
    lines.add("bgp graceful-restart stalepath-time " + seconds(restart.stalePathPs()));
    lines.add("bgp graceful-restart select-defer-time " + seconds(restart.selectionDeferralPs()));
    return lines;
  }

  /** What follows {@code neighbor NAME} in the lines of the router. */
  static List<String> lines(BgpNeighbor neighbor) {
    List<String> lines = new ArrayList<>();
    if (!neighbor.session().password().isEmpty()) {
      lines.add("password " + neighbor.session().password());
    }
    if (neighbor.session().ttlSecurityHops() > 0) {
      lines.add("ttl-security hops " + neighbor.session().ttlSecurityHops());
    }
    BfdConfig bfd = neighbor.session().bfd();
    if (bfd != null) {
      lines.add(
          "bfd "
              + bfd.multiplier()
              + " "
              + milliseconds(bfd.receivePs())
              + " "
              + milliseconds(bfd.transmitPs()));
    }
    if (neighbor.delayOpenPs() > 0) {
      lines.add("timers delayopen " + Math.min(240, seconds(neighbor.delayOpenPs())));
    }
    BgpRole role = neighbor.capabilities().role();
    if (role != null) {
      String strict = neighbor.capabilities().strictRole() ? " strict-mode" : "";
      lines.add("local-role " + text(role) + strict);
    }
    return lines;
  }

  /** What follows {@code neighbor NAME} in the lines of its address family. */
  static List<String> familyLines(BgpNeighbor neighbor) {
    List<String> lines = new ArrayList<>();
    MaximumPrefix maximum = neighbor.session().maximumPrefix();
    if (!maximum.equals(MaximumPrefix.DEFAULT)) {
      String then = maximum.warningOnly() ? " warning-only" : "";
      if (maximum.restartPs() > 0) {
        then = " restart " + Math.max(1, maximum.restartPs() / MINUTE_PS);
      }
      lines.add("maximum-prefix " + maximum.limit() + then);
    }
    List<FamilyMode> offered = neighbor.capabilities().addPath();
    if (offered.stream().anyMatch(FamilyMode::sends)) {
      boolean all = neighbor.routes().addPaths() != PeerRoutes.AddPaths.BEST_PER_AS;
      lines.add(all ? "addpath-tx-all-paths" : "addpath-tx-bestpath-per-AS");
    }
    if (offered.stream().noneMatch(FamilyMode::receives)) {
      lines.add("disable-addpath-rx");
    }
    return lines;
  }

  /** What a file can't say of a neighbor's session. */
  static List<String> leftOut(BgpNeighbor neighbor) {
    List<String> notes = new ArrayList<>();
    if (neighbor.session().sendHoldPs() > 0) {
      notes.add("send-hold; FRR 8.4 has no such timer");
    }
    if (neighbor.session().maximumPrefix().restartPs() % MINUTE_PS != 0) {
      notes.add("seconds of maximum-prefix restart; FRR takes whole minutes");
    }
    if (neighbor.delayOpenPs() % SimTime.SECOND != 0 || seconds(neighbor.delayOpenPs()) > 240) {
      notes.add("delay-open beyond whole seconds up to 240");
    }
    return notes;
  }

  private static String text(BgpRole role) {
    return switch (role) {
      case PROVIDER -> "provider";
      case ROUTE_SERVER -> "rs-server";
      case ROUTE_SERVER_CLIENT -> "rs-client";
      case CUSTOMER -> "customer";
      case PEER -> "peer";
    };
  }

  private static long seconds(long timePs) {
    return timePs / SimTime.SECOND;
  }

  private static long milliseconds(long timePs) {
    return timePs / SimTime.MILLISECOND;
  }
}
