package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.policy.CommunityKind;
import io.sdnsim.bgp.policy.CommunityKinds;
import io.sdnsim.bgp.rib.AddPathRibOut;
import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.bgp.speaker.BgpSpeaker;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tables of a BGP speaker that are no part of the trace: they are read from the speaker as it
 * stands. RFC 4271 3.2 names them: Adj-RIB-In before policy, Adj-RIB-Out after it.
 */
final class SpeakerTables {
  static final String SUMMARY = "bgp-summary";
  static final String RECEIVED = "bgp-received";
  static final String ADVERTISED = "bgp-advertised";
  static final String BEST = "bgp-best";

  /** All of them. */
  static final List<String> NAMES = List.of(SUMMARY, BEST, RECEIVED, ADVERTISED);

  private final BgpSpeaker speaker;

  private SpeakerTables(BgpSpeaker speaker) {
    this.speaker = speaker;
  }

  /**
   * The rows of a table.
   *
   * @param best the rows of the table {@code bgp}
   * @param process null on a node that never booted
   */
  static List<Map<String, Object>> rows(
      String table, List<Map<String, Object>> best, @Nullable BgpProcess process) {
    if (process == null || !process.isRunning()) {
      return List.of();
    }
    SpeakerTables tables = new SpeakerTables(process.speaker());
    return switch (table) {
      case SUMMARY -> tables.summary();
      case RECEIVED -> tables.received();
      case ADVERTISED -> tables.advertised();
      case BEST -> best.stream().filter(row -> Boolean.TRUE.equals(row.get("best"))).toList();
      default -> throw new IllegalArgumentException("no table of BGP: " + table);
    };
  }

  private List<Map<String, Object>> summary() {
    SortedMap<IpAddress, Integer> accepted = accepted();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SessionView view : speaker.sessions()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("neighbor", view.neighbor().toString());
      row.put("remoteAs", view.remoteAs());
      row.put("state", view.state().text());
      row.put("since", SimTime.formatSeconds(view.sincePs()));
      row.put("received", (long) view.receivedPrefixes());
      row.put("accepted", (long) accepted.getOrDefault(view.neighbor(), 0));
      row.put("advertised", (long) told(view.neighbor()).size());
      rows.add(row);
    }
    return rows;
  }

  /** How many paths of each neighbor policy has accepted. */
  private SortedMap<IpAddress, Integer> accepted() {
    SortedMap<IpAddress, Integer> counts = new TreeMap<>();
    for (Destination destination : speaker.locRib().destinations()) {
      for (Path path : destination.paths()) {
        IpAddress peer = path.source().peer();
        if (peer != null) {
          counts.merge(peer, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /** A path in an Adj-RIB. */
  private record Entry(Prefix prefix, long pathId, PathAttributes attributes) {}

  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::prefix).thenComparing(Entry::pathId);

  private List<Map<String, Object>> received() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SessionView view : speaker.sessions()) {
      AdjRibIn rib = speaker.adjRibIn(view.neighbor());
      List<Entry> entries = new ArrayList<>();
      if (rib != null) {
        rib.forEach((prefix, id, attributes) -> entries.add(new Entry(prefix, id, attributes)));
      }
      entries.sort(ORDER);
      for (Entry entry : entries) {
        Map<String, Object> row = row(view.neighbor(), entry);
        row.put("accepted", isAccepted(view.neighbor(), entry));
        rows.add(row);
      }
    }
    return rows;
  }

  private boolean isAccepted(IpAddress neighbor, Entry entry) {
    Destination destination = speaker.locRib().get(entry.prefix);
    return destination != null
        && destination.paths().stream()
            .anyMatch(
                path ->
                    neighbor.equals(path.source().peer())
                        && path.source().pathId() == entry.pathId);
  }

  private List<Map<String, Object>> advertised() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SessionView view : speaker.sessions()) {
      for (Entry entry : told(view.neighbor())) {
        rows.add(row(view.neighbor(), entry));
      }
    }
    return rows;
  }

  private List<Entry> told(IpAddress neighbor) {
    List<Entry> entries = new ArrayList<>();
    AdjRibOut one = speaker.adjRibOut(neighbor);
    if (one != null) {
      one.advertised().forEach((prefix, told) -> entries.add(new Entry(prefix, 0, told)));
    }
    AddPathRibOut many = speaker.addPathOut(neighbor);
    if (many != null) {
      for (Prefix prefix : many.prefixes()) {
        many.advertised(prefix)
            .forEach(told -> entries.add(new Entry(prefix, told.pathId(), told.attributes())));
      }
    }
    entries.sort(ORDER);
    return entries;
  }

  private static Map<String, Object> row(IpAddress neighbor, Entry entry) {
    PathAttributes attributes = entry.attributes;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("neighbor", neighbor.toString());
    row.put("prefix", entry.prefix.toString());
    row.put("pathId", entry.pathId == 0 ? "" : Long.toString(entry.pathId));
    row.put("nextHop", attributes.nextHop() == null ? "" : attributes.nextHop().toString());
    row.put("asPath", attributes.asPath().toString());
    row.put("origin", attributes.origin().text());
    row.put("med", attributes.has(PathAttribute.MULTI_EXIT_DISC) ? text(attributes.med()) : "");
    row.put(
        "localPref", attributes.has(PathAttribute.LOCAL_PREF) ? text(attributes.localPref()) : "");
    row.put("communities", communities(attributes));
    return row;
  }

  private static String text(long value) {
    return Long.toString(value);
  }

  private static List<String> communities(PathAttributes attributes) {
    List<String> texts = new ArrayList<>();
    addTexts(texts, CommunityKinds.STANDARD, attributes);
    addTexts(texts, CommunityKinds.EXTENDED, attributes);
    addTexts(texts, CommunityKinds.LARGE, attributes);
    return texts;
  }

  private static <T> void addTexts(
      List<String> texts, CommunityKind<T> kind, PathAttributes attributes) {
    kind.values(attributes).forEach(value -> texts.add(kind.text(value)));
  }
}
