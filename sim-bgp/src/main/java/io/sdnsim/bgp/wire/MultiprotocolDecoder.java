package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760 3 and 4, RFC 2545 3, RFC 8950 3). */
final class MultiprotocolDecoder {
  private final DecodeContext context;
  private List<OtherFamilyNlri> otherFamilies = List.of();

  MultiprotocolDecoder(DecodeContext context) {
    this.context = context;
  }

  /** What the attributes hold of families that this speaker doesn't know. */
  List<OtherFamilyNlri> otherFamilies() {
    return otherFamilies;
  }

  @Nullable PathAttribute reach(RawAttribute raw) {
    AddressFamily family = raw.family();
    if (raw.length() < 5) {
      return raw.unreadable(
          family, BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "RFC 7606 5.3", raw.lengthText());
    }
    if (family == null) {
      return otherFamily(raw);
    }
    ByteReader value = raw.value();
    value.skip(3);
    int hopBytes = value.u8();
    if (!isNextHopLength(family, hopBytes) || !value.has(hopBytes + 1)) {
      return raw.unreadable(
          family,
          BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
          "RFC 7606 7.11",
          "MP_REACH_NLRI with Length of Next Hop " + hopBytes);
    }
    List<IpAddress> nextHops = nextHops(value, hopBytes);
    value.u8(); // RFC 4760 3: reserved
    NlriReader nlri = nlri(raw, family);
    if (nlri == null) {
      return null;
    }
    if (!AttributeDecoder.isHost(nextHops.get(0))) {
      // The prefixes are known, so the routes can go without the session or the family.
      raw.report(
          ErrorAction.TREAT_AS_WITHDRAW,
          BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
          "RFC 7606 3.e",
          "MP_REACH_NLRI with next hop " + nextHops.get(0));
    }
    return new PathAttribute.MpReachNlri(family, nextHops, nlri.prefixes(), nlri.ids());
  }

  private boolean isNextHopLength(AddressFamily family, int bytes) {
    if (family == AddressFamily.IPV4_UNICAST) {
      return bytes == 4 || (context.extendedNextHop() && (bytes == 16 || bytes == 32));
    }
    return bytes == 16 || bytes == 32;
  }

  private static List<IpAddress> nextHops(ByteReader value, int bytes) {
    if (bytes == 4) {
      return List.of(value.ipv4());
    }
    return bytes == 16 ? List.of(value.ipv6()) : List.of(value.ipv6(), value.ipv6());
  }

  @Nullable PathAttribute unreach(RawAttribute raw) {
    AddressFamily family = raw.family();
    if (raw.length() < 3) {
      return raw.unreadable(
          null, BgpError.UPDATE_OPTIONAL_ATTRIBUTE, "RFC 7606 5.3", raw.lengthText());
    }
    if (family == null) {
      return otherFamily(raw);
    }
    raw.value().skip(3);
    NlriReader withdrawn = nlri(raw, family);
    return withdrawn == null
        ? null
        : new PathAttribute.MpUnreachNlri(family, withdrawn.prefixes(), withdrawn.ids());
  }

  private @Nullable NlriReader nlri(RawAttribute raw, AddressFamily family) {
    NlriReader nlri =
        NlriReader.read(raw.value(), family, context.addPathReceived().contains(family));
    String error = nlri.error();
    if (error == null) {
      return nlri;
    }
    raw.unreadable(
        family,
        BgpError.UPDATE_OPTIONAL_ATTRIBUTE,
        nlri.errorOffset(),
        "RFC 7606 5.3",
        raw.name() + ": " + error);
    return null;
  }

  private @Nullable PathAttribute otherFamily(RawAttribute raw) {
    if (otherFamilies.isEmpty()) {
      otherFamilies = new ArrayList<>(2);
    }
    otherFamilies.add(new OtherFamilyNlri(raw.type(), Bytes.of(raw.value().rest())));
    return null;
  }
}
