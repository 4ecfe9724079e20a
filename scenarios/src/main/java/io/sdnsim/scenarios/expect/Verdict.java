package io.sdnsim.scenarios.expect;

/**
 * Whether an expectation holds.
 *
 * @param detail what was seen; when it does not hold, also what was expected
 */
record Verdict(boolean passed, String detail) {
  static Verdict pass(String detail) {
    return new Verdict(true, detail);
  }

  static Verdict fail(String detail) {
    return new Verdict(false, detail);
  }
}
