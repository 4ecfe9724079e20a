package io.sdnsim.core.link;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's attachment to a link. A port is up when it is enabled, its link has carrier in the
 * direction towards it and the node at the other end has power and its port enabled.
 */
public final class Port {
  private static final FrameHandler NOBODY =
      (port, frame) -> port.owner.drop(frame, CoreDrop.UNKNOWN_ETHERTYPE);

  private final NodeContext owner;
  private final int number;
  private final String name;
  private final MacAddress mac;
  private final List<PortListener> listeners = new ArrayList<>();
  private FrameHandler handler = NOBODY;
  private @Nullable LinkDirection out;
  private @Nullable Port peer;
  private boolean enabled = true;
  private boolean up;

  /**
   * @param number unique on the node, from 0
   * @param name as users write it, such as {@code eth0}
   */
  public Port(NodeContext owner, int number, String name, MacAddress mac) {
    this.owner = owner;
    this.number = number;
    this.name = name;
    this.mac = mac;
  }

  public NodeContext owner() {
    return owner;
  }

  public int number() {
    return number;
  }

  public String name() {
    return name;
  }

  public MacAddress mac() {
    return mac;
  }

  /** {@code node:port}, as scenarios write it. */
  public String fullName() {
    return owner.name() + ":" + name;
  }

  /** The port at the other end of the link, or null when there is no link. */
  public @Nullable Port peer() {
    return peer;
  }

  /** The MTU of the link in IP bytes; 0 without a link. */
  public int mtuBytes() {
    return out == null ? 0 : out.mtuBytes();
  }

  /** Sets who gets the frames; a node does so when it boots. */
  public void attach(FrameHandler newHandler) {
    handler = newHandler;
  }

  public void addListener(PortListener listener) {
    listeners.add(listener);
  }

  public void removeListener(PortListener listener) {
    listeners.remove(listener);
  }

  void connect(LinkDirection newOut, Port newPeer) {
    if (out != null) {
      throw new IllegalStateException(fullName() + " has a link already");
    }
    out = newOut;
    peer = newPeer;
  }

  public boolean isUp() {
    return up;
  }

  public boolean isEnabled() {
    return enabled;
  }

  /** Administrative state: a disabled port sends no signal, so that its peer goes down as well. */
  public void setEnabled(boolean newEnabled) {
    enabled = newEnabled;
    refreshBothEnds();
  }

  /** Re-evaluates both ends' state after a change of power, carrier or administrative state. */
  public void refreshBothEnds() {
    refresh();
    if (peer != null) {
      peer.refresh();
    }
  }

  private void refresh() {
    boolean nowUp = enabled && owner.state() != NodeState.OFF && hasSignal();
    if (nowUp == up) {
      return;
    }
    up = nowUp;
    if (!up && out != null) {
      out.dropInFlight(CoreDrop.LINK_DOWN);
    }
    for (PortListener listener : List.copyOf(listeners)) {
      listener.portChanged(this);
    }
  }

  private boolean hasSignal() {
    return peer != null
        && peer.enabled
        && peer.owner.state() != NodeState.OFF
        && peer.out != null
        && peer.out.hasCarrier();
  }

  /** Transmits a frame, or drops it with a reason. */
  public void send(Packet frame) {
    if (out == null || !up) {
      owner.drop(frame, CoreDrop.LINK_DOWN, name);
      return;
    }
    out.transmit(frame);
  }

  /** Called by the link when a frame has arrived whole. */
  void arrive(Packet frame, boolean corrupted) {
    if (owner.state() != NodeState.RUNNING) {
      boolean off = owner.state() == NodeState.OFF;
      owner.drop(frame, off ? CoreDrop.NODE_OFF : CoreDrop.NODE_FROZEN);
      return;
    }
    if (owner.isTracing()) {
      owner.step(frame, new Step.Received(name, peer == null ? "" : peer.owner.name()));
    }
    if (corrupted) {
      owner.drop(frame, CoreDrop.BAD_FCS);
      return;
    }
    handler.receive(this, frame);
  }

  @Override
  public String toString() {
    return fullName();
  }
}
