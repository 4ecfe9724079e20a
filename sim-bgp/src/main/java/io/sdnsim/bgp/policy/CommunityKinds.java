package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.ExtendedCommunity;
import io.sdnsim.bgp.wire.LargeCommunity;
import io.sdnsim.bgp.wire.PathAttributes;
import java.util.List;

/** The three community attributes. */
public final class CommunityKinds {
  /** RFC 1997: 32 bits, written {@code 65001:100} or by name. */
  public static final CommunityKind<Integer> STANDARD = new StandardCommunities();

  /** RFC 8092: written {@code 65001:1:2}. */
  public static final CommunityKind<LargeCommunity> LARGE = new LargeCommunities();

  /** RFC 4360: 64 bits, written {@code rt 65001:100}, {@code soo 65001:100} or in hexadecimal. */
  public static final CommunityKind<ExtendedCommunity> EXTENDED = new ExtendedCommunities();

  private CommunityKinds() {}

  /** RFC 4360 6: without the extended communities that stay within the AS. */
  public static PathAttributes withoutNonTransitive(PathAttributes attributes) {
    List<ExtendedCommunity> values = EXTENDED.values(attributes);
    List<ExtendedCommunity> kept = values.stream().filter(ExtendedCommunity::isTransitive).toList();
    return kept.size() == values.size() ? attributes : EXTENDED.with(attributes, kept);
  }
}
