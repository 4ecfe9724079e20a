package io.sdnsim.core.host;

import java.util.ArrayList;
import java.util.List;

/**
 * Gaps in the order of their ends. When it is full the shortest gap makes room for a longer one, so
 * that the longest is always exact.
 */
final class GapLog {
  private final int limit;
  private final List<Gap> gaps = new ArrayList<>();
  private long forgotten;

  GapLog(int limit) {
    this.limit = limit;
  }

  void add(Gap gap) {
    if (gaps.size() == limit) {
      forgotten++;
      int shortest = shortest();
      if (gaps.get(shortest).lengthPs() >= gap.lengthPs()) {
        return;
      }
      gaps.remove(shortest);
    }
    gaps.add(gap);
  }

  private int shortest() {
    int shortest = 0;
    for (int i = 1; i < gaps.size(); i++) {
      if (gaps.get(i).lengthPs() < gaps.get(shortest).lengthPs()) {
        shortest = i;
      }
    }
    return shortest;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** How many gaps no longer are in the log. */
  long forgotten() {
    return forgotten;
  }
}
