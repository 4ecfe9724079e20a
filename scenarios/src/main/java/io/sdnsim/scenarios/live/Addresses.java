package io.sdnsim.scenarios.live;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of the real network as people write them: {@code 10.0.0.1:179}, {@code [::1]:179}. */
public final class Addresses {
  private Addresses() {}

  /**
   * A host, by address or name, and a port.
   *
   * @param defaultPort when none is written; negative when one must be
   * @throws LiveException when it is not one or the name is not known
   */
  public static InetSocketAddress socket(String text, int defaultPort) {
    String host = text;
    String port = "";
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      if (bracket < 0) {
        throw new LiveException("'" + text + "' has no closing bracket");
      }
      host = text.substring(1, bracket);
      String rest = text.substring(bracket + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) {
        throw new LiveException("'" + text + "': expected [ADDR]:PORT");
      }
      port = rest.isEmpty() ? "" : rest.substring(1);
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
      port = text.substring(colon + 1);
    }
    if (port.isEmpty() && defaultPort < 0) {
      throw new LiveException("'" + text + "' has no port: expected ADDR:PORT");
    }
    return new InetSocketAddress(host(host), port.isEmpty() ? defaultPort : port(text, port));
  }

  private static int port(String text, String port) {
    int number = port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
    if (number < 0 || number > 0xFFFF) {
      throw new LiveException("'" + text + "': a port is a number from 0 to 65535");
    }
    return number;
  }

  /**
   * A host, by address or name.
   *
   * @throws LiveException when there is none
   */
  public static InetAddress host(String text) {
    if (text.isEmpty()) {
      throw new LiveException("an address is missing");
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new LiveException("there is no host '" + text + "'", e);
    }
  }

  /** As people write it. */
  public static String text(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String name = host == null ? address.getHostString() : host.getHostAddress();
    return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + address.getPort();
  }
}
