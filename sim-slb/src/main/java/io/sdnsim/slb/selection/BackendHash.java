package io.sdnsim.slb.selection;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Backend;
import java.util.Comparator;

/** What strategies know of a backend: its address, port and virtual subnet, whatever its name. */
final class BackendHash {
  /** An order that depends on nothing but who is in the pool. */
  static final Comparator<Backend> ORDER =
      Comparator.comparing(Backend::dip)
          .thenComparingInt(Backend::port)
          .thenComparingInt(Backend::vni)
          .thenComparing(Backend::vm);

  private BackendHash() {}

  /** A seeded 64-bit hash of the backend, the same on every JVM. */
  static long of(Backend backend, long seed) {
    IpAddress dip = backend.dip();
    long h = mix(seed ^ dip.high());
    h = mix(h ^ dip.low());
    return mix(h ^ ((long) backend.vni() << 16 | backend.port()));
  }

  /** SplitMix64's step: every bit of the result depends on every bit of the value. */
  static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
