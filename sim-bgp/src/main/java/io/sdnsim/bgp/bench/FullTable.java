package io.sdnsim.bgp.bench;

import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import java.util.ArrayList;
import java.util.List;

/**
 * The Internet's routes as one peer announces them, made from a seed: distinct /24s scattered over
 * the unicast space, in groups that share attributes. AS paths have 2 to 7 ASes, most routes carry
 * communities, some a MED.
 */
final class FullTable {
  /** The first octets that hold prefixes: not 0, 10, 100, 127, and none from 224 on. */
  private static final int OCTETS = 220;

  private static final int SPACE = OCTETS << 16;

  /** Coprime to {@link #SPACE}: multiples of it run through the space without meeting. */
  private static final long STRIDE = 7_368_787;

  private final int prefixes;
  private final int groups;
  private final long asn;
  private final IpAddress nextHop;
  private final RandomStream random;
  private int nextPrefix;
  private int nextGroup;

  /**
   * @param groups sets of attributes
   * @param asn of the peer
   */
  FullTable(long seed, int prefixes, int groups, long asn, IpAddress nextHop) {
    this.prefixes = prefixes;
    this.groups = groups;
    this.asn = asn;
    this.nextHop = nextHop;
    this.random = new RandomStreams(seed).stream("full-table-" + asn);
  }

  boolean hasMore() {
    return nextGroup < groups;
  }

  /** Prefixes that share attributes. */
  record Group(PathAttributes attributes, List<Prefix> nlri) {
    /** As one UPDATE. */
    byte[] encoded() {
      return BgpCodec.encode(BgpMessage.Update.announce(attributes, nlri), DecodeContext.EBGP);
    }

    /** RFC 4271 9.1.2.2 a and b: a shorter AS path, or as long a one and a lower origin. */
    boolean isBetterThan(Group other) {
      int length = attributes.asPath().length();
      int otherLength = other.attributes.asPath().length();
      return length < otherLength
          || (length == otherLength
              && attributes.origin().compareTo(other.attributes.origin()) < 0);
    }
  }

  Group next() {
    nextGroup++;
    int end = (int) ((long) prefixes * nextGroup / groups);
    List<Prefix> nlri = new ArrayList<>(end - nextPrefix);
    while (nextPrefix < end) {
      nlri.add(prefix(nextPrefix++));
    }
    return new Group(attributes(), nlri);
  }

  private static Prefix prefix(int number) {
    int slot = (int) (number * STRIDE % SPACE);
    int octet = 1 + (slot >>> 16);
    octet += octet >= 10 ? 1 : 0;
    octet += octet >= 100 ? 1 : 0;
    octet += octet >= 127 ? 1 : 0;
    return new Prefix(IpAddress.ofIpv4(octet << 24 | (slot & 0xFFFF) << 8), 24);
  }

  /** Past the AS numbers for private use and documentation (RFC 6996, RFC 5398): no loops. */
  private static long publicAs(long asn) {
    return asn >= 64_496 && asn < 131_072 ? asn + 400_000 : asn;
  }

  private PathAttributes attributes() {
    List<PathAttribute> attributes = new ArrayList<>();
    attributes.add(
        new PathAttribute.OriginAttribute(
            random.nextInt(20) == 0 ? Origin.INCOMPLETE : Origin.IGP));
    long[] path = new long[2 + random.nextInt(6)];
    path[0] = asn;
    for (int i = 1; i < path.length; i++) {
      path[i] = publicAs(1L + random.nextInt(400_000));
    }
    attributes.add(new PathAttribute.AsPathAttribute(AsPath.sequence(path)));
    attributes.add(new PathAttribute.NextHopAttribute(nextHop));
    if (random.nextInt(4) == 0) {
      attributes.add(new PathAttribute.MultiExitDisc(random.nextInt(1000)));
    }
    List<Integer> communities = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      communities.add((int) (asn << 16) | random.nextInt(0x10000));
    }
    if (!communities.isEmpty()) {
      attributes.add(new PathAttribute.Communities(communities));
    }
    return PathAttributes.of(attributes);
  }
}
