package io.sdnsim.scenarios.archfixture.cycle.left;

import io.sdnsim.scenarios.archfixture.cycle.right.Right;

/** Planted: half of a cycle. */
public final class Left {
  Right other;
}
