package io.sdnsim.scenarios.cli;

/** The user asked for something that can't be done; the message says what, and is printed as is. */
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message);
  }

  BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
