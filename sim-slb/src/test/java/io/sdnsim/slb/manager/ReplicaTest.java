package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.control.ReplicaMessage;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Three replicas that hear each other, or do not. */
class ReplicaTest {
  private static final long HEARTBEAT_PS = 10;
  private static final long LEASE_PS = 60;
  private static final long TRANSIT_PS = 1;
  private static final long OFF = Long.MAX_VALUE;

  private record Letter(long atPs, int from, int to, ReplicaMessage message) {}

  /** A small world: letters in transit, timers, and links that can be cut. */
  private static final class Cluster {
    final List<Replica> replicas = new ArrayList<>();
    final List<ReplicaMemory> memories = new ArrayList<>();
    final long[] timers;
    final boolean[] deaf;
    final boolean[] primary;
    final List<Letter> letters = new ArrayList<>();
    final List<Long> terms = new ArrayList<>();
    long nowPs;

    /** How long two have believed at once that they are primary, at most and now. */
    long longestOverlapPs;

    long overlapPs;

    Cluster(int size) {
      timers = new long[size];
      deaf = new boolean[size];
      primary = new boolean[size];
      for (int i = 0; i < size; i++) {
        memories.add(new ReplicaMemory());
        replicas.add(replica(i, size));
      }
      for (int i = 0; i < size; i++) {
        give(i, new ReplicaInput.Started());
      }
    }

    private Replica replica(int self, int size) {
      List<IpAddress> addresses = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        addresses.add(IpAddress.ofIpv4(0x0A000001 + i));
      }
      return new Replica(
          new ReplicaConfig(addresses, self, HEARTBEAT_PS, LEASE_PS, memories.get(self)));
    }

    /** It forgets all but its memory. */
    void restart(int which) {
      replicas.set(which, replica(which, replicas.size()));
      primary[which] = false;
      give(which, new ReplicaInput.Started());
    }

    void give(int to, ReplicaInput input) {
      List<ReplicaEffect> effects = new ArrayList<>();
      replicas.get(to).on(nowPs, input, effects::add);
      for (ReplicaEffect effect : effects) {
        if (effect instanceof ReplicaEffect.Send send) {
          letters.add(new Letter(nowPs + TRANSIT_PS, to, send.to(), send.message()));
        } else if (effect instanceof ReplicaEffect.SetTimer set) {
          timers[to] = nowPs + set.afterPs();
        } else if (effect instanceof ReplicaEffect.BecomePrimary become) {
          assertThat(terms).as("each term has one primary").doesNotContain(become.term());
          terms.add(become.term());
          primary[to] = true;
        } else {
          assertThat(effect).isInstanceOf(ReplicaEffect.StepDown.class);
          assertThat(primary[to]).isTrue();
          primary[to] = false;
        }
      }
    }

    void run(long untilPs) {
      while (nowPs < untilPs) {
        nowPs++;
        for (Letter letter : List.copyOf(letters)) {
          if (letter.atPs() <= nowPs) {
            letters.remove(letter);
            if (!deaf[letter.from()] && !deaf[letter.to()]) {
              give(letter.to(), new ReplicaInput.Received(letter.from(), letter.message()));
            }
          }
        }
        for (int i = 0; i < timers.length; i++) {
          if (timers[i] <= nowPs) {
            timers[i] = OFF;
            give(i, new ReplicaInput.TimerDue());
          }
        }
        overlapPs = primaries().size() > 1 ? overlapPs + 1 : 0;
        longestOverlapPs = Math.max(longestOverlapPs, overlapPs);
      }
    }

    void pass(long timePs) {
      run(nowPs + timePs);
    }

    List<Integer> primaries() {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < primary.length; i++) {
        if (primary[i]) {
          all.add(i);
        }
      }
      return all;
    }
  }

  @Test
  void firstOfTheList_becomesPrimary_andStays() {
    Cluster cluster = new Cluster(3);
    cluster.pass(20);
    assertThat(cluster.primaries()).containsExactly(0);
    cluster.pass(1_000);
    assertThat(cluster.primaries()).containsExactly(0);
    assertThat(cluster.terms).hasSize(1);
  }

  @Test
  void primaryCutOff_nextTakesOver_afterTheLease_andTheOldOneStepsDownByItself() {
    Cluster cluster = new Cluster(3);
    cluster.pass(20);
    cluster.deaf[0] = true;
    cluster.pass(LEASE_PS - 10);
    assertThat(cluster.primaries()).containsExactly(0);
    cluster.pass(100);
    assertThat(cluster.primaries()).containsExactly(1);
  }

  @Test
  void whoWasCutOff_doesNotUnseatThePrimary_whenItIsBack() {
    Cluster cluster = new Cluster(3);
    cluster.pass(20);
    cluster.deaf[2] = true;
    cluster.pass(500);
    cluster.deaf[2] = false;
    cluster.pass(500);
    assertThat(cluster.primaries()).containsExactly(0);
    assertThat(cluster.terms).hasSize(1);
  }

  @Test
  void oldPrimary_followsItsSuccessor() {
    Cluster cluster = new Cluster(3);
    cluster.pass(20);
    cluster.deaf[0] = true;
    cluster.pass(200);
    cluster.deaf[0] = false;
    cluster.pass(500);
    assertThat(cluster.primaries()).containsExactly(1);
    assertThat(cluster.terms).hasSize(2).isSorted();
  }

  /** A new primary has its lease from the votes: no other is voted for meanwhile. */
  @Test
  void primaryThatIsCutOffAtOnce_hasNoRival_asLongAsItsLeaseLasts() {
    Cluster cluster = new Cluster(3);
    cluster.deaf[2] = true;
    while (cluster.primaries().isEmpty()) {
      cluster.pass(1);
    }
    cluster.deaf[0] = true;
    cluster.deaf[2] = false;
    cluster.pass(300);
    assertThat(cluster.primaries()).hasSize(1).doesNotContain(0);
    assertThat(cluster.longestOverlapPs).isLessThanOrEqualTo(HEARTBEAT_PS + 2 * TRANSIT_PS);
  }

  @Test
  void minority_hasNoPrimary() {
    Cluster cluster = new Cluster(3);
    cluster.deaf[0] = true;
    cluster.deaf[1] = true;
    cluster.pass(1_000);
    assertThat(cluster.primaries()).isEmpty();
  }

  /** Whoever is deaf or restarts when: never two primaries of a term, and one in the end. */
  @Property(tries = 1000)
  void termsHaveOnePrimary_andTheMajorityGetsOne(
      @ForAll @Size(max = 30) List<@IntRange(max = 11) Integer> faults) {
    Cluster cluster = new Cluster(3);
    for (int fault : faults) {
      int which = fault % 3;
      if (fault < 6) {
        cluster.deaf[which] = !cluster.deaf[which];
      } else if (fault < 9) {
        cluster.restart(which);
      }
      cluster.pass(17 + 13L * fault);
    }
    for (int i = 0; i < 3; i++) {
      cluster.deaf[i] = false;
    }
    cluster.pass(1_000);
    // An old primary looks at its lease once a heartbeat; its peers tell the two by their terms.
    assertThat(cluster.longestOverlapPs).isLessThanOrEqualTo(HEARTBEAT_PS + 2 * TRANSIT_PS);
    assertThat(cluster.primaries()).hasSize(1);
    long term = cluster.memories.get(cluster.primaries().get(0)).term();
    assertThat(cluster.memories).allMatch(memory -> memory.term() == term);
  }
}
