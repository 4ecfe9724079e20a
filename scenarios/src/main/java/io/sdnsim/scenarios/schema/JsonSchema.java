package io.sdnsim.scenarios.schema;

import io.sdnsim.scenarios.schema.Shape.Case;
import io.sdnsim.scenarios.schema.Shape.Choice;
import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.Group;
import io.sdnsim.scenarios.schema.Shape.ListOf;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import io.sdnsim.scenarios.schema.Shape.Property;
import io.sdnsim.scenarios.schema.Shape.Text;
import io.sdnsim.scenarios.schema.Shape.Truth;
import io.sdnsim.scenarios.schema.Shape.Variants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the format as a JSON Schema (draft-07) for editors. It accepts what {@link ShapeChecker}
 * accepts, and wherever a scalar may stand also a text with {@code ${parameter}}.
 */
public final class JsonSchema {
  private static final String PARAMETER = "\\$\\{";

  private final Map<String, Shape> owners = new LinkedHashMap<>();
  private final Map<String, Object> definitions = new LinkedHashMap<>();

  private JsonSchema() {}

  /** The schema of scenario files, as text. */
  public static String ofScenarios() {
    return new JsonSchema().write(ScenarioFormat.SCENARIO);
  }

  private String write(Fields root) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "sdnsim scenario");
    schema.putAll(fields(root));
    schema.put("definitions", definitions);
    return Json.print(schema);
  }

  private Map<String, Object> schema(Shape shape) {
    if (shape instanceof Text text) {
      return text.pattern() == null ? type("string") : reference(text.name(), text);
    }
    if (shape instanceof Fields fields) {
      return reference(fields.name(), fields);
    }
    if (shape instanceof Variants variants) {
      return reference(variants.name(), variants);
    }
    if (shape instanceof Choice choice) {
      return map("anyOf", List.of(map("enum", choice.words()), parameter()));
    }
    if (shape instanceof Numeric numeric) {
      return number(numeric);
    }
    if (shape instanceof Truth) {
      Map<String, Object> schema = map("type", List.of("boolean", "string"));
      schema.put("pattern", PARAMETER);
      return schema;
    }
    if (shape instanceof Either either) {
      return map("anyOf", either.alternatives().stream().map(this::schema).toList());
    }
    if (shape instanceof ListOf list) {
      return list(list);
    }
    if (shape instanceof MapOf map) {
      Map<String, Object> schema = type("object");
      schema.put("propertyNames", map("pattern", anchored(map.key())));
      schema.put("additionalProperties", schema(map.value()));
      return schema;
    }
    return map("type", List.of("string", "number", "boolean"));
  }

  private Map<String, Object> reference(String name, Shape shape) {
    String key = name.replace(' ', '-');
    Shape owner = owners.putIfAbsent(key, shape);
    if (owner == null) {
      definitions.put(key, Map.of()); // Keeps the place in the order of first use.
      definitions.put(key, definition(shape));
    } else if (!owner.equals(shape)) {
      throw new IllegalStateException("two shapes are called " + name);
    }
    return map("$ref", "#/definitions/" + key);
  }

  private Map<String, Object> definition(Shape shape) {
    if (shape instanceof Fields fields) {
      return fields(fields);
    }
    if (shape instanceof Variants variants) {
      return variants(variants);
    }
    Text text = (Text) shape;
    Map<String, Object> schema = type("string");
    schema.put("description", text.expected());
    schema.put("pattern", anchored(text) + "|" + PARAMETER);
    return schema;
  }

  private static String anchored(Text text) {
    return "^(?:" + text.pattern() + ")$";
  }

  private static Map<String, Object> number(Numeric numeric) {
    Map<String, Object> schema =
        map("type", List.of(numeric.whole() ? "integer" : "number", "string"));
    schema.put("minimum", numeric.min());
    schema.put("maximum", numeric.max());
    schema.put("pattern", PARAMETER);
    return schema;
  }

  private Map<String, Object> list(ListOf list) {
    Map<String, Object> schema = type("array");
    schema.put("items", schema(list.item()));
    if (list.minItems() > 0) {
      schema.put("minItems", list.minItems());
    }
    if (list.maxItems() < Integer.MAX_VALUE) {
      schema.put("maxItems", list.maxItems());
    }
    return schema;
  }

  private Map<String, Object> fields(Fields fields) {
    Map<String, Object> schema = type("object");
    schema.put("description", fields.description());
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Property property : fields.properties()) {
      properties.put(property.key(), property(property));
      if (property.required()) {
        required.add(property.key());
      }
    }
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    if (!fields.groups().isEmpty()) {
      schema.put("allOf", fields.groups().stream().map(JsonSchema::group).toList());
    }
    if (!fields.needs().isEmpty()) {
      Map<String, Object> dependencies = new LinkedHashMap<>();
      fields.needs().forEach((key, needed) -> dependencies.put(key, List.of(needed)));
      schema.put("dependencies", dependencies);
    }
    return schema;
  }

  /** Draft-07 ignores what stands beside a $ref, so the reference goes into an allOf. */
  private Map<String, Object> property(Property property) {
    Map<String, Object> schema =
        map("description", property.description() + defaultSentence(property));
    Map<String, Object> type = schema(property.shape());
    if (type.containsKey("$ref")) {
      schema.put("allOf", List.of(type));
    } else {
      schema.putAll(type);
    }
    return schema;
  }

  static String defaultSentence(Property property) {
    return property.defaultText().isEmpty() ? "" : " Default: " + property.defaultText() + ".";
  }

  private static Map<String, Object> group(Group group) {
    List<Object> single = new ArrayList<>();
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < group.keys().size(); i++) {
      single.add(map("required", List.of(group.keys().get(i))));
      for (int j = i + 1; j < group.keys().size(); j++) {
        pairs.add(map("required", List.of(group.keys().get(i), group.keys().get(j))));
      }
    }
    return switch (group.count()) {
      case EXACTLY_ONE -> map("oneOf", single);
      case AT_LEAST_ONE -> map("anyOf", single);
      case AT_MOST_ONE -> map("not", map("anyOf", pairs));
    };
  }

  private Map<String, Object> variants(Variants variants) {
    Map<String, Object> schema = type("object");
    schema.put("description", variants.description());
    Set<String> keys = new LinkedHashSet<>();
    List<String> values = new ArrayList<>();
    for (Case candidate : variants.cases()) {
      keys.add(candidate.key());
      if (candidate.value() != null) {
        values.add(candidate.value());
      }
    }
    if (values.size() == variants.cases().size() && keys.size() == 1) {
      String key = keys.iterator().next();
      schema.put("properties", map(key, map("enum", values)));
      schema.put("required", List.copyOf(keys));
    } else {
      schema.put("anyOf", keys.stream().map(key -> map("required", List.of(key))).toList());
    }
    schema.putAll(chain(variants.cases(), 0));
    return schema;
  }

  private Map<String, Object> chain(List<Case> cases, int index) {
    Case first = cases.get(index);
    Map<String, Object> condition = new LinkedHashMap<>();
    if (first.value() != null) {
      condition.put("properties", map(first.key(), map("const", first.value())));
    }
    condition.put("required", List.of(first.key()));
    Map<String, Object> schema = map("if", condition);
    schema.put("then", schema(first.shape()));
    schema.put("else", index + 1 == cases.size() ? false : chain(cases, index + 1));
    return schema;
  }

  private static Map<String, Object> parameter() {
    Map<String, Object> schema = type("string");
    schema.put("pattern", PARAMETER);
    return schema;
  }

  private static Map<String, Object> type(String name) {
    return map("type", name);
  }

  private static Map<String, Object> map(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }
}
