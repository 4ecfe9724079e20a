package io.sdnsim.scenarios.live;

import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.build.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells people, line by line, what becomes of the sessions with real routers. Belongs to the thread
 * of the simulation, except {@link #notice}.
 */
final class SessionNews implements TraceSink {
  /** How often the numbers of routes are looked at. */
  private static final long ROUTES_INTERVAL_PS = SimTime.SECOND;

  private final Consumer<String> out;
  private final List<Session> sessions = new ArrayList<>();
  private final Queue<String> notices = new ConcurrentLinkedQueue<>();
  private @Nullable World world;
  private long nextRoutesPs = ROUTES_INTERVAL_PS;
  private boolean late;

  /** What was last said of a session. */
  private static final class Session {
    private final ExternalPeer peer;
    private boolean up;
    private int received;
    private int stale;
    private int announced;

    Session(ExternalPeer peer) {
      this.peer = peer;
    }
  }

  /**
   * @param out takes the lines
   */
  SessionNews(List<ExternalPeer> peers, Consumer<String> out) {
    this.out = out;
    peers.forEach(peer -> sessions.add(new Session(peer)));
  }

  void setWorld(World newWorld) {
    world = newWorld;
  }

  /** A sentence for the next occasion; from any thread. */
  void notice(String sentence) {
    notices.add(sentence);
  }

  /** Says what there is to say; to be called again and again. */
  void look(long nowPs, long behindPs) {
    String notice;
    while ((notice = notices.poll()) != null) {
      say(nowPs, notice);
    }
    if (nowPs >= nextRoutesPs) {
      nextRoutesPs = nowPs + ROUTES_INTERVAL_PS;
      for (Session session : sessions) {
        lookAtRoutes(nowPs, session);
      }
      lookAtClock(nowPs, behindPs);
    }
  }

  private void say(long timePs, String sentence) {
    out.accept(String.format(Locale.ROOT, "%9.3f s  %s", SimTime.toSeconds(timePs), sentence));
  }

  private void lookAtClock(long nowPs, long behindPs) {
    if (behindPs > SimTime.SECOND && !late) {
      late = true;
      say(
          nowPs,
          String.format(
              Locale.ROOT,
              "simulated time is %.1f s behind the clock, and catches up as fast as it can",
              SimTime.toSeconds(behindPs)));
    } else if (behindPs < SimTime.SECOND / 10 && late) {
      late = false;
      say(nowPs, "simulated time has caught up with the clock");
    }
  }

  private void lookAtRoutes(long nowPs, Session session) {
    SessionView view = view(session.peer);
    if (view == null || view.state() != BgpState.ESTABLISHED) {
      return;
    }
    int announced = announced(session.peer);
    if (view.receivedPrefixes() != session.received
        || view.stalePrefixes() != session.stale
        || announced != session.announced) {
      session.received = view.receivedPrefixes();
      session.stale = view.stalePrefixes();
      session.announced = announced;
      String stale =
          session.stale == 0 ? "" : String.format(Locale.ROOT, " (%,d stale)", session.stale);
      say(
          nowPs,
          String.format(
              Locale.ROOT,
              "%s: %,d routes received%s, %,d announced",
              session.peer,
              session.received,
              stale,
              session.announced));
    }
  }

  private @Nullable BgpProcess speaker(ExternalPeer peer) {
    return world == null ? null : world.speaker(peer.node());
  }

  /** The session with a peer now, or null when there is none. */
  @Nullable SessionView view(ExternalPeer peer) {
    BgpProcess speaker = speaker(peer);
    return speaker == null ? null : speaker.session(peer.neighbor());
  }

  /** How many routes the peer was told. */
  int announced(ExternalPeer peer) {
    BgpProcess speaker = speaker(peer);
    AdjRibOut routes = speaker == null ? null : speaker.speaker().adjRibOut(peer.neighbor());
    return routes == null ? 0 : routes.advertised().size();
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {}

  @Override
  public void tableChanged(TableChange change) {
    if (!change.table().equals("sessions")) {
      return;
    }
    for (Session session : sessions) {
      if (session.peer.node().equals(change.node())
          && session.peer.neighbor().toString().equals(change.key())) {
        changed(change.timePs(), session, change.row());
      }
    }
  }

  private void changed(long timePs, Session session, @Nullable Map<String, Object> row) {
    boolean up = row != null && BgpState.ESTABLISHED.text().equals(row.get("state"));
    if (up == session.up) {
      // On the way up: what ended an attempt is worth a line, unless we did.
      if (row != null
          && BgpState.IDLE.text().equals(row.get("state"))
          && !"stopped".equals(row.get("lastError"))) {
        say(timePs, session.peer + ": no session: " + row.get("lastError"));
      }
      return;
    }
    session.up = up;
    session.received = 0;
    session.stale = 0;
    session.announced = 0;
    if (row == null) {
      say(timePs, session.peer + ": session down: the node is gone");
    } else if (up) {
      say(
          timePs,
          session.peer
              + ": session up with AS "
              + row.get("remoteAs")
              + ", hold time "
              + row.get("holdTime")
              + " s");
    } else {
      say(timePs, session.peer + ": session down: " + row.get("lastError") + kept(row));
    }
  }

  /** RFC 4724 4.2: the routes of a peer that may be restarting. */
  private static String kept(Map<String, Object> row) {
    return row.get("stalePrefixes") instanceof Long stale && stale > 0
        ? String.format(Locale.ROOT, "; %,d routes of it stay for its restart time", stale)
        : "";
  }
}
