package io.sdnsim.core.l3.nat;

import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.FlowKey;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Chooses the outside port, or ICMP echo identifier, of a new flow. */
@FunctionalInterface
public interface PortAllocator {
  /** What {@link #allocate} returns when every port is taken. */
  int NONE = -1;

  /** The ports tried when a flow can't keep its own. */
  PortRange DEFAULT_PORTS = new PortRange(1024, 65_535);

  /**
   * Keeps the flow's own port when it is free and in the range, and otherwise tries the range from
   * a place that depends on the flow alone, so that a run can be repeated.
   */
  PortAllocator PRESERVING =
      (flow, ports, isFree) -> {
        int own = flow.sourcePort();
        if ((ports == null || ports.contains(own)) && isFree.test(own)) {
          return own;
        }
        PortRange range = ports == null ? DEFAULT_PORTS : ports;
        int start = (int) Long.remainderUnsigned(flow.hash(0), range.count());
        for (int i = 0; i < range.count(); i++) {
          int port = range.first() + (start + i) % range.count();
          if (isFree.test(port)) {
            return port;
          }
        }
        return NONE;
      };

  /**
   * A port for a flow.
   *
   * @param flow the flow as it is before its source is rewritten
   * @param ports the range to take it from, or null where the rule names none
   * @param isFree whether a port of the outside address could be told apart from all others in use
   * @return the port or {@link #NONE}
   */
  int allocate(FlowKey flow, @Nullable PortRange ports, IntPredicate isFree);
}
