package io.sdnsim.scenarios.schema;

import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a value of a scenario file may look like. */
sealed interface Shape {
  /** What was expected, for messages: {@code a time with its unit, such as 250ms}. */
  String expected();

  /** Parses a text; throws IllegalArgumentException when the text cannot mean anything. */
  @FunctionalInterface
  interface Parser {
    Object parse(String text);
  }

  /**
   * A text of a certain form.
   *
   * @param name of the definition in the JSON Schema and the reference
   * @param pattern the form, anchored at both ends by its users; null for any text
   * @param parser what the form alone cannot say, such as that 300 is no octet; null for nothing
   * @param suggest a repaired text for a wrong one, or null
   */
  record Text(
      String name,
      String expected,
      @Nullable Pattern pattern,
      @Nullable Parser parser,
      UnaryOperator<@Nullable String> suggest)
      implements Shape {}

  /** One of a few words. */
  record Choice(List<String> words) implements Shape {
    @Override
    public String expected() {
      return words.size() == 1 ? words.get(0) : "one of " + String.join(", ", words);
    }
  }

  /**
   * A number.
   *
   * @param whole whether fractions are refused
   * @param what for messages: {@code a port}
   */
  record Numeric(String what, boolean whole, BigDecimal min, BigDecimal max) implements Shape {
    static Numeric whole(String what, long min, long max) {
      return new Numeric(what, true, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
    }

    static Numeric decimal(String what, String min, String max) {
      return new Numeric(what, false, new BigDecimal(min), new BigDecimal(max));
    }

    @Override
    public String expected() {
      if (min.compareTo(max) == 0) {
        return what + " " + min.toPlainString();
      }
      return what + " from " + min.toPlainString() + " to " + max.toPlainString();
    }
  }

  /** true or false. */
  record Truth() implements Shape {
    @Override
    public String expected() {
      return "true or false";
    }
  }

  /** Any scalar: a parameter's value. */
  record AnyScalar() implements Shape {
    @Override
    public String expected() {
      return "a text, a number or a truth value";
    }
  }

  /** A list. */
  record ListOf(Shape item, int minItems, int maxItems) implements Shape {
    @Override
    public String expected() {
      return "a list" + (maxItems == minItems ? " of " + minItems : "");
    }
  }

  /** A mapping from names that the user chooses to values of one shape. */
  record MapOf(Text key, Shape value) implements Shape {
    @Override
    public String expected() {
      return "a mapping from " + key.expected() + " to " + value.expected();
    }
  }

  /** Shapes that the kind of YAML node tells apart: at most one for scalars, lists and mappings. */
  record Either(List<Shape> alternatives) implements Shape {
    @Override
    public String expected() {
      List<String> parts = new ArrayList<>();
      for (Shape alternative : alternatives) {
        parts.add(alternative.expected());
      }
      return String.join(" or ", parts);
    }
  }

  /** A key of an object. */
  record Property(
      String key, Shape shape, boolean required, String defaultText, String description) {}

  /** How many keys of a group an object may have. */
  enum Count {
    EXACTLY_ONE,
    AT_MOST_ONE,
    AT_LEAST_ONE
  }

  /** A rule about several keys. */
  record Group(Count count, List<String> keys) {}

  /** A mapping with known keys. */
  final class Fields implements Shape {
    private final String name;
    private final String description;
    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, String> needs = new LinkedHashMap<>();

    /**
     * @param name of the definition in the JSON Schema and the reference
     */
    Fields(String name, String description) {
      this.name = name;
      this.description = description;
    }

    Fields required(String key, Shape shape, String keyDescription) {
      properties.put(key, new Property(key, shape, true, "", keyDescription));
      return this;
    }

    Fields optional(String key, Shape shape, String keyDescription) {
      return optional(key, shape, "", keyDescription);
    }

    Fields optional(String key, Shape shape, String defaultText, String keyDescription) {
      properties.put(key, new Property(key, shape, false, defaultText, keyDescription));
      return this;
    }

    Fields include(Fields other) {
      properties.putAll(other.properties);
      groups.addAll(other.groups);
      needs.putAll(other.needs);
      return this;
    }

    Fields group(Count count, String... keys) {
      groups.add(new Group(count, List.of(keys)));
      return this;
    }

    /** The first key is allowed only together with the second. */
    Fields needs(String key, String needed) {
      needs.put(key, needed);
      return this;
    }

    String name() {
      return name;
    }

    String description() {
      return description;
    }

    Collection<Property> properties() {
      return properties.values();
    }

    @Nullable Property property(String key) {
      return properties.get(key);
    }

    List<Group> groups() {
      return groups;
    }

    Map<String, String> needs() {
      return needs;
    }

    @Override
    public String expected() {
      return "a mapping: " + name;
    }
  }

  /**
   * A condition on a mapping.
   *
   * @param key that the mapping has
   * @param value that the key has; null for any
   */
  record Case(String key, @Nullable String value, Shape shape) {
    boolean applies(Mapping mapping) {
      YamlNode actual = mapping.get(key);
      return actual != null
          && (value == null
              || (actual instanceof Scalar scalar
                  && scalar.kind() == Kind.STRING
                  && scalar.text().equals(value)));
    }
  }

  /** Mappings of several kinds; the first case that applies says which. */
  record Variants(String name, String description, List<Case> cases) implements Shape {
    @Override
    public String expected() {
      return "a mapping: " + name;
    }
  }
}
