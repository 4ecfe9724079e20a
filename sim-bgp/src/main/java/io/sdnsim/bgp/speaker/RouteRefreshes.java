package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The route refreshes of one peer that go between marks (RFC 7313 4): which families it has asked
 * for, and which ones it is sending once more itself.
 */
final class RouteRefreshes {
  private final Set<AddressFamily> toBegin = new TreeSet<>();
  private final Set<AddressFamily> toEnd = new TreeSet<>();
  private final Set<AddressFamily> received = new TreeSet<>();

  /** The peer asks for a family; once more, when it has asked before. */
  void asked(AddressFamily family) {
    toBegin.add(family);
  }

  boolean isDue() {
    return !toBegin.isEmpty() || !toEnd.isEmpty();
  }

  /** The marks to send before the routes. */
  List<BgpMessage> beginnings() {
    List<BgpMessage> marks = new ArrayList<>();
    toBegin.forEach(family -> marks.add(BgpMessage.RouteRefresh.beginning(family)));
    toEnd.addAll(toBegin);
    toBegin.clear();
    return marks;
  }

  /** The marks to send behind them. */
  List<BgpMessage> ends() {
    List<BgpMessage> marks = new ArrayList<>();
    toEnd.forEach(family -> marks.add(BgpMessage.RouteRefresh.end(family)));
    toEnd.clear();
    return marks;
  }

  /** The peer begins to send a family once more. */
  void begun(AddressFamily family) {
    received.add(family);
  }

  /** The peer has done so; false when it never began, and the mark means nothing. */
  boolean ended(AddressFamily family) {
    return received.remove(family);
  }

  void clear() {
    toBegin.clear();
    toEnd.clear();
    received.clear();
  }
}
