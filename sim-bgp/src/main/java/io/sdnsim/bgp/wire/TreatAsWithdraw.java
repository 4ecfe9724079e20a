package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;

/** Turns an UPDATE with a malformed attribute into a withdrawal of its prefixes (RFC 7606 2). */
final class TreatAsWithdraw {
  private final List<Prefix> ipv4 = new ArrayList<>();
  private final List<Prefix> ipv6 = new ArrayList<>();
  private PathIds ipv4Ids = PathIds.NONE;
  private PathIds ipv6Ids = PathIds.NONE;

  private TreatAsWithdraw() {}

  static BgpMessage.Update of(BgpMessage.Update update) {
    TreatAsWithdraw all = new TreatAsWithdraw();
    all.add(AddressFamily.IPV4_UNICAST, update.withdrawn(), update.withdrawnIds());
    all.add(AddressFamily.IPV4_UNICAST, update.nlri(), update.nlriIds());
    PathAttribute.MpUnreachNlri unreach = update.unreach();
    if (unreach != null) {
      all.add(unreach.family(), unreach.withdrawn(), unreach.ids());
    }
    PathAttribute.MpReachNlri reach = update.reach();
    if (reach != null) {
      all.add(reach.family(), reach.nlri(), reach.ids());
    }
    return new BgpMessage.Update(
        all.ipv4,
        PathAttributes.EMPTY,
        List.of(),
        null,
        all.ipv6.isEmpty()
            ? null
            : new PathAttribute.MpUnreachNlri(AddressFamily.IPV6_UNICAST, all.ipv6, all.ipv6Ids),
        all.ipv4Ids,
        PathIds.NONE,
        List.of(),
        update.errors());
  }

  private void add(AddressFamily family, List<Prefix> prefixes, PathIds ids) {
    if (family == AddressFamily.IPV4_UNICAST) {
      ipv4.addAll(prefixes);
      ipv4Ids = ipv4Ids.plus(ids);
    } else {
      ipv6.addAll(prefixes);
      ipv6Ids = ipv6Ids.plus(ids);
    }
  }
}
