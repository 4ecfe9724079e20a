package io.sdnsim.scenarios.read;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.LongRange;
import io.sdnsim.scenarios.model.PortRange;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Protocol;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.schema.Values;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to a mapping that the {@link io.sdnsim.scenarios.schema.ShapeChecker} has accepted:
 * required keys are there and every value has its form.
 *
 * @param fallback the mapping to ask for a key that the first one lacks: the topology's defaults
 */
record Source(Mapping mapping, @Nullable Source fallback) {
  Source(Mapping mapping) {
    this(mapping, null);
  }

  /** An empty mapping at a place. */
  static Source empty(SourceLocation at) {
    return new Source(new Mapping(at, List.of()));
  }

  static Source of(YamlNode node) {
    return new Source((Mapping) node);
  }

  SourceLocation at() {
    return mapping.at();
  }

  boolean has(String key) {
    return find(key) != null;
  }

  /** Where the value of a key stands, or where the mapping begins when the key is not there. */
  SourceLocation at(String key) {
    YamlNode node = find(key);
    return node == null ? at() : node.at();
  }

  private @Nullable YamlNode find(String key) {
    YamlNode own = mapping.get(key);
    return own != null || fallback == null ? own : fallback.find(key);
  }

  YamlNode node(String key) {
    YamlNode node = find(key);
    if (node == null) {
      throw new IllegalStateException("the checker let " + key + " be missing at " + at());
    }
    return node;
  }

  /** The mapping under a key, or an empty one. */
  Source child(String key) {
    YamlNode node = find(key);
    return node == null ? empty(at()) : of(node);
  }

  /** The mapping under a key, what it lacks taken from another. */
  Source child(String key, Source defaults) {
    return new Source(child(key).mapping, defaults);
  }

  List<Entry> entries(String key) {
    YamlNode node = find(key);
    return node == null ? List.of() : ((Mapping) node).entries();
  }

  List<YamlNode> items(String key) {
    YamlNode node = find(key);
    return node == null ? List.of() : ((Sequence) node).items();
  }

  /** The items of a list, or the one value that stands for a list of one. */
  List<YamlNode> itemsOrOne(String key) {
    YamlNode node = find(key);
    return node == null ? List.of() : node instanceof Sequence list ? list.items() : List.of(node);
  }

  <T> List<T> list(String key, Function<YamlNode, T> binder) {
    return items(key).stream().map(binder).toList();
  }

  <T> List<T> mappings(String key, Function<Source, T> binder) {
    return items(key).stream().map(node -> binder.apply(of(node))).toList();
  }

  String text(String key) {
    return ((Scalar) node(key)).text();
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
    return has(key)
        ? Enum.valueOf(type, text(key).replace('-', '_').toUpperCase(Locale.ROOT))
        : otherwise;
  }

  <E extends Enum<E>> E word(String key, Class<E> type) {
    return Enum.valueOf(type, text(key).replace('-', '_').toUpperCase(Locale.ROOT));
  }

  @Nullable Protocol protocol(String key) {
    return has(key) ? word(key, Protocol.class) : null;
  }

  boolean truth(String key, boolean otherwise) {
    return has(key) ? text(key).equals("true") : otherwise;
  }

  BigDecimal decimal(String key) {
    return ((Scalar) node(key)).number();
  }

  long number(String key, long otherwise) {
    return has(key) ? decimal(key).longValueExact() : otherwise;
  }

  int integer(String key, int otherwise) {
    return Math.toIntExact(number(key, otherwise));
  }

  @Nullable Integer integerOrNull(String key) {
    return has(key) ? integer(key, 0) : null;
  }

  long time(String key) {
    return SimTime.parse(text(key));
  }

  long time(String key, long otherwisePs) {
    return has(key) ? time(key) : otherwisePs;
  }

  long rate(String key, long otherwiseBps) {
    return has(key) ? Values.parseRate(text(key)) : otherwiseBps;
  }

  long size(String key, long otherwiseBytes) {
    if (!has(key)) {
      return otherwiseBytes;
    }
    return ((Scalar) node(key)).kind() == Kind.STRING
        ? Values.parseSize(text(key))
        : number(key, 0);
  }

  double share(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    return ((Scalar) node(key)).kind() == Kind.STRING
        ? Values.parseShare(text(key))
        : decimal(key).doubleValue();
  }

  PortRange ports(String key, PortRange otherwise) {
    return has(key) ? ports(node(key)) : otherwise;
  }

  @Nullable PortRange portsOrNull(String key) {
    return has(key) ? ports(node(key)) : null;
  }

  static PortRange ports(YamlNode node) {
    Scalar scalar = (Scalar) node;
    return Values.parsePorts(
        scalar.kind() == Kind.STRING ? scalar.text() : scalar.number().toBigInteger().toString());
  }

  Located<String> name(String key) {
    return name(node(key));
  }

  @Nullable Located<String> nameOrNull(String key) {
    return has(key) ? name(key) : null;
  }

  static Located<String> name(YamlNode node) {
    return new Located<>(((Scalar) node).text(), node.at());
  }

  List<Located<String>> names(String key) {
    return list(key, Source::name);
  }

  private static <T> Located<T> parsed(YamlNode node, Function<String, T> parser) {
    return new Located<>(parser.apply(((Scalar) node).text()), node.at());
  }

  Located<IpAddress> address(String key) {
    return address(node(key));
  }

  @Nullable Located<IpAddress> addressOrNull(String key) {
    return has(key) ? address(key) : null;
  }

  @Nullable IpAddress plainAddress(String key) {
    return has(key) ? address(key).value() : null;
  }

  static Located<IpAddress> address(YamlNode node) {
    return parsed(node, IpAddress::parse);
  }

  Located<Prefix> prefix(String key) {
    return prefix(node(key));
  }

  @Nullable Located<Prefix> prefixOrNull(String key) {
    return has(key) ? prefix(key) : null;
  }

  @Nullable Prefix plainPrefix(String key) {
    return has(key) ? prefix(key).value() : null;
  }

  static Located<Prefix> prefix(YamlNode node) {
    return parsed(node, Prefix::parse);
  }

  static Located<InterfaceAddress> interfaceAddress(YamlNode node) {
    return parsed(node, InterfaceAddress::parse);
  }

  @Nullable MacAddress mac(String key) {
    return has(key) ? MacAddress.parse(text(key)) : null;
  }

  PortRef port(String key) {
    return port(node(key));
  }

  static PortRef port(YamlNode node) {
    String text = ((Scalar) node).text();
    int colon = text.indexOf(':');
    return new PortRef(node.at(), text.substring(0, colon), text.substring(colon + 1));
  }

  /** One value, or min and max. */
  LongRange range(String key, Function<YamlNode, Long> value) {
    if (!has(key)) {
      return LongRange.ANY;
    }
    YamlNode node = node(key);
    return node instanceof Mapping bounds
        ? new Source(bounds).bounds(value)
        : LongRange.exactly(value.apply(node));
  }

  /** The keys min and max of this mapping. */
  LongRange bounds(Function<YamlNode, Long> value) {
    return new LongRange(
        has("min") ? value.apply(node("min")) : Long.MIN_VALUE,
        has("max") ? value.apply(node("max")) : Long.MAX_VALUE);
  }

  static long timeOf(YamlNode node) {
    return SimTime.parse(((Scalar) node).text());
  }

  static long rateOf(YamlNode node) {
    return Values.parseRate(((Scalar) node).text());
  }

  static long numberOf(YamlNode node) {
    return ((Scalar) node).number().longValueExact();
  }
}
