package io.sdnsim.scenarios.archfixture.cli;

import java.util.HashMap;

/** Outside of the simulated world all of this is allowed. */
@SuppressWarnings("NonFinalStaticField")
public final class RealWorld {

  static long startedAt = System.nanoTime();

  Object map() {
    return new HashMap<String, Thread>();
  }
}
