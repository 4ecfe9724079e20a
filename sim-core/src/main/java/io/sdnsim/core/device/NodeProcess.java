package io.sdnsim.core.device;

/**
 * A program that runs on a node: a routing daemon, a load balancer, an application. It lives from
 * {@link #start} to one of the ways to end; a new object is made for the next start.
 */
public interface NodeProcess {
  void start();

  /** Ends in order and says goodbye to its peers. */
  void shutDown();

  /**
   * Dies: it can do nothing any more. The kernel closes its TCP connections (FIN, or RST with
   * unread data) and forgets its ports.
   */
  void crash();

  /**
   * Dies while the node's other processes live on: the kernel closes its connections and ports, of
   * which the process keeps the list.
   *
   * @throws UnsupportedOperationException when it keeps none
   */
  default void crashAlone() {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " dies with its node");
  }
}
