package io.sdnsim.scenarios.archfixture.world;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.function.LongSupplier;

/** Planted: every member breaks the rule of the same name. */
@SuppressWarnings("JavaUtilDate")
public final class WallClock {

  long nanoTime() {
    return System.nanoTime();
  }

  long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  LongSupplier methodReference() {
    return System::nanoTime;
  }

  LongSupplier lambda() {
    return () -> System.nanoTime();
  }

  Instant now() {
    return Instant.now();
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  Date date() {
    return new Date();
  }
}
