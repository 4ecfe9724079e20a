package io.sdnsim.scenarios.archfixture.world;

/** Planted: every member breaks the rule of the same name. */
public final class IdentityHashes {

  enum Colour {
    RED
  }

  int identity(String s) {
    return System.identityHashCode(s);
  }

  int ofObject(Object o) {
    return o.hashCode();
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other != null && other.hashCode() == 1;
  }
}
