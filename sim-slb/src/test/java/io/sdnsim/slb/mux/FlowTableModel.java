package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.slb.goal.RuleSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link MuxFlowTable} is to do, as plain as can be: a map in the order of last packets. */
final class FlowTableModel {
  static final class Flow {
    final FlowKey key;
    final Target target;
    long usedPs;
    int list;
    boolean closing;
    int nextSequence;
    int acknowledgment;

    Flow(FlowKey key, Target target) {
      this.key = key;
      this.target = target;
    }

    boolean isTrusted() {
      return list != 0;
    }

    void follow(int newNextSequence, int newAcknowledgment) {
      boolean first = nextSequence == 0 && acknowledgment == 0;
      if (first || newNextSequence - nextSequence > 0) {
        nextSequence = newNextSequence;
      }
      acknowledgment = newAcknowledgment;
    }
  }

  private final FlowLimits limits;
  private final Map<FlowKey, Flow> flows = new LinkedHashMap<>();

  /**
   * By number of the list: of flows that expire at the same time, those of the first list go first.
   */
  private final List<Long> timeoutsPs = new ArrayList<>();

  FlowTableModel(FlowLimits limits) {
    this.limits = limits;
    timeoutsPs.add(limits.untrustedIdlePs());
  }

  @Nullable Flow find(FlowKey key) {
    return flows.get(key);
  }

  int size() {
    return flows.size();
  }

  int trusted() {
    return (int) flows.values().stream().filter(Flow::isTrusted).count();
  }

  boolean hasRoom() {
    return size() - trusted() < limits.untrusted();
  }

  void add(long nowPs, FlowKey key, Target target) {
    flows.put(key, new Flow(key, target));
    use(nowPs, flows.get(key), 0);
  }

  void touch(long nowPs, Flow flow) {
    use(nowPs, flow, flow.list);
  }

  boolean trust(long nowPs, Flow flow) {
    if (flow.isTrusted() || flow.closing || trusted() >= limits.trusted()) {
      return false;
    }
    long own = flow.target.settings().idleTimeoutPs();
    use(nowPs, flow, listFor(own == RuleSettings.AUTOMATIC ? limits.trustedIdlePs() : own));
    return true;
  }

  void close(long nowPs, Flow flow) {
    flow.closing = true;
    if (flow.isTrusted() && hasRoom()) {
      use(nowPs, flow, 0);
    }
  }

  void remove(Flow flow) {
    flows.remove(flow.key);
  }

  private void use(long nowPs, Flow flow, int list) {
    flow.usedPs = nowPs;
    flow.list = list;
    flows.remove(flow.key);
    flows.put(flow.key, flow);
  }

  /** That of the timeout; else one whose flows are all gone; else one more. */
  private int listFor(long timeoutPs) {
    int list = timeoutsPs.subList(1, timeoutsPs.size()).indexOf(timeoutPs) + 1;
    for (int i = 1; list == 0 && i < timeoutsPs.size(); i++) {
      int number = i;
      list = flows.values().stream().anyMatch(flow -> flow.list == number) ? 0 : i;
    }
    if (list == 0) {
      timeoutsPs.add(timeoutPs);
      return timeoutsPs.size() - 1;
    }
    timeoutsPs.set(list, timeoutPs);
    return list;
  }

  long expiryPs(Flow flow) {
    return flow.usedPs + timeoutsPs.get(flow.list);
  }

  long nextExpiryPs() {
    Flow next = next();
    return next == null ? SimTime.NEVER : expiryPs(next);
  }

  /** The flow that expires first, sooner or later. */
  @Nullable Flow next() {
    Flow first = null;
    for (Flow flow : flows.values()) {
      if (first == null
          || expiryPs(flow) < expiryPs(first)
          || (expiryPs(flow) == expiryPs(first) && flow.list < first.list)) {
        first = flow;
      }
    }
    return first;
  }
}
