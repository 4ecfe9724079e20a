package io.sdnsim.bgp.wire;

import io.sdnsim.bgp.wire.Capability.AddPath.FamilyMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the two ends of a session agreed on, as far as it changes how bytes are read and written.
 *
 * @param fourOctetAs whether both offered four-octet AS numbers (RFC 6793)
 * @param maximumBytes the longest message but for OPEN and KEEPALIVE: 4,096, or 65,535 with
 *     extended messages (RFC 8654)
 * @param addPathReceived families whose prefixes carry Path Identifiers when read (RFC 7911)
 * @param addPathSent families whose prefixes carry Path Identifiers when written
 * @param extendedNextHop whether IPv4 prefixes may have IPv6 next hops (RFC 8950)
 */
public record DecodeContext(
    boolean fourOctetAs,
    PeerType peer,
    int maximumBytes,
    List<AddressFamily> addPathReceived,
    List<AddressFamily> addPathSent,
    boolean extendedNextHop) {
  /** Before the OPENs have been exchanged. */
  public static final DecodeContext INITIAL = new DecodeContext(false, false, BgpMessage.MAX_BYTES);

  public static final DecodeContext EBGP = new DecodeContext(true, false, BgpMessage.MAX_BYTES);
  public static final DecodeContext IBGP = new DecodeContext(true, true, BgpMessage.MAX_BYTES);

  /** For a message in a capture: nobody knows what was agreed on, so all is taken. */
  public static final DecodeContext ANY =
      new DecodeContext(
          true, PeerType.UNKNOWN, BgpMessage.EXTENDED_MAX_BYTES, List.of(), List.of(), true);

  public DecodeContext {
    addPathReceived = List.copyOf(addPathReceived);
    addPathSent = List.copyOf(addPathSent);
  }

  /** Without Path Identifiers and extended next hops. */
  public DecodeContext(boolean fourOctetAs, boolean internalPeer, int maximumBytes) {
    this(
        fourOctetAs,
        internalPeer ? PeerType.INTERNAL : PeerType.EXTERNAL,
        maximumBytes,
        List.of(),
        List.of(),
        false);
  }

  /**
   * What the capabilities of two OPENs come to, seen from the side that sent the first: each counts
   * where both have it (RFC 6793 4.1, RFC 7911 4, RFC 8654 4, RFC 8950 4).
   */
  public static DecodeContext agreed(
      PeerType peer, List<Capability> sent, List<Capability> received) {
    boolean extended =
        sent.contains(new Capability.ExtendedMessage())
            && received.contains(new Capability.ExtendedMessage());
    return new DecodeContext(
        hasFourOctetAs(sent) && hasFourOctetAs(received),
        peer,
        extended ? BgpMessage.EXTENDED_MAX_BYTES : BgpMessage.MAX_BYTES,
        addPath(received, sent),
        addPath(sent, received),
        hasIpv6NextHops(sent) && hasIpv6NextHops(received));
  }

  private static boolean hasFourOctetAs(List<Capability> capabilities) {
    return capabilities.stream().anyMatch(Capability.FourOctetAs.class::isInstance);
  }

  /** The families whose paths the first side sends and the second takes. */
  private static List<AddressFamily> addPath(List<Capability> sender, List<Capability> receiver) {
    List<AddressFamily> families = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      if (has(sender, family, FamilyMode::sends) && has(receiver, family, FamilyMode::receives)) {
        families.add(family);
      }
    }
    return families;
  }

  private static boolean has(
      List<Capability> capabilities, AddressFamily family, Predicate<FamilyMode> mode) {
    for (Capability capability : capabilities) {
      if (capability instanceof Capability.AddPath paths) {
        for (FamilyMode entry : paths.families()) {
          if (AddressFamily.of(entry.afi(), entry.safi()) == family && mode.test(entry)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean hasIpv6NextHops(List<Capability> capabilities) {
    Capability.ExtendedNextHop.Entry ipv6 =
        new Capability.ExtendedNextHop.Entry(
            AddressFamily.IPV4_UNICAST.afi(),
            AddressFamily.IPV4_UNICAST.safi(),
            AddressFamily.IPV6_UNICAST.afi());
    for (Capability capability : capabilities) {
      if (capability instanceof Capability.ExtendedNextHop hop && hop.entries().contains(ipv6)) {
        return true;
      }
    }
    return false;
  }

  public boolean internalPeer() {
    return peer == PeerType.INTERNAL;
  }

  public DecodeContext withFourOctetAs(boolean value) {
    return new DecodeContext(
        value, peer, maximumBytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withPeer(PeerType type) {
    return new DecodeContext(
        fourOctetAs, type, maximumBytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withMaximumBytes(int bytes) {
    return new DecodeContext(
        fourOctetAs, peer, bytes, addPathReceived, addPathSent, extendedNextHop);
  }

  public DecodeContext withAddPath(List<AddressFamily> received, List<AddressFamily> sent) {
    return new DecodeContext(fourOctetAs, peer, maximumBytes, received, sent, extendedNextHop);
  }

  public DecodeContext withExtendedNextHop(boolean value) {
    return new DecodeContext(fourOctetAs, peer, maximumBytes, addPathReceived, addPathSent, value);
  }
}
