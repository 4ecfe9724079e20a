package io.sdnsim.bgp.session;

/** Where a machine puts its effects, in the order in which they are to be carried out. */
@FunctionalInterface
public interface Outbox<E> {
  void add(E effect);
}
