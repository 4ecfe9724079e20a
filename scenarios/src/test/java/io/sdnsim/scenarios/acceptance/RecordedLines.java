package io.sdnsim.scenarios.acceptance;

import io.sdnsim.bgp.mrt.MrtLines;
import io.sdnsim.bgp.mrt.MrtReader;
import io.sdnsim.bgp.mrt.MrtRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a recorded peer told at the end, by the lines that {@code sdnsim mrt} prints. */
final class RecordedLines {
  private final String peer;
  private final long asn;
  private final Map<String, TreeMap<Long, String>> routes = new TreeMap<>();

  private RecordedLines(String peer, long asn) {
    this.peer = peer;
    this.asn = asn;
  }

  /**
   * By prefix: AS path with the peer's AS in front, origin, MED, communities, aggregator. Of
   * several paths of one prefix the one with the lowest identifier.
   */
  static Map<String, String> told(Path file, String peer, long asn) throws Exception {
    RecordedLines lines = new RecordedLines(peer, asn);
    try (MrtReader reader = new MrtReader(file.toString(), Files.newInputStream(file))) {
      MrtRecord record;
      while ((record = reader.next()) != null) {
        if (!(record instanceof MrtRecord.Message message && message.local())) {
          StringBuilder text = new StringBuilder();
          new MrtLines(text).add(record);
          text.toString().lines().forEach(lines::take);
        }
      }
    }
    Map<String, String> told = new TreeMap<>();
    lines.routes.forEach((prefix, paths) -> told.put(prefix, paths.firstEntry().getValue()));
    return told;
  }

  private void take(String line) {
    String[] fields = line.split("\\|", -1);
    boolean addPath = fields[0].endsWith("_AP");
    if (fields[2].equals("STATE")) {
      if (fields[3].equals(peer) && fields[5].equals("6")) {
        routes.clear();
      }
      return;
    }
    if (!fields[3].equals(peer)) {
      return;
    }
    String prefix = fields[5];
    int at = addPath ? 7 : 6;
    long id = addPath ? Long.parseLong(fields[6]) : 0;
    if (fields[2].equals("W")) {
      TreeMap<Long, String> paths = routes.get(prefix);
      if (paths != null && paths.remove(id) != null && paths.isEmpty()) {
        routes.remove(prefix);
      }
      return;
    }
    String path = fields[at];
    String own = Long.toString(asn);
    String sent =
        path.equals(own) || path.startsWith(own + " ") ? path : (own + " " + path).strip();
    String route =
        String.join(
            "|",
            sent,
            fields[at + 1],
            fields[at + 4],
            fields[at + 5],
            fields[at + 6],
            fields[at + 7]);
    routes.computeIfAbsent(prefix, any -> new TreeMap<>()).put(id, route);
  }
}
