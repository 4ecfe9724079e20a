package io.sdnsim.vxlan.outside;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.device.Node;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Packet;
import java.util.List;
import java.util.function.Consumer;

/**
 * The network card of a VM that is not simulated. To the virtual switch it is a VM like any other:
 * what the switch sends it goes out of the simulation, and what comes from there the switch gets.
 */
public final class OutsideVm implements Node {
  private final NodeContext context;
  private final Port port;
  private final int vni;
  private Consumer<Packet> out = frame -> {};
  private long sent;
  private long received;

  /**
   * @param vni of its virtual subnet
   * @param mac of its interface
   */
  public OutsideVm(NodeContext context, int vni, MacAddress mac) {
    this.context = context;
    this.vni = vni;
    this.port = new Port(context, 0, "eth0", mac);
  }

  /** Says what takes the frames that the virtual switch sends. */
  void setOutput(Consumer<Packet> newOut) {
    out = newOut;
  }

  public int vni() {
    return vni;
  }

  public MacAddress mac() {
    return port.mac();
  }

  /** Frames from the VM so far. */
  public long sent() {
    return sent;
  }

  /** Frames to the VM so far. */
  public long received() {
    return received;
  }

  /** The VM sent a frame. */
  void fromOutside(Packet frame) {
    sent++;
    context.created(frame, "outside");
    port.send(frame);
  }

  private void toOutside(Port from, Packet frame) {
    received++;
    context.consumed(frame, "outside");
    out.accept(frame);
  }

  @Override
  public NodeContext context() {
    return context;
  }

  @Override
  public List<Port> ports() {
    return List.of(port);
  }

  @Override
  public void boot() {
    port.attach(this::toOutside);
  }

  // Whatever the VM is and does, it is not here.

  @Override
  public void powerOff() {}

  @Override
  public void shutDown() {}

  @Override
  public void crashProcesses() {}

  @Override
  public void restartProcesses() {}

  @Override
  public int heldPackets() {
    return 0;
  }
}
