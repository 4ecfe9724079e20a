package io.sdnsim.core.trace;

/**
 * Receives the named fields of a step or a table row, in order. One description feeds the
 * fingerprint, JSON and text, so that they can't disagree.
 */
public interface FieldSink {
  void field(String name, String value);

  void field(String name, long value);
}
