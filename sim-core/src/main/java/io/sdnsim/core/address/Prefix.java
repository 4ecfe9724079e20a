package io.sdnsim.core.address;

import org.jspecify.annotations.Nullable;

/**
 * A network: an address whose host bits are zero, and a prefix length (RFC 4632, RFC 4291 2.3).
 *
 * @param network the first address of the network
 * @param length 0 to 32, or 0 to 128 for IPv6
 */
public record Prefix(IpAddress network, int length) implements Comparable<Prefix> {
  /** 0.0.0.0/0. */
  public static final Prefix DEFAULT_IPV4 = new Prefix(IpAddress.ofIpv4(0), 0);

  /** ::/0. */
  public static final Prefix DEFAULT_IPV6 = new Prefix(IpAddress.ofIpv6(0, 0), 0);

  /**
   * @throws IllegalArgumentException when the length is out of range or host bits are set
   */
  public Prefix {
    if (length < 0 || length > network.bitCount()) {
      throw new IllegalArgumentException(
          "a prefix length is 0 to " + network.bitCount() + ", not " + length);
    }
    if (!mask(network, length).equals(network)) {
      throw new IllegalArgumentException(
          network
              + "/"
              + length
              + " is not a network: did you mean "
              + mask(network, length)
              + "/"
              + length
              + "?");
    }
  }

  /** The network of this length that the address lies in. */
  public static Prefix containing(IpAddress address, int length) {
    return new Prefix(mask(address, length), length);
  }

  /** The /32 or /128 of one address. */
  public static Prefix host(IpAddress address) {
    return new Prefix(address, address.bitCount());
  }

  /**
   * Parses {@code network/length}, strictly: host bits must be zero.
   *
   * @throws IllegalArgumentException with a sentence for people otherwise
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has no prefix length: expected ADDRESS/LENGTH, such as 10.0.0.0/24");
    }
    IpAddress address = IpAddress.parse(text.substring(0, slash));
    return new Prefix(address, parseLength(text, slash));
  }

  static int parseLength(String text, int slash) {
    try {
      return Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text.substring(slash + 1) + "' in '" + text + "' is not a prefix length", e);
    }
  }

  private static IpAddress mask(IpAddress address, int length) {
    if (address.isIpv4()) {
      return IpAddress.ofIpv4(length == 0 ? 0 : address.ipv4Bits() & -1 << (32 - length));
    }
    long high =
        length == 0 ? 0 : length >= 64 ? address.high() : address.high() & -1L << (64 - length);
    long low =
        length <= 64 ? 0 : length == 128 ? address.low() : address.low() & -1L << (128 - length);
    return IpAddress.ofIpv6(high, low);
  }

  public boolean contains(IpAddress address) {
    return address.isIpv4() == network.isIpv4() && mask(address, length).equals(network);
  }

  /** Whether every address of the other network lies in this one. */
  public boolean contains(Prefix other) {
    return other.length >= length && contains(other.network);
  }

  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  /** The last address, which is the directed broadcast address of an IPv4 subnet. */
  public IpAddress last() {
    if (network.isIpv4()) {
      return IpAddress.ofIpv4(length == 0 ? -1 : network.ipv4Bits() | ~(-1 << (32 - length)));
    }
    long high =
        length >= 64 ? network.high() : network.high() | ~(length == 0 ? 0 : -1L << (64 - length));
    long low =
        length == 128
            ? network.low()
            : length <= 64 ? -1L : network.low() | ~(-1L << (128 - length));
    return IpAddress.ofIpv6(high, low);
  }

  /** Written out: tables compare millions of them, and a record's own is slow until compiled. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Prefix that && length == that.length && network.equals(that.network));
  }

  @Override
  public int hashCode() {
    return 31 * network.hashCode() + length;
  }

  /** By address, then shorter prefixes first. */
  @Override
  public int compareTo(Prefix other) {
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
  }

  @Override
  public String toString() {
    return network + "/" + length;
  }
}
