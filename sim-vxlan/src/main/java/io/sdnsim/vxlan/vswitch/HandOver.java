package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.vxlan.tunnel.SecondChoice;
import org.jspecify.annotations.Nullable;

/**
 * What the host of the first machine of a rendezvous pair does with a packet in the midst of a
 * connection (GLB Director): the machine gets it if the host translates that connection for it
 * already; else it goes on to the second machine, unchanged. The second host asks nobody.
 */
final class HandOver {
  /** What of the virtual switch it needs. */
  interface Ports {
    /** The port of a machine that is here, or null. */
    @Nullable VmPort portOf(int vni, MacAddress mac);

    /** Whether the port's VM has state for the packet that came to it. */
    boolean knows(VmPort port, Packet packet);

    /** Gives a frame to the VM of a port. */
    void toVm(VmPort port, Packet frame);

    /** Sends a whole packet by the host's own routes. */
    void toUnderlay(Packet packet);
  }

  private final NodeContext context;
  private final Ports ports;
  private long handedOn;

  HandOver(NodeContext context, Ports ports) {
    this.context = context;
    this.ports = ports;
  }

  /** Packets that went on to a second machine. */
  long handedOn() {
    return handedOn;
  }

  /**
   * Takes a frame that has a second choice in it.
   *
   * @return false when it has none: an ordinary frame
   */
  boolean take(int vni, Packet frame) {
    SecondChoice choice = SecondChoice.of(frame);
    EthernetHeader ethernet = frame.ethernet();
    if (choice == null || ethernet == null) {
      return false;
    }
    VmPort first = ports.portOf(vni, ethernet.destination());
    if (first != null && ports.knows(first, choice.frame())) {
      ports.toVm(first, choice.frameTo(ethernet.destination()));
    } else {
      handOn(choice);
    }
    return true;
  }

  private void handOn(SecondChoice choice) {
    handedOn++;
    EthernetHeader ethernet = choice.frame().ethernet();
    VmPort second = ethernet == null ? null : ports.portOf(choice.vni(), ethernet.destination());
    IpHeader outer = choice.toSecond().ip();
    if (context.isTracing()) {
      IpHeader inner = choice.frame().ip();
      context.step(
          choice.frame(),
          new Step.LoadBalanced(
              inner == null ? "" : inner.destination().toString(),
              second != null || outer == null ? "here" : outer.destination().toString(),
              "handed on, no state"));
    }
    if (second != null) {
      ports.toVm(second, choice.frame());
    } else {
      ports.toUnderlay(choice.toSecond());
    }
  }
}
