package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a traceroute found; grows while it runs. */
public final class TracerouteResult {
  /** Why a traceroute ended. */
  public enum End {
    /** It still runs. */
    RUNNING,
    /** The destination answered. */
    REACHED,
    /** A router said that there is no way. */
    UNREACHABLE,
    /** The hop limit reached its maximum. */
    MAX_HOPS,
    /** Too many hops in a row were silent. */
    SILENT,
    /** The program ended before. */
    STOPPED
  }

  /**
   * The answer to one probe.
   *
   * @param from who answered; null for nobody
   * @param rttPs how long it took; the timeout for nobody
   * @param answer what was answered: {@code time exceeded}, {@code port unreachable}, {@code echo
   *     reply}, {@code *}
   */
  public record Probe(int hopLimit, @Nullable IpAddress from, long rttPs, String answer) {}

  private final List<Probe> probes = new ArrayList<>();
  private End end = End.RUNNING;

  void add(Probe probe) {
    probes.add(probe);
  }

  void ended(End newEnd) {
    if (end == End.RUNNING) {
      end = newEnd;
    }
  }

  public End end() {
    return end;
  }

  /** All probes in the order in which they were sent. */
  public List<Probe> probes() {
    return List.copyOf(probes);
  }

  /** Who answered first for each hop limit from 1 on; null where nobody did. */
  public List<@Nullable IpAddress> hops() {
    List<@Nullable IpAddress> hops = new ArrayList<>();
    for (Probe probe : probes) {
      while (hops.size() < probe.hopLimit()) {
        hops.add(null);
      }
      if (hops.get(probe.hopLimit() - 1) == null) {
        hops.set(probe.hopLimit() - 1, probe.from());
      }
    }
    return hops;
  }

  /** One line for each hop: {@code 2 10.0.0.1 34us 10.0.0.1 33us *}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int line = 0;
    for (Probe probe : probes) {
      if (probe.hopLimit() != line) {
        line = probe.hopLimit();
        text.append(text.isEmpty() ? "" : "\n").append(line < 10 ? " " : "").append(line);
      }
      text.append("  ");
      text.append(probe.from() == null ? "*" : probe.from() + "  " + SimTime.format(probe.rttPs()));
    }
    return text.toString();
  }
}
