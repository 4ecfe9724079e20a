package io.sdnsim.core.packet;

import io.sdnsim.core.address.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A flow as tables know it: the 5-tuple within one VRF. Fragments and protocols without ports have
 * ports 0; an ICMP echo has its identifier in both.
 *
 * @param vrf number of the routing domain, 0 for the default one
 */
public record FlowKey(
    int vrf,
    IpAddress source,
    IpAddress destination,
    int protocol,
    int sourcePort,
    int destinationPort) {
  /**
   * The key of an IP packet.
   *
   * @throws IllegalArgumentException when the packet is not IP
   */
  public static FlowKey of(int vrf, Packet packet) {
    IpHeader ip = packet.ip();
    if (ip == null) {
      throw new IllegalArgumentException("not an IP packet: " + packet);
    }
    TransportHeader transport = packet.transport();
    return new FlowKey(
        vrf,
        ip.source(),
        ip.destination(),
        ip.protocol(),
        transport == null ? 0 : transport.sourcePort(),
        transport == null ? 0 : transport.destinationPort());
  }

  /** The key of packets in the other direction. */
  public FlowKey reversed() {
    return new FlowKey(vrf, destination, source, protocol, destinationPort, sourcePort);
  }

  /** A seeded 64-bit hash of the 5-tuple, the same on every JVM. */
  public long hash(long seed) {
    return hash(seed, source, destination, protocol, sourcePort, destinationPort);
  }

  /** The hash of a packet's 5-tuple without making a key; what ECMP and load balancers use. */
  public static long hash(long seed, IpHeader ip, @Nullable TransportHeader transport) {
    return hash(
        seed,
        ip.source(),
        ip.destination(),
        ip.protocol(),
        transport == null ? 0 : transport.sourcePort(),
        transport == null ? 0 : transport.destinationPort());
  }

  /** The hash of a 5-tuple in parts. */
  public static long hash(
      long seed, IpAddress source, IpAddress destination, int protocol, int from, int to) {
    long h = seed ^ 0x9E3779B97F4A7C15L;
    h = mix(h ^ source.high());
    h = mix(h ^ source.low());
    h = mix(h ^ destination.high());
    h = mix(h ^ destination.low());
    return avalanche(h ^ ((long) protocol << 32 | (long) from << 16 | to));
  }

  /**
   * Every bit of the result depends on every bit of the value (SplitMix64's finalizer). With less,
   * the low bits under two seeds go together for consecutive ports, and of two ECMP stages behind
   * one another the second does not spread what the first sends it.
   */
  private static long avalanche(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 32) * 0xD6E8FEB86659FD93L;
    return z ^ z >>> 32;
  }

  /** Written out: the language leaves open how a record's own hash is made of its components. */
  @Override
  public int hashCode() {
    return Long.hashCode(hash(vrf));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlowKey that
        && that.sourcePort == sourcePort
        && that.destinationPort == destinationPort
        && that.protocol == protocol
        && that.vrf == vrf
        && that.source.equals(source)
        && that.destination.equals(destination);
  }

  /** {@code tcp 10.0.0.1:40000 > 10.0.0.2:443}. */
  @Override
  public String toString() {
    return IpProtocol.name(protocol)
        + " "
        + endpoint(source, sourcePort)
        + " > "
        + endpoint(destination, destinationPort);
  }

  private static String endpoint(IpAddress address, int port) {
    return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}
