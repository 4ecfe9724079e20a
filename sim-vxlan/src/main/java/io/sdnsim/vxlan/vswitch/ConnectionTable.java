package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.vxlan.flow.FlowTable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The flows that security groups have let pass, of all ports of a host. */
final class ConnectionTable {
  private final FlowTable<Connection> connections;

  ConnectionTable(VirtualHostConfig config) {
    this.connections = new FlowTable<>(config.natLimit(), config.flowIdlePs());
  }

  /** The connection that a packet with this key belongs to, whichever way it goes; or null. */
  @Nullable Connection find(long nowPs, FlowKey key) {
    expire(nowPs);
    Connection forward = connections.get(key);
    return forward == null ? connections.get(key.reversed()) : forward;
  }

  boolean isFull() {
    return connections.isFull();
  }

  int size() {
    return connections.size();
  }

  /** Adds a connection in place of one with the same ends, whichever of them had opened that. */
  void add(long nowPs, Connection connection) {
    Connection before = find(nowPs, connection.key());
    if (before != null) {
      connections.remove(before);
    }
    connections.add(nowPs, connection);
  }

  void touch(long nowPs, Connection connection) {
    connections.touch(nowPs, connection);
  }

  void removeIf(Predicate<Connection> condition) {
    connections.removeIf(condition);
  }

  void expire(long nowPs) {
    connections.expire(nowPs, connection -> {});
  }

  long nextExpiryPs() {
    return connections.nextExpiryPs();
  }
}
