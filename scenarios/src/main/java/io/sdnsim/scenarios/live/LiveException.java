package io.sdnsim.scenarios.live;

/** A live run or a record can't be had; the message says why, for people. */
public final class LiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LiveException(String message) {
    super(message);
  }

  LiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
