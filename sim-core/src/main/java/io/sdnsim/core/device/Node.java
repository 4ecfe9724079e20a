package io.sdnsim.core.device;

import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import java.util.List;

/**
 * A device of the network. Nodes are composed of parts; they share no base class.
 *
 * <p>What a node knows only while it has power (ARP, FIB, sessions) belongs to one object that
 * {@link #boot} makes anew, so that a power cycle forgets it all.
 */
public interface Node {
  NodeContext context();

  List<Port> ports();

  /**
   * Builds the volatile parts from configuration and starts the processes; at the start of the run
   * and after power-on.
   */
  void boot();

  /** The power is gone: volatile parts are dropped without a word to anyone. */
  void powerOff();

  /** An orderly shutdown: processes take their leave (BGP Cease, TCP FIN); the power goes later. */
  void shutDown();

  /** The routing and application processes die; the kernel stays and closes their sockets. */
  void crashProcesses();

  /** Those processes that don't run are started again. */
  void restartProcesses();

  /** Packets held inside the node: waiting for ARP, for fragments. */
  int heldPackets();
}
