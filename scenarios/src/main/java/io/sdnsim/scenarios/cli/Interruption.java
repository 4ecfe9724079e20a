package io.sdnsim.scenarios.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens on Ctrl-C or SIGTERM while a command runs that has something to bring to an end: the
 * command is asked to, waited for, and the process exits with the command's own code.
 */
final class Interruption implements AutoCloseable {
  /** A command that takes longer is not waited for. */
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;
  private volatile int code = ExitCode.FAULT;

  /**
   * @param end asks the command to end; from another thread
   */
  Interruption(Runnable end) {
    hook =
        new Thread(
            () -> {
              end.run();
              await();
              Runtime.getRuntime().halt(code);
            },
            "sdnsim-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await() {
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        code = ExitCode.FAULT;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The code to exit with once the command is closed. */
  void exitWith(int newCode) {
    code = newCode;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      done.countDown(); // The process is on its way out: the hook halts it.
    }
  }
}
