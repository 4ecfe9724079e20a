package io.sdnsim.bgp.sim;

import io.sdnsim.bgp.speaker.MalformedUpdateView;
import io.sdnsim.bgp.speaker.PathView;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rows of a BGP process's tables: {@code bgp}, {@code sessions}, {@code update-errors}. */
final class BgpTables {
  private BgpTables() {}

  /** The key of a row of the table {@code bgp}. */
  static String key(Prefix prefix, String peer) {
    return prefix + " " + peer;
  }

  static Map<String, Object> row(PathView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("prefix", view.prefix().toString());
    row.put("nextHop", view.nextHop());
    row.put("best", view.best());
    row.put("multipath", view.multipath());
    row.put("asPath", view.asPath());
    row.put("origin", view.origin());
    row.put("med", view.med());
    row.put("localPref", view.localPref());
    row.put("weight", (long) view.weight());
    row.put("peer", view.peer());
    row.put("reason", view.reason());
    return row;
  }

  static Map<String, Object> row(SessionView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("neighbor", view.neighbor().toString());
    row.put("remoteAs", view.remoteAs());
    row.put("state", view.state().text());
    row.put("since", SimTime.formatSeconds(view.sincePs()));
    row.put("holdTime", (long) view.holdTimeSeconds());
    row.put("receivedPrefixes", (long) view.receivedPrefixes());
    row.put("lastReceivedPs", view.lastReceivedPs());
    row.put("lastEvent", view.lastEvent());
    row.put("lastError", view.lastError());
    row.put("stalePrefixes", (long) view.stalePrefixes());
    row.put("overPrefixLimit", view.overPrefixLimit());
    return row;
  }

  static Map<String, Object> row(MalformedUpdateView view) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("neighbor", view.neighbor().toString());
    row.put("action", view.action().text());
    row.put("attribute", view.attribute());
    row.put("clause", view.clause());
    row.put("count", view.count());
    row.put("last", SimTime.formatSeconds(view.lastPs()));
    row.put("detail", view.detail());
    return row;
  }
}
