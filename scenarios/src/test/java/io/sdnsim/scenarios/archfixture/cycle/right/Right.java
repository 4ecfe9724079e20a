package io.sdnsim.scenarios.archfixture.cycle.right;

import io.sdnsim.scenarios.archfixture.cycle.left.Left;

/** Planted: half of a cycle. */
public final class Right {
  Left other;
}
