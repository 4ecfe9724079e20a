package io.sdnsim.slb.mux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gives each target that flows have a number, for as long as any has it. */
final class TargetNumbers {
  private static final int NONE = -1;

  private @Nullable Target[] targets = new Target[16];
  private int[] nextFree = new int[16];
  private int count;
  private int firstFree = NONE;

  /**
   * @throws IllegalStateException when no flow has this number
   */
  Target get(int number) {
    Target target = targets[number];
    if (target == null) {
      throw new IllegalStateException("no target has the number " + number);
    }
    return target;
  }

  /** One more flow has the target; the answer is its number. */
  int hold(Target target) {
    if (target.number == Target.NO_NUMBER) {
      target.number = takeNumber();
      targets[target.number] = target;
    }
    target.flows++;
    return target.number;
  }

  private int takeNumber() {
    if (firstFree != NONE) {
      int number = firstFree;
      firstFree = nextFree[number];
      return number;
    }
    if (count == targets.length) {
      targets = Arrays.copyOf(targets, count * 2);
      nextFree = Arrays.copyOf(nextFree, count * 2);
    }
    return count++;
  }

  /** A flow is gone that had the target. */
  void release(Target target) {
    target.flows--;
    if (target.flows == 0) {
      targets[target.number] = null;
      nextFree[target.number] = firstFree;
      firstFree = target.number;
      target.number = Target.NO_NUMBER;
    }
  }
}
