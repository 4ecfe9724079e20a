package io.sdnsim.core.packet;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A packet: an immutable stack of headers and a payload. A hop that changes a header makes a new
 * packet around the shared rest, so that floods, retransmissions and traces can keep references.
 *
 * <p>Every packet can be encoded to the bytes a real network would carry at any point ({@code
 * io.sdnsim.core.wire}).
 */
public final class Packet {
  private final @Nullable EthernetHeader ethernet;
  private final @Nullable NetworkHeader network;
  private final @Nullable TransportHeader transport;
  private final Payload payload;
  private final PacketTag tag;
  private final int lengthBytes;

  private Packet(
      @Nullable EthernetHeader ethernet,
      @Nullable NetworkHeader network,
      @Nullable TransportHeader transport,
      Payload payload,
      PacketTag tag,
      int lengthBytes) {
    this.ethernet = ethernet;
    this.network = network;
    this.transport = transport;
    this.payload = payload;
    this.tag = tag;
    this.lengthBytes = lengthBytes;
  }

  /** A packet from its parts; parts that are absent are null. */
  public static Packet of(
      @Nullable EthernetHeader ethernet,
      @Nullable NetworkHeader network,
      @Nullable TransportHeader transport,
      Payload payload,
      PacketTag tag) {
    int length =
        (ethernet == null ? 0 : ethernet.lengthBytes())
            + (network == null ? 0 : network.lengthBytes())
            + (transport == null ? 0 : transport.lengthBytes())
            + payload.lengthBytes();
    return new Packet(ethernet, network, transport, payload, tag, length);
  }

  /** An IP datagram without a link-layer header. */
  public static Packet ip(
      IpHeader network, @Nullable TransportHeader transport, Payload payload, PacketTag tag) {
    return of(null, network, transport, payload, tag);
  }

  /** The Ethernet header; null above the link layer. */
  public @Nullable EthernetHeader ethernet() {
    return ethernet;
  }

  /** IPv4, IPv6 or ARP; null for other EtherTypes, whose bytes are the payload. */
  public @Nullable NetworkHeader network() {
    return network;
  }

  /** The IP header, or null when this is no IP packet. */
  public @Nullable IpHeader ip() {
    return network instanceof IpHeader ip ? ip : null;
  }

  /** TCP, UDP or ICMP; null in fragments and for other protocols. */
  public @Nullable TransportHeader transport() {
    return transport;
  }

  public Payload payload() {
    return payload;
  }

  public PacketTag tag() {
    return tag;
  }

  /** The frame's size from its first header on, without padding and frame check sequence. */
  public int lengthBytes() {
    return lengthBytes;
  }

  /** The size from the network header on: what an MTU limits. */
  public int networkLengthBytes() {
    return ethernet == null ? lengthBytes : lengthBytes - ethernet.lengthBytes();
  }

  /** The packet with new link and network headers: what a router's hop makes. */
  public Packet forwarded(EthernetHeader newEthernet, IpHeader newNetwork) {
    if (network == null || ethernet == null) {
      return of(newEthernet, newNetwork, transport, payload, tag);
    }
    int newLength =
        lengthBytes
            - ethernet.lengthBytes()
            - network.lengthBytes()
            + newEthernet.lengthBytes()
            + newNetwork.lengthBytes();
    return new Packet(newEthernet, newNetwork, transport, payload, tag, newLength);
  }

  /** The packet with another Ethernet header, or without one. */
  public Packet withEthernet(@Nullable EthernetHeader newEthernet) {
    int newLength = networkLengthBytes() + (newEthernet == null ? 0 : newEthernet.lengthBytes());
    return new Packet(newEthernet, network, transport, payload, tag, newLength);
  }

  /** The packet with another network header. */
  public Packet withNetwork(NetworkHeader newNetwork) {
    return of(ethernet, newNetwork, transport, payload, tag);
  }

  /** The packet with other network and transport headers: what NAT makes. */
  public Packet withHeaders(IpHeader newNetwork, @Nullable TransportHeader newTransport) {
    return of(ethernet, newNetwork, newTransport, payload, tag);
  }

  /** The packet with another payload. */
  public Packet withPayload(Payload newPayload) {
    return of(ethernet, network, transport, newPayload, tag);
  }

  public Packet withTag(PacketTag newTag) {
    return new Packet(ethernet, network, transport, payload, newTag, lengthBytes);
  }

  /** Equal headers and payload; the tag, which is not on the wire, does not count. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Packet that
        && Objects.equals(ethernet, that.ethernet)
        && Objects.equals(network, that.network)
        && Objects.equals(transport, that.transport)
        && payload.equals(that.payload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ethernet, network, transport, payload);
  }

  @Override
  public String toString() {
    return PacketText.summary(this);
  }
}
