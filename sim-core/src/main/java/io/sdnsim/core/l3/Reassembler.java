package io.sdnsim.core.l3;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FragmentPayload;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Ipv6Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragmented datagrams together (RFC 791 section 3.2, RFC 8200 section 4.5), for one VRF of
 * one node.
 *
 * <p>The datagram comes back with the header of its first fragment (offset 0) without the
 * fragmentation fields: that fragment's hop limit and options, and CE when any fragment had it (RFC
 * 3168 section 5.3). A fragment that brings nothing new is dropped alone. One that overlaps others
 * condemns the datagram with all its fragments, those still to come included (RFC 5722 section 4);
 * IPv4 is treated alike, as Linux does since 4.19.
 */
public final class Reassembler {
  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final int ECN_MASK = 3;
  private static final int ECN_CONGESTION_EXPERIENCED = 3;

  private final NodeContext context;
  private final ReassemblyConfig config;
  private final DatagramDecoder decoder;
  private final Consumer<Packet> timedOut;
  private final Timer timer;

  /** By arrival of the first fragment, and so by deadline. */
  private final Map<Key, Partial> ipv4 = new LinkedHashMap<>();

  private final Map<Key, Partial> ipv6 = new LinkedHashMap<>();
  private int heldFragments;

  /**
   * @param decoder for fragments that came as bytes
   * @param timedOut gets the first fragment (offset 0) of a datagram whose time ran out, when that
   *     fragment arrived, so that ICMP time exceeded code 1 can quote it (RFC 792, RFC 8200 4.5);
   *     the fragments are accounted for by then
   */
  public Reassembler(
      NodeContext context,
      ReassemblyConfig config,
      DatagramDecoder decoder,
      Consumer<Packet> timedOut) {
    this.context = context;
    this.config = config;
    this.decoder = decoder;
    this.timedOut = timedOut;
    this.timer = context.timer(this::expire);
  }

  /** RFC 791 3.2: source, destination, protocol, identification; IPv6 without the protocol. */
  private record Key(IpAddress source, IpAddress destination, int protocol, int identification) {}

  private record Part(int offset, int end, boolean last, Packet fragment) {}

  /** A datagram that waits for fragments. */
  private static final class Partial {
    final long deadlinePs;

    /** By offset, without overlap. */
    final List<Part> parts = new ArrayList<>();

    int receivedBytes;

    /** The length behind the IP header, or -1 before the last fragment came. */
    int totalBytes = -1;

    boolean condemned;

    Partial(long deadlinePs) {
      this.deadlinePs = deadlinePs;
    }

    boolean isComplete() {
      return receivedBytes == totalBytes;
    }
  }

  /** Fragments held now. */
  public int heldPackets() {
    return heldFragments;
  }

  /**
   * Takes a fragment over: it is held, dropped, or completes its datagram.
   *
   * @param fragment an IP packet that is a fragment
   * @return the whole datagram, without an Ethernet header, or null
   */
  public @Nullable Packet add(Packet fragment) {
    IpHeader ip = fragment.ip();
    if (ip == null || !ip.isFragment()) {
      throw new IllegalArgumentException("not a fragment: " + fragment);
    }
    Packet bare = fragment.withEthernet(null);
    Part part = part(bare, ip);
    if (part == null) {
      context.drop(fragment, CoreDrop.MALFORMED, "fragment length or offset");
      return null;
    }
    Map<Key, Partial> waiting = ip.destination().isIpv4() ? ipv4 : ipv6;
    Key key = key(ip);
    Partial partial = waiting.get(key);
    if (partial == null) {
      if (ipv4.size() + ipv6.size() >= config.maxDatagrams()) {
        context.drop(bare, CoreDrop.REASSEMBLY_QUEUE_FULL);
        return null;
      }
      partial = begin(waiting, key);
    }
    if (!accept(partial, part) || !partial.isComplete()) {
      return null;
    }
    waiting.remove(key);
    heldFragments -= partial.parts.size();
    setTimer();
    return assemble(partial);
  }

  /** Drops everything that waits, with this reason; for a node that goes down in order. */
  public void dropAll(DropReason reason) {
    for (Map<Key, Partial> waiting : List.of(ipv4, ipv6)) {
      waiting.values().forEach(partial -> discard(partial, reason));
      waiting.clear();
    }
    timer.cancel();
  }

  private static Key key(IpHeader ip) {
    if (ip instanceof Ipv4Header header) {
      return new Key(
          header.source(), header.destination(), header.protocol(), header.identification());
    }
    if (ip instanceof Ipv6Header header && header.fragment() != null) {
      return new Key(header.source(), header.destination(), 0, header.fragment().identification());
    }
    throw new IllegalArgumentException("not a fragment: " + ip);
  }

  /** Where the fragment belongs, or null when its fields contradict the protocol. */
  private static @Nullable Part part(Packet fragment, IpHeader ip) {
    int offset = 0;
    boolean more = false;
    if (ip instanceof Ipv4Header header) {
      offset = header.fragmentOffset();
      more = header.moreFragments();
    } else if (ip instanceof Ipv6Header header && header.fragment() != null) {
      offset = header.fragment().offset();
      more = header.fragment().moreFragments();
    }
    int length = fragment.lengthBytes() - ip.lengthBytes();
    boolean isSound =
        length > 0
            && offset % 8 == 0
            && (!more || length % 8 == 0)
            && offset + length <= MAX_DATAGRAM_BYTES;
    return isSound ? new Part(offset, offset + length, !more, fragment) : null;
  }

  private Partial begin(Map<Key, Partial> waiting, Key key) {
    long timeoutPs = waiting == ipv4 ? config.ipv4TimeoutPs() : config.ipv6TimeoutPs();
    Partial partial = new Partial(context.nowPs() + timeoutPs);
    waiting.put(key, partial);
    setTimer();
    return partial;
  }

