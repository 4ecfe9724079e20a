package io.sdnsim.bgp.policy;

/**
 * A large community (RFC 8092): three numbers of 32 bits, unsigned.
 *
 * @param global the AS that gives the others their meaning
 */
public record LargeCommunity(long global, long local1, long local2)
    implements Comparable<LargeCommunity> {
  @Override
  public int compareTo(LargeCommunity other) {
    int byGlobal = Long.compare(global, other.global);
    if (byGlobal != 0) {
      return byGlobal;
    }
    int byFirst = Long.compare(local1, other.local1);
    return byFirst != 0 ? byFirst : Long.compare(local2, other.local2);
  }

  @Override
  public String toString() {
    return global + ":" + local1 + ":" + local2;
  }
}
