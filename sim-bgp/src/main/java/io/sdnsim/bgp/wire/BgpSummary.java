package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Says in words what the bytes of a BGP connection hold, for traces and captures. */
public final class BgpSummary {
  private static final int PREFIXES_SHOWN = 3;

  private BgpSummary() {}

  /** The {@link #lines} as one text. */
  public static String text(byte[] bytes) {
    return String.join("\n", lines(bytes));
  }

  /**
   * One line per message. The bytes may begin or end within a message, as TCP payloads do; AS
   * numbers are taken to have four octets, and two where that doesn't fit.
   */
  public static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    MessageFramer framer = new MessageFramer();
    framer.append(Bytes.of(bytes));
    try {
      byte[] message = framer.next(BgpMessage.EXTENDED_MAX_BYTES);
      while (message != null) {
        lines.add(describe(message));
        message = framer.next(BgpMessage.EXTENDED_MAX_BYTES);
      }
      if (framer.isMidMessage()) {
        lines.add("BGP, beginning of a message");
      }
    } catch (BgpDecodeException e) {
      lines.add("BGP, not at the beginning of a message");
    }
    return lines;
  }

  private static String describe(byte[] message) {
    Reading wide = Reading.of(message, DecodeContext.ANY);
    if (!wide.malformed()) {
      return wide.text();
    }
    Reading narrow = Reading.of(message, DecodeContext.ANY.withFourOctetAs(false));
    return narrow.malformed() ? wide.text() : narrow.text();
  }

  /** A message as one size of AS numbers makes it look. */
  private record Reading(String text, boolean malformed) {
    static Reading of(byte[] bytes, DecodeContext context) {
      try {
        BgpMessage message = BgpCodec.decode(bytes, context);
        boolean malformed =
            message instanceof BgpMessage.Update update && !update.errors().isEmpty();
        return new Reading(BgpSummary.text(message), malformed);
      } catch (BgpDecodeException e) {
        return new Reading("malformed BGP message: " + e.getMessage(), true);
      }
    }
  }

  /** A message in words: {@code UPDATE +192.168.133.74/32 via 192.168.233.11 path 64513}. */
  public static String text(BgpMessage message) {
    if (message instanceof BgpMessage.Open open) {
      return "OPEN AS "
          + open.asn()
          + " id "
          + open.identifier()
          + " hold "
          + open.holdTimeSeconds()
          + "s";
    } else if (message instanceof BgpMessage.Update update) {
      return text(update);
    } else if (message instanceof BgpMessage.Notification notification) {
      return "NOTIFICATION " + notification;
    } else if (message instanceof BgpMessage.Keepalive) {
      return "KEEPALIVE";
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      String subtype =
          switch (refresh.subtype()) {
            case BgpMessage.RouteRefresh.REQUEST -> "";
            case BgpMessage.RouteRefresh.BEGINNING -> " beginning";
            case BgpMessage.RouteRefresh.END -> " end";
            default -> " subtype " + refresh.subtype();
          };
      return "ROUTE-REFRESH afi " + refresh.afi() + " safi " + refresh.safi() + subtype;
    }
    throw new AssertionError(message);
  }

  private static String text(BgpMessage.Update update) {
    AddressFamily ended = update.endOfRibFamily();
    if (ended != null) {
      return "UPDATE End-of-RIB " + (ended == AddressFamily.IPV4_UNICAST ? "IPv4" : "IPv6");
    }
    StringBuilder text = new StringBuilder("UPDATE");
    prefixes(text, " -", update.withdrawn());
    PathAttribute.MpUnreachNlri unreach = update.unreach();
    if (unreach != null) {
      prefixes(text, " -", unreach.withdrawn());
    }
    prefixes(text, " +", update.nlri());
    PathAttribute.MpReachNlri reach = update.reach();
    if (reach != null) {
      prefixes(text, " +", reach.nlri());
      text.append(" via ").append(reach.nextHops().get(0));
    } else if (update.attributes().nextHop() != null) {
      text.append(" via ").append(update.attributes().nextHop());
    }
    if (!update.attributes().isEmpty()) {
      String path = update.attributes().asPath().toString();
      text.append(path.isEmpty() ? " path (local)" : " path " + path);
    }
    for (OtherFamilyNlri other : update.otherFamilies()) {
      text.append(" afi ").append(other.afi()).append(" safi ").append(other.safi());
    }
    DecodeError error = update.strongestError();
    if (error != null) {
      text.append(" malformed, ").append(error.action().text());
      text.append(": ").append(error.field());
    }
    return text.toString();
  }

  private static void prefixes(StringBuilder text, String sign, List<Prefix> prefixes) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (i == PREFIXES_SHOWN) {
        text.append(" and ").append(prefixes.size() - i).append(" more");
        return;
      }
      text.append(sign).append(prefixes.get(i));
    }
  }
}
