package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.InstalledRoute;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.BgpSummary;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventSource;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Speakers joined by byte pipes: no packets, no TCP, explicit time. */
final class SpeakerLab {
  static final long DELAY_PS = SimTime.MILLISECOND;

  final Simulation simulation = new Simulation(1);
  final Map<IpAddress, Router> routers = new TreeMap<>();
  private int restarts = 100;

  Router add(String address, BgpConfig config) {
    Router router = new Router(IpAddress.parse(address), config, routers.size());
    routers.put(router.address, router);
    return router;
  }

  void startAll() {
    routers.values().forEach(router -> router.submit(new SpeakerInput.Start()));
  }

  /** The router's process dies: its kernel closes the connections and keeps the route table. */
  void kill(Router router) {
    for (End end : new ArrayList<>(router.ends.values())) {
      end.closed = true;
      if (end.far != null) {
        router.later(() -> end.far.router.ended(end.far, "peer closed"));
      }
    }
    router.ends.clear();
    router.silent = true;
    router.timers.values().forEach(Timer::discard);
  }

  /** A process starts in place of one that was killed. */
  Router restart(Router killed, BgpConfig config, boolean tableKept) {
    Router router = new Router(killed.address, config, ++restarts);
    routers.put(killed.address, router);
    if (tableKept) {
      router.table.putAll(killed.table);
    }
    router.submit(new SpeakerInput.Start(tableKept));
    return router;
  }

  void runFor(long durationPs) {
    simulation.runUntil(simulation.nowPs() + durationPs);
  }

