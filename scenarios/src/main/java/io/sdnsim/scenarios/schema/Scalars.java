package io.sdnsim.scenarios.schema;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.schema.Shape.Choice;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Text;
import io.sdnsim.scenarios.schema.Shape.Truth;
import io.sdnsim.scenarios.yaml.Spelling;
import io.sdnsim.slb.goal.RuleSettings;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scalar types of the format. */
final class Scalars {
  /** Three of these after one another still are a simulated time: no sum of settings overflows. */
  private static final long LONGEST_TIME_PS = 30L * 24 * 3600 * SimTime.SECOND;

  private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?\\s*)([A-Za-z]+)");
  private static final String RATE_PATTERN =
      "[0-9]{1,18}(\\.[0-9]{1,18})?\\s*(bps|kbps|Mbps|Gbps|Tbps)";
  private static final String TIME_PATTERN = "[0-9]+(\\.[0-9]+)?\\s*(ps|ns|us|ms|s|min|h|d)";

  /** Of security rules. */
  private static final List<String> SERVICE_TAGS =
      List.of("Any", "VirtualNetwork", "AzureLoadBalancer", "Internet");

  static final Text TEXT = new Text("text", "a text", null, null, text -> null);
  static final Text NAME =
      text(
          "name",
          "a name of letters, digits, '-' and '_'",
          "[A-Za-z0-9][A-Za-z0-9_-]{0,62}",
          null,
          text -> null);
  static final Text INTERFACE =
      text(
          "interface",
          "an interface such as eth0, or eth0.100 for VLAN 100 on it",
          "[A-Za-z][A-Za-z0-9_/-]{0,30}(\\.[1-9][0-9]{0,3})?",
          Scalars::parseInterface,
          text -> null);
  static final Text PORT_NAME =
      text(
          "port-name",
          "a port such as eth0 or p1",
          "[A-Za-z][A-Za-z0-9_/-]{0,30}",
          null,
          text -> null);
  static final Text PORT_REF =
      text(
          "endpoint",
          "a port of a node, such as tor1:eth0",
          "[A-Za-z0-9][A-Za-z0-9_-]{0,62}:[A-Za-z][A-Za-z0-9_/-]{0,30}",
          null,
          text -> null);
  static final Text FILE_NAME =
      text(
          "file-name",
          "a plain file name that ends in .pcapng",
          "[A-Za-z0-9_][A-Za-z0-9._-]*\\.pcapng",
          null,
          Scalars::suggestPcapng);
  static final Text PATH =
      text("path", "a path such as /health", "/[!-~]{0,254}", null, text -> null);
  static final Text TIME =
      text(
          "time",
          "a time with its unit, such as 250ms or 1.5s, up to 30d",
          TIME_PATTERN,
          Scalars::parseTime,
          text -> suggestTime(text, Scalars::parseTime));
  static final Text POSITIVE_TIME =
      text(
          "positive-time",
          "a time above 0s with its unit, such as 250ms or 1.5s, up to 30d",
          TIME_PATTERN,
          Scalars::parsePositiveTime,
          text -> suggestTime(text, Scalars::parsePositiveTime));
  static final Text RULE_IDLE_TIME =
      text(
          "rule-idle-time",
          "a time from 4min to 30min",
          TIME_PATTERN,
          Scalars::parseRuleIdleTime,
          text -> suggestTime(text, Scalars::parseRuleIdleTime));
  static final Text RATE =
      text(
          "rate",
          "a rate with its unit, such as 10Gbps",
          RATE_PATTERN,
          Values::parseRate,
          Scalars::suggestRate);
  static final Text POSITIVE_RATE =
      text(
          "positive-rate",
          "a rate above 0bps with its unit, such as 10Gbps",
          RATE_PATTERN,
          Scalars::parsePositiveRate,
          Scalars::suggestRate);
  static final Text SIZE_TEXT =
      text(
          "size-text",
          "a size with its unit, such as 20kB",
          "[0-9]{1,18}(\\.[0-9]{1,18})?\\s*(B|kB|MB|GB|KiB|MiB|GiB)",
          Values::parseSize,
          text -> unitSuggestion(text, "B", List.of("B", "kB", "MB", "GB", "KiB", "MiB", "GiB")));
  static final Text PERCENT =
      text(
          "percent",
          "a share such as 1%",
          "[0-9]{1,3}(\\.[0-9]{1,18})?\\s*%",
          Values::parseShare,
          text -> null);
  static final Text ADDRESS =
      text(
          "address",
          "an IP address such as 192.168.100.1",
          "[0-9a-fA-F:.]{2,45}",
          IpAddress::parse,
          Scalars::withoutLength);
  static final Text INTERFACE_ADDRESS =
      text(
          "interface-address",
          "an address with the length of its subnet, such as 192.168.100.1/24",
          "[0-9a-fA-F:.]{2,45}/[0-9]{1,3}",
          InterfaceAddress::parse,
          Scalars::withLength);
  static final Text PREFIX =
      text(
          "prefix",
          "a network such as 192.168.100.0/24",
          "[0-9a-fA-F:.]{2,45}/[0-9]{1,3}",
          Prefix::parse,
          Scalars::suggestPrefix);
  static final Text MAC =
      text(
          "mac",
          "a MAC address such as 02:00:00:00:00:01",
          "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}|[0-9a-fA-F]{2}(-[0-9a-fA-F]{2}){5}",
          MacAddress::parse,
          text -> null);
  static final Text PORT_RANGE_TEXT =
      text(
          "port-range-text",
          "ports such as 1024-2047",
          "[0-9]{1,5}-[0-9]{1,5}",
          Values::parsePorts,
          text -> null);

  static final Text ADDRESS_MATCH =
      text(
          "network-or-tag",
          "a network such as 10.0.0.0/24, or one of " + String.join(", ", SERVICE_TAGS),
          "[0-9a-fA-F:.]{2,45}/[0-9]{1,3}|" + String.join("|", SERVICE_TAGS),
          text -> SERVICE_TAGS.contains(text) ? text : Prefix.parse(text),
          Scalars::suggestAddressMatch);

  static final Numeric PORT = Numeric.whole("a port", 1, 65_535);
  static final Numeric VLAN = Numeric.whole("a VLAN", 1, 4094);
  static final Numeric ASN = Numeric.whole("an AS number", 1, 4_294_967_295L);
  static final Truth TRUTH = new Truth();
  static final Either SIZE =
      new Either(List.of(Numeric.whole("a number of bytes", 0, 1L << 50), SIZE_TEXT));
  static final Either SHARE = new Either(List.of(Numeric.decimal("a share", "0", "1"), PERCENT));
  static final Either PORTS = new Either(List.of(PORT, PORT_RANGE_TEXT));
  static final Choice TRANSPORT = words("tcp", "udp");
  static final Choice PROTOCOL = words("tcp", "udp", "icmp");

  private Scalars() {}

  static Choice words(String... words) {
    return new Choice(List.of(words));
  }

  private static Text text(
      String name,
      String expected,
      String pattern,
      Shape.@Nullable Parser parser,
      UnaryOperator<@Nullable String> suggest) {
    return new Text(name, expected, Pattern.compile(pattern), parser, suggest);
  }

  private static Object parseTime(String text) {
    long timePs = SimTime.parse(text);
    if (timePs > LONGEST_TIME_PS) {
      throw new IllegalArgumentException("a time is at most 30 days");
    }
    return timePs;
  }

  private static Object parsePositiveTime(String text) {
    Object timePs = parseTime(text);
    if (timePs.equals(0L)) {
      throw new IllegalArgumentException("the time must be above 0s");
    }
    return timePs;
  }

  private static Object parsePositiveRate(String text) {
    long rateBps = Values.parseRate(text);
    if (rateBps == 0) {
      throw new IllegalArgumentException("the rate must be above 0bps");
    }
    return rateBps;
  }

  private static @Nullable String suggestRate(String text) {
    return unitSuggestion(text, "Gbps", List.of("bps", "kbps", "Mbps", "Gbps", "Tbps"));
  }

  private static Object parseRuleIdleTime(String text) {
    long timePs = SimTime.parse(text);
    if (timePs < RuleSettings.MIN_IDLE_PS || timePs > RuleSettings.MAX_IDLE_PS) {
      throw new IllegalArgumentException("an idle timeout is 4 to 30 minutes");
    }
    return timePs;
  }

  private static Object parseInterface(String text) {
    int dot = text.indexOf('.');
    if (dot >= 0 && Integer.parseInt(text.substring(dot + 1)) > 4094) {
      throw new IllegalArgumentException("a VLAN is 1 to 4094");
    }
    return text;
  }

  private static @Nullable String suggestPcapng(@Nullable String text) {
    return text != null && text.matches("[A-Za-z0-9_][A-Za-z0-9_-]*(\\.pcap)?")
        ? text.replace(".pcap", "") + ".pcapng"
        : null;
  }

  private static @Nullable String suggestTime(@Nullable String text, Shape.Parser parser) {
    String suggestion =
        text != null && text.startsWith("-")
            ? text.substring(1)
            : unitSuggestion(text, "s", List.of("ps", "ns", "us", "ms", "s", "min", "h", "d"));
    return suggestion == null || suggestion.equals(text) ? null : valid(parser, suggestion);
  }

  /** Adds a missing unit, or spells a wrongly capitalised one right. */
  private static @Nullable String unitSuggestion(
      @Nullable String text, String usual, List<String> units) {
    if (text == null) {
      return null;
    }
    if (text.matches("[0-9]+(\\.[0-9]+)?")) {
      return text + usual;
    }
    for (String unit : units) {
      int start = text.length() - unit.length();
      if (start > 0
          && text.regionMatches(true, start, unit, 0, unit.length())
          && text.substring(0, start).matches("[0-9]+(\\.[0-9]+)?\\s*")) {
        String spelled = text.substring(0, start) + unit;
        return spelled.equals(text) ? null : spelled;
      }
    }
    return shortened(text, units);
  }

  /** Completes the beginning of a unit, where it is that of one unit only. */
  private static @Nullable String shortened(String text, List<String> units) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    List<String> meant = units.stream().filter(unit -> unit.startsWith(matcher.group(2))).toList();
    return meant.size() == 1 ? matcher.group(1) + meant.get(0) : null;
  }

  private static @Nullable String withoutLength(@Nullable String text) {
    int slash = text == null ? -1 : text.indexOf('/');
    return text == null || slash < 0 ? null : valid(IpAddress::parse, text.substring(0, slash));
  }

  private static @Nullable String withLength(@Nullable String text) {
    return text == null || text.indexOf('/') >= 0
        ? null
        : valid(InterfaceAddress::parse, text + "/24");
  }

  private static @Nullable String suggestPrefix(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.indexOf('/') < 0
          ? Prefix.host(IpAddress.parse(text)).toString()
          : InterfaceAddress.parse(text).subnet().toString();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String suggestAddressMatch(@Nullable String text) {
    String prefix = suggestPrefix(text);
    return prefix != null || text == null ? prefix : Spelling.closest(text, SERVICE_TAGS);
  }

  private static @Nullable String valid(Shape.Parser parser, String text) {
    try {
      parser.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
