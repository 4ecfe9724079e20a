package io.sdnsim.scenarios.archfixture.world;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Planted: every member breaks the rule of the same name. */
public final class ForeignRandomness {

  int random() {
    return new Random().nextInt();
  }

  int threadLocalRandom() {
    return ThreadLocalRandom.current().nextInt();
  }

  Object secureRandom() {
    return new SecureRandom();
  }

  UUID randomUuid() {
    return UUID.randomUUID();
  }

  double mathRandom() {
    return Math.random();
  }

  void shuffle(List<String> list) {
    Collections.shuffle(list);
  }
}
