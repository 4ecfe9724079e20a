package io.sdnsim.scenarios.archfixture.world;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Planted: every member breaks the rule of the same name. */
public final class Threads {

  ThreadLocal<String> threadLocal;

  void thread() {
    new Thread(() -> {}).start();
  }

  Object executor() {
    return Executors.newSingleThreadExecutor();
  }

  Object concurrentMap() {
    return new ConcurrentHashMap<String, String>();
  }

  Stream<String> parallelStream(List<String> list) {
    return list.parallelStream();
  }

  Stream<String> parallel(Stream<String> stream) {
    return stream.parallel();
  }

  void parallelSort(long[] values) {
    Arrays.parallelSort(values);
  }
}
