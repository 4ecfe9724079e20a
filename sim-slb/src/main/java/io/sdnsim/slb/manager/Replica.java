package io.sdnsim.slb.manager;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.slb.control.ReplicaMessage;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One of the controller's replicas: finds out whether it is the primary. A pure machine.
 *
 * <p>A candidate needs the votes of most replicas; each votes once in a term, and not as long as it
 * hears from a primary. Before a candidate begins a term it asks whether it would be voted for, so
 * that who was cut off does not unseat a primary that works. Who stands first in the list waits
 * shortest. A primary that most others do not hear steps down when its lease is over, and its peers
 * tell it from its successor by the term.
 *
 * <p>The goal state is not replicated here: all replicas read it from one store.
 */
final class Replica {
  private enum Role {
    /** Obeys a primary, or waits for one. */
    FOLLOWER,
    /** Asks whether it would be voted for. */
    TRIAL,
    /** Asks for votes in a term of its own. */
    CANDIDATE,
    /** Has the votes of most. */
    PRIMARY
  }

  private static final long NEVER_HEARD = -1;

  private final ReplicaConfig config;
  private final ReplicaMemory memory;
  private final TreeSet<Integer> votes = new TreeSet<>();
  private final Map<Integer, Long> answeredPs = new TreeMap<>();
  private Role role = Role.FOLLOWER;
  private long heardPs = NEVER_HEARD;

  Replica(ReplicaConfig config) {
    this.config = config;
    this.memory = config.memory();
  }

  void on(long nowPs, ReplicaInput input, Outbox<ReplicaEffect> outbox) {
    if (input instanceof ReplicaInput.Started) {
      outbox.add(new ReplicaEffect.SetTimer((config.self() + 1) * config.heartbeatPs()));
    } else if (input instanceof ReplicaInput.TimerDue) {
      timerDue(nowPs, outbox);
    } else if (input instanceof ReplicaInput.Received received) {
      received(nowPs, received.from(), received.message(), outbox);
    } else {
      throw new IllegalStateException("unknown input " + input);
    }
  }

  private void timerDue(long nowPs, Outbox<ReplicaEffect> outbox) {
    if (role == Role.PRIMARY && isHeardByMost(nowPs)) {
      sayHeartbeat(outbox);
    } else if (role == Role.PRIMARY) {
      follow(outbox);
    } else {
      role = Role.TRIAL;
      askForVotes(nowPs, memory.term() + 1, outbox);
    }
  }

  private void received(
      long nowPs, int from, ReplicaMessage message, Outbox<ReplicaEffect> outbox) {
    if (message instanceof ReplicaMessage.VoteRequest request) {
      voteRequested(nowPs, from, request, outbox);
    } else if (message instanceof ReplicaMessage.Vote vote) {
      voted(nowPs, from, vote, outbox);
    } else if (message instanceof ReplicaMessage.Heartbeat heartbeat) {
      heartbeat(nowPs, from, heartbeat.term(), outbox);
    } else if (message instanceof ReplicaMessage.HeartbeatAnswer answer) {
      answered(nowPs, from, answer.term(), outbox);
    } else {
      throw new IllegalStateException("unknown message " + message);
    }
  }

  // Votes ----------------------------------------------------------------------------------------

  private void askForVotes(long nowPs, long term, Outbox<ReplicaEffect> outbox) {
    votes.clear();
    votes.add(config.self());
    sayToAll(new ReplicaMessage.VoteRequest(term, role == Role.TRIAL), outbox);
    outbox.add(new ReplicaEffect.SetTimer(patiencePs()));
    proceedWithMajority(nowPs, outbox);
  }

  private void voteRequested(
      long nowPs, int from, ReplicaMessage.VoteRequest request, Outbox<ReplicaEffect> outbox) {
    boolean again = request.term() == memory.term() && memory.votedFor() == from;
    boolean granted = (request.term() > memory.term() || again) && !hasPrimary(nowPs);
    if (granted && !request.trial()) {
      memory.set(request.term(), from);
      follow(outbox);
    }
    outbox.add(
        new ReplicaEffect.Send(
            from, new ReplicaMessage.Vote(request.term(), request.trial(), granted)));
  }

  private boolean hasPrimary(long nowPs) {
    return role == Role.PRIMARY
        ? isHeardByMost(nowPs)
        : heardPs != NEVER_HEARD && nowPs - heardPs < config.leasePs();
  }

  private void voted(long nowPs, int from, ReplicaMessage.Vote vote, Outbox<ReplicaEffect> outbox) {
    boolean forTrial = role == Role.TRIAL && vote.trial() && vote.term() == memory.term() + 1;
    boolean forTerm = role == Role.CANDIDATE && !vote.trial() && vote.term() == memory.term();
    if (vote.granted() && (forTrial || forTerm)) {
      votes.add(from);
      proceedWithMajority(nowPs, outbox);
    }
  }

  private void proceedWithMajority(long nowPs, Outbox<ReplicaEffect> outbox) {
    if (votes.size() < majority()) {
      return;
    }
    if (role == Role.TRIAL) {
      role = Role.CANDIDATE;
      memory.set(memory.term() + 1, config.self());
      askForVotes(nowPs, memory.term(), outbox);
    } else if (role == Role.CANDIDATE) {
      role = Role.PRIMARY;
      answeredPs.clear();
      votes.forEach(voter -> answeredPs.put(voter, nowPs));
      outbox.add(new ReplicaEffect.BecomePrimary(memory.term()));
      sayHeartbeat(outbox);
    }
  }

  private int majority() {
    return config.replicas().size() / 2 + 1;
  }

  // Heartbeats -----------------------------------------------------------------------------------

  private void sayHeartbeat(Outbox<ReplicaEffect> outbox) {
    sayToAll(new ReplicaMessage.Heartbeat(memory.term()), outbox);
    outbox.add(new ReplicaEffect.SetTimer(config.heartbeatPs()));
  }

  private void heartbeat(long nowPs, int from, long term, Outbox<ReplicaEffect> outbox) {
    if (term >= memory.term()) {
      if (term > memory.term()) {
        memory.set(term, from);
      }
      heardPs = nowPs;
      follow(outbox);
    }
    outbox.add(new ReplicaEffect.Send(from, new ReplicaMessage.HeartbeatAnswer(memory.term())));
  }

  private void answered(long nowPs, int from, long term, Outbox<ReplicaEffect> outbox) {
    if (term > memory.term()) {
      memory.set(term, ReplicaMemory.NOBODY);
      follow(outbox);
    } else if (role == Role.PRIMARY && term == memory.term()) {
      answeredPs.put(from, nowPs);
    }
  }

  private boolean isHeardByMost(long nowPs) {
    long others =
        answeredPs.entrySet().stream()
            .filter(each -> each.getKey() != config.self())
            .filter(each -> nowPs - each.getValue() < config.leasePs())
            .count();
    return others + 1 >= majority();
  }

  private void follow(Outbox<ReplicaEffect> outbox) {
    if (role == Role.PRIMARY) {
      outbox.add(new ReplicaEffect.StepDown());
    }
    role = Role.FOLLOWER;
    outbox.add(new ReplicaEffect.SetTimer(patiencePs()));
  }

  /** Each waits for another time, so that two seldom ask for the same votes. */
  private long patiencePs() {
    return config.leasePs() + config.self() * config.heartbeatPs();
  }

  private void sayToAll(ReplicaMessage message, Outbox<ReplicaEffect> outbox) {
    for (int to = 0; to < config.replicas().size(); to++) {
      if (to != config.self()) {
        outbox.add(new ReplicaEffect.Send(to, message));
      }
    }
  }
}
