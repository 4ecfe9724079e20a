package io.sdnsim.core.device;

/** Makes a process of a node each time the node boots or the process is started again. */
@FunctionalInterface
public interface ProcessFactory {
  NodeProcess create(IpNode node);
}
