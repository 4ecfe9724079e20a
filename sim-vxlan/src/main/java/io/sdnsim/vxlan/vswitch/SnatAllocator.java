package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import java.util.function.Predicate;

/** Chooses the port of a VIP from which a new flow of a VM leaves. */
@FunctionalInterface
public interface SnatAllocator {
  /** No port of the range is free for this remote end. */
  int NONE = -1;

  /**
   * The lowest port that no flow to the same remote end uses. The same port serves flows to
   * different remote ends (Ananta 3.5.1).
   */
  SnatAllocator LOWEST_FREE =
      (range, inside, taken) -> {
        for (int port = range.firstPort(); port <= range.lastPort(); port++) {
          if (!taken.test(outside(range, inside, port))) {
            return port;
          }
        }
        return NONE;
      };

  /**
   * Chooses a port.
   *
   * @param inside the flow as the VM sends it
   * @param taken whether a flow as the world would see it is in use
   * @return a port of the range, or {@link #NONE}
   */
  int allocate(SnatRange range, FlowKey inside, Predicate<FlowKey> taken);

  /** A flow of the VM as the world sees it when it leaves from this port. */
  static FlowKey outside(SnatRange range, FlowKey inside, int port) {
    return new FlowKey(
        inside.vrf(),
        range.vip(),
        inside.destination(),
        inside.protocol(),
        port,
        inside.destinationPort());
  }
}