  static Prefix prefix(String text) {
    return Prefix.parse(text);
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  /** One end of a pipe. */
  static final class End {
    final Router router;
    final int connection;
    End far;
    boolean closed;

    End(Router router, int connection) {
      this.router = router;
      this.connection = connection;
    }
  }

  /** A speaker with a driver of pipes and timers; every next hop is reachable unless it says no. */
  final class Router {
    final IpAddress address;
    final BgpSpeaker speaker;
    final EventSource source;
    final Map<TimerKey, Timer> timers = new TreeMap<>();
    final Map<Integer, End> ends = new TreeMap<>();
    final Map<Prefix, InstalledRoute> table = new TreeMap<>();
    final Map<IpAddress, SpeakerInput.NextHopChanged> nextHops = new TreeMap<>();
    final List<IpAddress> tracked = new ArrayList<>();
    final Map<String, PathView> rows = new TreeMap<>();
    final Map<IpAddress, SessionView> sessionRows = new LinkedHashMap<>();
    final Map<String, MalformedUpdateView> errorRows = new TreeMap<>();
    final List<String> sent = new ArrayList<>();
    final ArrayDeque<SpeakerInput> inputs = new ArrayDeque<>();
    final List<IpAddress> watchedPaths = new ArrayList<>();
    final List<byte[]> receivedBytes = new ArrayList<>();
    final Set<Prefix> installed = new TreeSet<>();
    int swept;
    long sendHoldPs;
    boolean silent;
    long lastReceivedPs;
    boolean busy;

    Router(IpAddress address, BgpConfig config, int index) {
      this.address = address;
      this.speaker = new BgpSpeaker(config);
      this.source = new EventSource(index);
    }

    void submit(SpeakerInput input) {
      if (silent) {
        return;
      }
      inputs.add(input);
      if (busy) {
        return;
      }
      busy = true;
      SpeakerInput next;
      while ((next = inputs.poll()) != null) {
        List<SpeakerEffect> effects = new ArrayList<>();
        speaker.on(simulation.nowPs(), next, effects::add);
        effects.forEach(this::execute);
      }
      busy = false;
    }

    Negotiated negotiated(String neighbor) {
      return speaker.negotiated(ip(neighbor));
    }

    SessionView session(String neighbor) {
      return speaker.session(ip(neighbor));
    }

    List<String> nextHops(String prefix) {
      InstalledRoute route = table.get(prefix(prefix));
      return route == null
          ? List.of()
          : route.nextHops().stream().sorted().map(IpAddress::toString).toList();
    }

    private void execute(SpeakerEffect effect) {
      if (effect instanceof SpeakerEffect.Connect connect) {
        connect(connect);
      } else if (effect instanceof SpeakerEffect.Close close) {
        End end = ends.remove(close.connection());
        if (end != null) {
          end.closed = true;
          if (end.far != null) {
            later(() -> end.far.router.ended(end.far, "peer closed"));
          }
        }
      } else if (effect instanceof SpeakerEffect.Abort abort) {
        execute(new SpeakerEffect.Close(abort.connection()));
      } else if (effect instanceof SpeakerEffect.WatchSending watch) {
        sendHoldPs = watch.limitPs();
      } else if (effect instanceof SpeakerEffect.WatchPath watch) {
        watchedPaths.add(watch.neighbor());
      } else if (effect instanceof SpeakerEffect.UnwatchPath unwatch) {
        watchedPaths.remove(unwatch.neighbor());
      } else if (effect instanceof SpeakerEffect.Send send) {
        BgpSummary.text(send.data().toArray()).lines().forEach(sent::add);
        End end = ends.get(send.connection());
        if (end != null && end.far != null) {
          End far = end.far;
          later(() -> far.router.received(far, send.data()));
        }
      } else if (effect instanceof SpeakerEffect.SetTimer set) {
        timers.computeIfAbsent(set.key(), this::timer).setAfter(set.durationPs());
      } else if (effect instanceof SpeakerEffect.CancelTimer cancel) {
        Timer timer = timers.get(cancel.key());
        if (timer != null) {
          timer.cancel();
        }
      } else if (effect instanceof SpeakerEffect.TrackNextHop track) {
        tracked.add(track.address());
        inputs.addFirst(
            nextHops.getOrDefault(
                track.address(), new SpeakerInput.NextHopChanged(track.address(), true, true, 0)));
      } else if (effect instanceof SpeakerEffect.UntrackNextHop untrack) {
        tracked.remove(untrack.address());
      } else if (effect instanceof SpeakerEffect.InstallRoute install) {
        table.put(install.prefix(), install.route());
        installed.add(install.prefix());
      } else if (effect instanceof SpeakerEffect.RemoveRoute remove) {
        if (remove.route().equals(table.get(remove.prefix()))) {
          table.remove(remove.prefix());
        }
      } else if (effect instanceof SpeakerEffect.PathsChanged changed) {
        speaker
            .paths(changed.prefix())
            .forEach(view -> rows.put(changed.prefix() + " " + view.peer(), view));
      } else if (effect instanceof SpeakerEffect.PathRemoved removed) {
        rows.remove(removed.prefix() + " " + removed.source().text());
      } else if (effect instanceof SpeakerEffect.SessionChanged changed) {
        sessionRows.put(changed.neighbor(), changed.view());
      } else if (effect instanceof SpeakerEffect.SweepRoutes) {
        swept++;
        table.keySet().removeIf(prefix -> !installed.contains(prefix));
      } else if (effect instanceof SpeakerEffect.MalformedUpdate malformed) {
        errorRows.put(malformed.view().key(), malformed.view());
      } else {
        throw new AssertionError(effect);
      }
    }

    private Timer timer(TimerKey key) {
      return new Timer(
          simulation, source, EventClass.TIMER, () -> submit(new SpeakerInput.TimerExpired(key)));
    }

    private void connect(SpeakerEffect.Connect connect) {
      End near = new End(this, connect.connection());
      ends.put(near.connection, near);
      Router target = routers.get(connect.remote());
      later(
          () -> {
            if (near.closed || target == null || target.silent) {
              return;
            }
            if (!target.speaker.accepts(address)) {
              later(() -> ended(near, "refused"));
              return;
            }
            End far = new End(target, target.speaker.newConnection());
            target.ends.put(far.connection, far);
            far.far = near;
            near.far = far;
            // By the far end's order of events, so that it comes before the bytes that follow.
            target.later(
                () -> {
                  if (!near.closed) {
                    submit(new SpeakerInput.ConnectionOpened(near.connection, address));
                  }
                });
            target.submit(
                new SpeakerInput.ConnectionAccepted(far.connection, target.address, address));
          });
    }

    private void received(End end, Bytes data) {
      if (!end.closed && !silent) {
        receivedBytes.add(data.toArray());
        lastReceivedPs = simulation.nowPs();
        submit(new SpeakerInput.Received(end.connection, data));
      }
    }

    private void ended(End end, String why) {
      if (!end.closed && !silent) {
        end.closed = true;
        ends.remove(end.connection);
        submit(new SpeakerInput.ConnectionClosed(end.connection, why));
      }
    }

    /** A peer's bytes, as if it had sent them. */
    void inject(String from, byte[] bytes) {
      for (End end : new ArrayList<>(ends.values())) {
        if (end.far != null && end.far.router.address.equals(ip(from))) {
          received(end, Bytes.of(bytes));
          return;
        }
      }
      throw new AssertionError("no connection from " + from);
    }

    private void later(Runnable action) {
      simulation.at(simulation.nowPs() + DELAY_PS, source, EventClass.FRAME, action);
    }
  }
}
