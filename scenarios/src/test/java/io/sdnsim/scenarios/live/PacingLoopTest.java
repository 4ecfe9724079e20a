package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PacingLoopTest {
  private static final ExternalInput INPUT = new ExternalInput.Closed(1, CloseReason.RESET);

  private final AtomicLong clockNanos = new AtomicLong(1_000_000_000_000L);
  private final InputQueue queue = new InputQueue();
  private final FakeWorld world = new FakeWorld();

  /** Takes a while of the clock for every run. */
  private final class FakeWorld implements PacingLoop.World {
    private final List<Long> runs = new ArrayList<>();
    private final List<Long> scheduled = new ArrayList<>();
    private long nowPs;
    private long costNanos = 1_000_000;

    @Override
    public long nowPs() {
      return nowPs;
    }

    @Override
    public void runUntil(long timePs) {
      assertThat(timePs).isGreaterThan(nowPs);
      nowPs = timePs;
      runs.add(timePs);
      clockNanos.addAndGet(costNanos);
    }

    @Override
    public void schedule(long timePs, ExternalInput input) {
      assertThat(timePs).isGreaterThan(nowPs);
      scheduled.add(timePs);
    }

    @Override
    public void flush() {
      clockNanos.addAndGet(1000);
    }
  }

  private PacingLoop loop() {
    return new PacingLoop(world, queue, clockNanos::get);
  }

  @Test
  void simulatedTimeNeverRunsAhead_andEndsExactly() throws InterruptedException {
    PacingLoop loop = loop();
    long beganNanos = clockNanos.get();
    loop.setObserver(
        nowPs -> assertThat(nowPs / 1000).isLessThanOrEqualTo(clockNanos.get() - beganNanos));

    loop.runUntil(100 * SimTime.MILLISECOND);

    assertThat(world.nowPs).isEqualTo(100 * SimTime.MILLISECOND);
    assertThat(world.runs).hasSizeGreaterThan(50);
  }

  @Test
  void whatCameIn_happensAtTheNextInstant() throws InterruptedException {
    queue.put(INPUT);
    queue.put(INPUT);

    loop().runUntil(10 * SimTime.MILLISECOND);

    assertThat(world.scheduled).hasSize(2);
    assertThat(world.scheduled.get(0)).isEqualTo(world.scheduled.get(1));
  }

  @Test
  void aSlowWorldCatchesUpInStrides_lookingAtTheQueueInBetween() throws InterruptedException {
    PacingLoop loop = loop();
    clockNanos.addAndGet(2_000_000_000L); // Two seconds of which nothing was seen.
    assertThat(loop.behindPs()).isEqualTo(2 * SimTime.SECOND);
    List<Long> arrivals = new ArrayList<>();
    loop.setObserver(
        nowPs -> {
          arrivals.add(nowPs);
          queue.put(INPUT);
        });

    loop.runUntil(2 * SimTime.SECOND);

    assertThat(arrivals).hasSizeGreaterThanOrEqualTo(400); // Every 5 ms of simulated time.
    assertThat(world.scheduled).hasSizeGreaterThanOrEqualTo(399);
  }

  @Test
  void stop_endsItBeforeItsTime() throws InterruptedException {
    PacingLoop loop = loop();
    loop.setObserver(
        nowPs -> {
          if (nowPs > 20 * SimTime.MILLISECOND) {
            loop.stop();
          }
        });

    loop.runUntil(SimTime.SECOND);

    assertThat(world.nowPs).isBetween(20 * SimTime.MILLISECOND, 100 * SimTime.MILLISECOND);
  }
}
