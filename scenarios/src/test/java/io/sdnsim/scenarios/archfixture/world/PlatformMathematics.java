package io.sdnsim.scenarios.archfixture.world;

/** Planted: every member breaks the rule of the same name. */
public final class PlatformMathematics {

  double log(double x) {
    return Math.log(x);
  }

  double exp(double x) {
    return Math.exp(x);
  }

  double pow(double x) {
    return Math.pow(x, 3);
  }

  double sin(double x) {
    return Math.sin(x);
  }

  double cos(double x) {
    return Math.cos(x);
  }

  double tan(double x) {
    return Math.tan(x);
  }
}
