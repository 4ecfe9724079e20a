package io.sdnsim.core.link;

/** Is told when a port comes up or goes down. */
@FunctionalInterface
public interface PortListener {
  /** The port's operational state changed to what {@link Port#isUp} says now. */
  void portChanged(Port port);
}
