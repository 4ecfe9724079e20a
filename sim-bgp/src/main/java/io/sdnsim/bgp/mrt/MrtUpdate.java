package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.List;

/**
 * An UPDATE as a file holds it (RFC 4271 4.3): read without the checks that a session makes, for a
 * collector writes down what it received.
 */
public record MrtUpdate(List<Nlri> withdrawn, MrtAttributes attributes, List<Nlri> announced) {
  static final MrtUpdate NONE = new MrtUpdate(List.of(), MrtAttributes.NONE, List.of());

  public MrtUpdate {
    withdrawn = List.copyOf(withdrawn);
    announced = List.copyOf(announced);
  }

  /**
   * A prefix, with its path identifier (RFC 7911 3).
   *
   * @param pathId 0 without
   */
  public record Nlri(Prefix prefix, long pathId) {}

  static MrtUpdate read(MrtInput in, boolean fourOctetAs, boolean addPath) throws MrtException {
    int withdrawnLength = in.u16("Withdrawn Routes Length");
    List<Nlri> withdrawn =
        nlri(in.part(withdrawnLength, "Withdrawn Routes"), AddressFamily.IPV4_UNICAST, addPath);
    int attributesLength = in.u16("Total Path Attribute Length");
    MrtAttributes attributes =
        MrtAttributes.read(in.part(attributesLength, "Path Attributes"), fourOctetAs, addPath);
    return new MrtUpdate(withdrawn, attributes, nlri(in, AddressFamily.IPV4_UNICAST, addPath));
  }

  static List<Nlri> nlri(MrtInput in, AddressFamily family, boolean addPath) throws MrtException {
    List<Nlri> nlri = new ArrayList<>();
    while (in.remaining() > 0) {
      long pathId = addPath ? in.u32("Path Identifier") : 0;
      nlri.add(new Nlri(in.prefix(family), pathId));
    }
    return nlri;
  }
}