  /** Holds the part if it fits; accounts for it otherwise. */
  private boolean accept(Partial partial, Part part) {
    if (partial.condemned) {
      context.drop(part.fragment(), CoreDrop.OVERLAPPING_FRAGMENT);
      return false;
    }
    int at = 0;
    while (at < partial.parts.size() && partial.parts.get(at).end() <= part.offset()) {
      at++;
    }
    Part next = at < partial.parts.size() ? partial.parts.get(at) : null;
    if (next != null && next.offset() <= part.offset() && next.end() >= part.end()) {
      // RFC 8200 4.5: a fragment that is there already may be discarded and the others kept.
      context.drop(part.fragment(), CoreDrop.DUPLICATE_FRAGMENT);
      return false;
    }
    boolean contradictsEnd =
        partial.totalBytes >= 0
            ? part.end() > partial.totalBytes || (part.last() && part.end() != partial.totalBytes)
            : part.last() && at < partial.parts.size();
    if (contradictsEnd || (next != null && next.offset() < part.end())) {
      // RFC 5722 section 4: the datagram and all its fragments are discarded.
      context.drop(part.fragment(), CoreDrop.OVERLAPPING_FRAGMENT);
      discard(partial, CoreDrop.OVERLAPPING_FRAGMENT);
      partial.condemned = true;
      return false;
    }
    if (heldFragments >= config.maxFragments()) {
      context.drop(part.fragment(), CoreDrop.REASSEMBLY_QUEUE_FULL);
      return false;
    }
    partial.parts.add(at, part);
    partial.receivedBytes += part.end() - part.offset();
    if (part.last()) {
      partial.totalBytes = part.end();
    }
    heldFragments++;
    return true;
  }

  private void discard(Partial partial, DropReason reason) {
    heldFragments -= partial.parts.size();
    for (Part part : partial.parts) {
      context.drop(part.fragment(), reason);
    }
    partial.parts.clear();
  }

  private @Nullable Packet assemble(Partial partial) {
    Packet first = partial.parts.get(0).fragment();
    Packet whole = whole(partial, header(partial));
    context.reassembled(whole == null ? first : whole, partial.parts.size());
    if (whole == null) {
      // In the real world these bytes would not pass the checksum.
      context.drop(first, CoreDrop.MALFORMED, "fragments do not belong together");
    }
    return whole;
  }

  private @Nullable Packet whole(Partial partial, IpHeader header) {
    Packet first = partial.parts.get(0).fragment();
    if (first.payload() instanceof FragmentPayload payload) {
      Packet datagram = payload.datagram();
      for (Part part : partial.parts) {
        if (!(part.fragment().payload() instanceof FragmentPayload other)
            || !other.datagram().equals(datagram)) {
          return null;
        }
      }
      return Packet.ip(header, datagram.transport(), datagram.payload(), first.tag());
    }
    byte[] bytes = new byte[partial.totalBytes];
    for (Part part : partial.parts) {
      if (!(part.fragment().payload() instanceof Bytes piece)) {
        return null;
      }
      piece.copyTo(bytes, part.offset());
    }
    return decoder.decode(header, Bytes.of(bytes), first.tag());
  }

  private static IpHeader header(Partial partial) {
    IpHeader first = ip(partial.parts.get(0));
    boolean congested = false;
    for (Part part : partial.parts) {
      congested |= (ip(part).trafficClass() & ECN_MASK) == ECN_CONGESTION_EXPERIENCED;
    }
    int trafficClass = first.trafficClass() | (congested ? ECN_CONGESTION_EXPERIENCED : 0);
    if (first instanceof Ipv4Header header) {
      return new Ipv4Header(
          header.source(),
          header.destination(),
          header.hopLimit(),
          header.protocol(),
          trafficClass,
          header.identification(),
          header.dontFragment(),
          false,
          0,
          header.options());
    }
    Ipv6Header header = (Ipv6Header) first;
    return new Ipv6Header(
        header.source(),
        header.destination(),
        header.hopLimit(),
        header.protocol(),
        trafficClass,
        header.flowLabel(),
        header.extensionType(),
        header.extensions(),
        null);
  }

  private static IpHeader ip(Part part) {
    IpHeader ip = part.fragment().ip();
    if (ip == null) {
      throw new IllegalStateException("not an IP packet: " + part);
    }
    return ip;
  }

  private void setTimer() {
    long deadline = Math.min(firstDeadline(ipv4), firstDeadline(ipv6));
    if (deadline == SimTime.NEVER) {
      timer.cancel();
    } else if (deadline != timer.deadlinePs()) {
      timer.setAt(Math.max(deadline, context.nowPs()));
    }
  }

  private static long firstDeadline(Map<Key, Partial> waiting) {
    return waiting.isEmpty() ? SimTime.NEVER : waiting.values().iterator().next().deadlinePs;
  }

  private void expire() {
    List<Packet> firsts = new ArrayList<>();
    expire(ipv4, firsts);
    expire(ipv6, firsts);
    setTimer();
    firsts.forEach(timedOut);
  }

  private void expire(Map<Key, Partial> waiting, List<Packet> firsts) {
    Iterator<Partial> oldestFirst = waiting.values().iterator();
    while (oldestFirst.hasNext()) {
      Partial partial = oldestFirst.next();
      if (partial.deadlinePs > context.nowPs()) {
        return;
      }
      oldestFirst.remove();
      if (!partial.parts.isEmpty() && partial.parts.get(0).offset() == 0) {
        firsts.add(partial.parts.get(0).fragment());
      }
      discard(partial, CoreDrop.REASSEMBLY_TIMEOUT);
    }
  }
}
