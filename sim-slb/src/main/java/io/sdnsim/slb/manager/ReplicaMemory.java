package io.sdnsim.slb.manager;

/** What a replica keeps on its disk: nobody votes twice in a term, not even after a restart. */
public final class ReplicaMemory {
  static final int NOBODY = -1;

  private long term;
  private int votedFor = NOBODY;

  /** The latest term that this replica knows. */
  public long term() {
    return term;
  }

  int votedFor() {
    return votedFor;
  }

  void set(long newTerm, int newVote) {
    term = newTerm;
    votedFor = newVote;
  }
}
