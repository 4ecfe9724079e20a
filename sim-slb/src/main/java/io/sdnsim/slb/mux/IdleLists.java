package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The flows by when they expire: those of one idle timeout form a list by their last packet, so
 * that using one and finding the next to expire take constant time. Each flow is in one list; its
 * neighbors stand in its row.
 */
final class IdleLists {
  /** The list of untrusted flows, whose timeout is the first. */
  static final int UNTRUSTED = 0;

  private static final int NONE = FlowRows.NONE;
  private static final int MOST = 1 << 16;

  private static final class IdleList {
    private final long timeoutPs;
    private int oldest = NONE;
    private int newest = NONE;

    IdleList(long timeoutPs) {
      this.timeoutPs = timeoutPs;
    }
  }

  private final FlowRows rows;
  private final List<IdleList> lists = new ArrayList<>();

  IdleLists(FlowRows rows, long untrustedPs) {
    this.rows = rows;
    lists.add(new IdleList(untrustedPs));
  }

  /** The list of trusted flows with a timeout: there are a handful, as the rules have had. */
  int listFor(long timeoutPs) {
    for (int i = UNTRUSTED + 1; i < lists.size(); i++) {
      if (lists.get(i).timeoutPs == timeoutPs) {
        return i;
      }
    }
    for (int i = UNTRUSTED + 1; i < lists.size(); i++) {
      if (lists.get(i).oldest == NONE) {
        lists.set(i, new IdleList(timeoutPs));
        return i;
      }
    }
    if (lists.size() == MOST) {
      throw new IllegalStateException("more than " + (MOST - 1) + " idle timeouts at a time");
    }
    lists.add(new IdleList(timeoutPs));
    return lists.size() - 1;
  }

  /** Puts a flow that is in no list at the end of one. */
  void append(long nowPs, int flow, int number) {
    IdleList list = lists.get(number);
    rows.setList(flow, number);
    rows.setLastUsedPs(flow, nowPs);
    rows.setLinks(flow, list.newest, NONE);
    linkNewer(list, list.newest, flow);
    list.newest = flow;
  }

  void unlink(int flow) {
    IdleList list = listOf(flow);
    int older = rows.older(flow);
    int newer = rows.newer(flow);
    linkNewer(list, older, newer);
    linkOlder(list, newer, older);
  }

  /** A packet of the flow passed. */
  void touch(long nowPs, int flow) {
    if (listOf(flow).newest == flow) {
      rows.setLastUsedPs(flow, nowPs);
    } else {
      unlink(flow);
      append(nowPs, flow, rows.list(flow));
    }
  }

  private IdleList listOf(int flow) {
    return lists.get(rows.list(flow));
  }

  /** Sets what comes after a flow, or at the beginning when there is none before. */
  private void linkNewer(IdleList list, int before, int after) {
    if (before == NONE) {
      list.oldest = after;
    } else {
      rows.setNewer(before, after);
    }
  }

  /** Sets what comes before a flow, or at the end when there is none after. */
  private void linkOlder(IdleList list, int after, int before) {
    if (after == NONE) {
      list.newest = before;
    } else {
      rows.setOlder(after, before);
    }
  }

  // Expiry ----------------------------------------------------------------------------------------

  boolean isExpired(long nowPs, int flow) {
    return nowPs - rows.lastUsedPs(flow) >= listOf(flow).timeoutPs;
  }

  /** When the next flow expires, unless it is used before; {@link SimTime#NEVER} when empty. */
  long nextExpiryPs() {
    long next = SimTime.NEVER;
    for (int i = 0; i < lists.size(); i++) {
      next = Math.min(next, expiryOf(lists.get(i)));
    }
    return next;
  }

  /** The flow that has expired first, or {@link FlowRows#NONE}. */
  int firstExpired(long nowPs) {
    int first = NONE;
    long firstPs = SimTime.NEVER;
    for (int i = 0; i < lists.size(); i++) {
      IdleList list = lists.get(i);
      long expiry = expiryOf(list);
      if (expiry <= nowPs && expiry < firstPs) {
        first = list.oldest;
        firstPs = expiry;
      }
    }
    return first;
  }

  private long expiryOf(IdleList list) {
    return list.oldest == NONE ? SimTime.NEVER : rows.lastUsedPs(list.oldest) + list.timeoutPs;
  }

  // Moving ----------------------------------------------------------------------------------------

  /** The row of a flow has moved here. */
  void moved(int flow) {
    IdleList list = listOf(flow);
    linkNewer(list, rows.older(flow), flow);
    linkOlder(list, rows.newer(flow), flow);
  }

  /** All rows have moved; their links still tell the old numbers. */
  void renumber(int[] numbers) {
    for (int i = 0; i < lists.size(); i++) {
      IdleList list = lists.get(i);
      list.oldest = renumbered(list.oldest, numbers);
      list.newest = renumbered(list.newest, numbers);
    }
    for (int flow = 0; flow < rows.slots(); flow++) {
      if (rows.isTaken(flow)) {
        int older = renumbered(rows.older(flow), numbers);
        rows.setLinks(flow, older, renumbered(rows.newer(flow), numbers));
      }
    }
  }

  private static int renumbered(int flow, int[] numbers) {
    return flow == NONE ? NONE : numbers[flow];
  }
}
