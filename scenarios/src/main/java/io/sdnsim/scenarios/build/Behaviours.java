package io.sdnsim.scenarios.build;

import io.sdnsim.core.device.ProcessFactory;
import io.sdnsim.vxlan.vswitch.ReturnPath;
import io.sdnsim.vxlan.vswitch.SnatAllocator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * What nodes do, where a test may want them to do something else, to see that an expectation of a
 * scenario fails then. Not for scenario files.
 *
 * @param returnPath how hosts send answers of load-balanced connections
 * @param snatAllocator how hosts choose source ports
 * @param hashSeed the seed of a Mux's hash by the Mux's name, in place of the scenario's when not 0
 * @param holdTimeSeconds the hold time that speakers offer, from the configured one
 * @param routerProcesses run on every router, before its own
 */
public record Behaviours(
    ReturnPath returnPath,
    SnatAllocator snatAllocator,
    ToLongFunction<String> hashSeed,
    IntUnaryOperator holdTimeSeconds,
    List<ProcessFactory> routerProcesses) {
  /** What the modelled systems do. */
  public static final Behaviours STANDARD =
      new Behaviours(
          ReturnPath.DIRECT, SnatAllocator.LOWEST_FREE, mux -> 0, seconds -> seconds, List.of());

  public Behaviours {
    routerProcesses = List.copyOf(routerProcesses);
  }

  public Behaviours withReturnPath(ReturnPath newReturnPath) {
    return new Behaviours(newReturnPath, snatAllocator, hashSeed, holdTimeSeconds, routerProcesses);
  }

  public Behaviours withSnatAllocator(SnatAllocator newSnatAllocator) {
    return new Behaviours(returnPath, newSnatAllocator, hashSeed, holdTimeSeconds, routerProcesses);
  }

  public Behaviours withHashSeed(ToLongFunction<String> newHashSeed) {
    return new Behaviours(returnPath, snatAllocator, newHashSeed, holdTimeSeconds, routerProcesses);
  }

  public Behaviours withHoldTime(IntUnaryOperator newHoldTimeSeconds) {
    return new Behaviours(returnPath, snatAllocator, hashSeed, newHoldTimeSeconds, routerProcesses);
  }

  public Behaviours withRouterProcesses(List<ProcessFactory> newRouterProcesses) {
    return new Behaviours(returnPath, snatAllocator, hashSeed, holdTimeSeconds, newRouterProcesses);
  }
}
