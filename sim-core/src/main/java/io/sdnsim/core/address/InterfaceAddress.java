package io.sdnsim.core.address;

/**
 * An address on an interface together with the length of its subnet: 192.168.200.50/24.
 *
 * @param prefixLength 0 to 32, or 0 to 128 for IPv6
 */
public record InterfaceAddress(IpAddress address, int prefixLength) {
  /**
   * @throws IllegalArgumentException when the length is out of range
   */
  public InterfaceAddress {
    if (prefixLength < 0 || prefixLength > address.bitCount()) {
      throw new IllegalArgumentException(
          "a prefix length is 0 to " + address.bitCount() + ", not " + prefixLength);
    }
  }

  /**
   * Parses {@code address/length}.
   *
   * @throws IllegalArgumentException with a sentence for people
   */
  public static InterfaceAddress parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has no prefix length: expected ADDRESS/LENGTH, such as 10.0.0.1/24");
    }
    return new InterfaceAddress(
        IpAddress.parse(text.substring(0, slash)), Prefix.parseLength(text, slash));
  }

  /** The connected network. */
  public Prefix subnet() {
    return Prefix.containing(address, prefixLength);
  }

  @Override
  public String toString() {
    return address + "/" + prefixLength;
  }
}
