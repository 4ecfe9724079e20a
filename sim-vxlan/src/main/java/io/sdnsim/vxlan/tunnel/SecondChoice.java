package io.sdnsim.vxlan.tunnel;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.Encapsulated;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A packet with two destinations, of which the first may hand it on to the second, in the manner of
 * GitHub's GLB Director. The director lists the servers in a GUE header; this format is ours: the
 * frame to the second machine, in a tunnel packet to its host, is itself the payload of a frame to
 * the first machine, whose source is {@link #MARK}. So the first host takes the innermost packet
 * out, or sends on what it got as it is. With VXLAN it costs 50 bytes more over IPv4, 70 over IPv6.
 *
 * <p>A virtual switch gives all frames that it sends a source of its own, so that no machine behind
 * it can send {@link #MARK}.
 *
 * @param toSecond the tunnel packet to the second host, without an Ethernet header
 * @param vni the second machine's virtual subnet
 * @param frame to the second machine
 */
public record SecondChoice(Packet toSecond, int vni, Packet frame) {
  /** The source of a frame that has a second choice in it, a locally administered address. */
  public static final MacAddress MARK = MacAddress.parse("02:32:6e:64:00:01");

  /**
   * A frame to the first machine that has the choice in it.
   *
   * @param frame to the second machine
   * @param tunnel to the second machine's host
   */
  public static Packet wrap(Vtep vtep, Packet frame, Tunnel tunnel, MacAddress firstMachine) {
    Packet toSecond = vtep.encapsulate(frame, tunnel);
    IpHeader outer = toSecond.ip();
    if (outer == null) {
      throw new IllegalStateException("a tunnel without an outer header: " + toSecond);
    }
    return toSecond.withEthernet(EthernetHeader.of(firstMachine, MARK, outer.etherType()));
  }

  /**
   * The choice in a frame that left a tunnel, or null when there is none: no mark, or no IP packet
   * behind it, which a director has nothing to say about.
   */
  public static @Nullable SecondChoice of(Packet frame) {
    EthernetHeader ethernet = frame.ethernet();
    if (ethernet == null || !ethernet.source().equals(MARK)) {
      return null;
    }
    return frame.payload() instanceof Encapsulated tunnel && tunnel.inner().ip() != null
        ? new SecondChoice(frame.withEthernet(null), tunnel.header().vni(), tunnel.inner())
        : null;
  }

  /** The same packet for the first machine. */
  public Packet frameTo(MacAddress firstMachine) {
    EthernetHeader second = frame.ethernet();
    if (second == null) {
      throw new IllegalStateException("decapsulated without an Ethernet header: " + frame);
    }
    return frame.withEthernet(EthernetHeader.of(firstMachine, second.source(), second.etherType()));
  }
}
