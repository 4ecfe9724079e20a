package io.sdnsim.scenarios.model;

/** A value, and where the file says it: what a later complaint about it points to. */
public record Located<T>(T value, SourceLocation at) {
  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
