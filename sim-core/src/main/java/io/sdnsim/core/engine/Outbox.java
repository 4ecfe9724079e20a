package io.sdnsim.core.engine;

/**
 * Where a protocol machine puts what it wants done. The machine's driver executes the effects, in
 * the order in which they were added, after the machine has returned.
 *
 * @param <E> the machine's effects, a sealed interface
 */
@FunctionalInterface
public interface Outbox<E> {
  void add(E effect);
}
