package io.sdnsim.core.trace;

/**
 * Why a packet was lost. Each module has an enum of its own reasons; names are unique across
 * modules.
 */
public interface DropReason {
  /** The name that users read and that scenarios expect, such as {@code NoRoute}. */
  String label();

  /** One sentence that explains it to a student. */
  String explanation();
}
