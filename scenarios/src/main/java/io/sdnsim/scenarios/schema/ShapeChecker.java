package io.sdnsim.scenarios.schema;

import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.schema.Shape.AnyScalar;
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
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.Spelling;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a tree against a shape and reports every difference where it stands: an unknown key at the
 * key, a wrong value at the value, a missing key at the mapping.
 *
 * <p>With parsers off it accepts exactly what the published JSON Schema accepts.
 */
public final class ShapeChecker {
  private final Problems problems;
  private final boolean parsing;

  private ShapeChecker(Problems problems, boolean parsing) {
    this.problems = problems;
    this.parsing = parsing;
  }

  /** Checks a whole scenario, after the substitution of parameters. */
  public static void check(YamlNode root, Problems problems) {
    new ShapeChecker(problems, true).check(root, ScenarioFormat.SCENARIO);
  }

  /** Checks only what the JSON Schema can say too. */
  static void checkForm(YamlNode root, Problems problems) {
    new ShapeChecker(problems, false).check(root, ScenarioFormat.SCENARIO);
  }

  private void check(YamlNode node, Shape shape) {
    if (node instanceof Scalar scalar && scalar.text().contains("${")) {
      return; // An unknown parameter, reported by the substitution.
    }
    if (shape instanceof Either either) {
      checkEither(node, either);
    } else if (shape instanceof Variants variants) {
      checkVariants(node, variants);
    } else if (shape instanceof Fields fields && node instanceof Mapping mapping) {
      checkFields(mapping, fields);
    } else if (shape instanceof MapOf map && node instanceof Mapping mapping) {
      for (Entry entry : mapping.entries()) {
        Scalar key = entry.key();
        checkText(new Scalar(key.at(), Kind.STRING, key.text()), map.key());
        check(entry.value(), map.value());
      }
    } else if (shape instanceof ListOf list && node instanceof Sequence sequence) {
      checkList(sequence, list);
    } else if (node instanceof Scalar scalar) {
      checkScalar(scalar, shape);
    } else {
      wrong(node, shape, null);
    }
  }

  private void wrong(YamlNode node, Shape shape, @Nullable String suggestion) {
    problems.add(node.at(), node.describe(), shape.expected(), suggestion);
  }

  private void checkEither(YamlNode node, Either either) {
    Scalar scalar = node instanceof Scalar s ? s : null;
    for (Shape alternative : either.alternatives()) {
      boolean fits =
          scalar != null
              ? takes(alternative, scalar.kind())
              : node instanceof Sequence
                  ? alternative instanceof ListOf
                  : alternative instanceof Fields
                      || alternative instanceof MapOf
                      || alternative instanceof Variants;
      if (fits) {
        check(node, alternative);
        return;
      }
    }
    wrong(node, either, null);
  }

  private static boolean takes(Shape shape, Kind kind) {
    if (shape instanceof Numeric) {
      return kind == Kind.INTEGER || kind == Kind.DECIMAL;
    }
    return shape instanceof Truth
        ? kind == Kind.BOOLEAN
        : (shape instanceof Text || shape instanceof Choice) && kind == Kind.STRING;
  }

  private void checkVariants(YamlNode node, Variants variants) {
    if (!(node instanceof Mapping mapping)) {
      wrong(node, variants, null);
      return;
    }
    for (Case candidate : variants.cases()) {
      if (candidate.applies(mapping)) {
        check(mapping, candidate.shape());
        return;
      }
    }
    Set<String> keys = new LinkedHashSet<>();
    for (Case candidate : variants.cases()) {
      keys.add(candidate.key());
      YamlNode value = mapping.get(candidate.key());
      if (candidate.value() != null && value != null) {
        if (!(value instanceof Scalar scalar && scalar.text().contains("${"))) {
          wrongWord(value, values(variants, candidate.key()));
        }
        return;
      }
    }
    reportMissingVariant(mapping, variants, keys);
  }

  private static List<String> values(Variants variants, String key) {
    return variants.cases().stream()
        .filter(c -> c.key().equals(key) && c.value() != null)
        .map(c -> String.valueOf(c.value()))
        .toList();
  }

  /** Prefers to blame a misspelt key over the absence of all the right ones. */
  private void reportMissingVariant(Mapping mapping, Variants variants, Set<String> keys) {
    Set<String> known = new LinkedHashSet<>(keys);
    for (Case candidate : variants.cases()) {
      if (candidate.shape() instanceof Fields fields) {
        fields.properties().forEach(property -> known.add(property.key()));
      }
    }
    boolean blamed = false;
    for (Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        problems.add(
            entry.key().at(),
            "the unknown key '" + key + "'",
            oneOf(keys) + " in " + variants.name(),
            Spelling.closest(key, known));
        blamed = true;
      }
    }
    if (!blamed) {
      problems.add(mapping.at(), "a mapping that is no " + variants.name(), oneOf(keys));
    }
  }

  private static String oneOf(Set<String> keys) {
    return keys.size() == 1
        ? "the key '" + keys.iterator().next() + "'"
        : "one of the keys " + String.join(", ", keys);
  }

  private void checkFields(Mapping mapping, Fields fields) {
    for (Entry entry : mapping.entries()) {
      Property property = fields.property(entry.key().text());
      if (property != null) {
        check(entry.value(), property.shape());
      } else {
        unknownKey(entry.key(), fields);
      }
    }
    for (Property property : fields.properties()) {
      if (property.required() && !mapping.has(property.key())) {
        problems.add(
            mapping.at(),
            fields.name() + " without '" + property.key() + "'",
            property.key() + ": " + property.shape().expected());
      }
    }
    for (Group group : fields.groups()) {
      checkGroup(mapping, fields, group);
    }
    fields.needs().forEach((key, needed) -> checkNeed(mapping, key, needed));
  }

  private void unknownKey(Scalar key, Fields fields) {
    List<String> known = fields.properties().stream().map(Property::key).toList();
    problems.add(
        key.at(),
        "the unknown key '" + key.text() + "'",
        "a key of " + fields.name() + ": " + String.join(", ", known),
        Spelling.closest(key.text(), known));
  }

  private void checkGroup(Mapping mapping, Fields fields, Group group) {
    List<Entry> present =
        mapping.entries().stream().filter(e -> group.keys().contains(e.key().text())).toList();
    String keys = String.join(", ", group.keys());
    switch (group.count()) {
      case EXACTLY_ONE -> {
        if (present.isEmpty()) {
          problems.add(
              mapping.at(), fields.name() + " without any of " + keys, "exactly one of " + keys);
        }
        rejectSecond(present, keys);
      }
      case AT_MOST_ONE -> rejectSecond(present, keys);
      case AT_LEAST_ONE -> {
        if (present.isEmpty()) {
          problems.add(
              mapping.at(), fields.name() + " without any of " + keys, "at least one of " + keys);
        }
      }
    }
  }

  private void rejectSecond(List<Entry> present, String keys) {
    if (present.size() > 1) {
      Scalar second = present.get(1).key();
      problems.add(
          second.at(),
          "'" + second.text() + "' beside '" + present.get(0).key().text() + "'",
          "only one of " + keys);
    }
  }

  private void checkNeed(Mapping mapping, String key, String needed) {
    Entry entry = mapping.entry(key);
    if (entry != null && !mapping.has(needed)) {
      problems.add(
          entry.key().at(), "'" + key + "' without '" + needed + "'", "'" + needed + "' beside it");
    }
  }

  private void checkList(Sequence sequence, ListOf list) {
    int size = sequence.items().size();
    if (size < list.minItems() || size > list.maxItems()) {
      SourceLocation at = sequence.at();
      problems.add(
          at,
          size == 0 ? "an empty list" : "a list of " + size,
          size < list.minItems()
              ? "at least " + list.minItems() + ": " + list.item().expected()
              : "at most " + list.maxItems());
    }
    for (YamlNode item : sequence.items()) {
      check(item, list.item());
    }
  }

  private void checkScalar(Scalar scalar, Shape shape) {
    if (shape instanceof Text text) {
      checkText(scalar, text);
    } else if (shape instanceof Choice choice) {
      if (scalar.kind() != Kind.STRING || !choice.words().contains(scalar.text())) {
        wrongWord(scalar, choice.words());
      }
    } else if (shape instanceof Numeric numeric) {
      checkNumber(scalar, numeric);
    } else if (shape instanceof Truth) {
      if (scalar.kind() != Kind.BOOLEAN) {
        wrong(scalar, shape, truthFor(scalar.text()));
      }
    } else if (!(shape instanceof AnyScalar) || scalar.kind() == Kind.NULL) {
      wrong(scalar, shape, null);
    }
  }

  private void wrongWord(YamlNode node, List<String> words) {
    problems.add(
        node.at(),
        node.describe(),
        new Choice(words).expected(),
        node instanceof Scalar scalar ? Spelling.closest(scalar.text(), words) : null);
  }

  private static @Nullable String truthFor(String text) {
    return switch (text) {
      case "yes", "on", "True", "TRUE", "Yes", "On" -> "true";
      case "no", "off", "False", "FALSE", "No", "Off" -> "false";
      default -> null;
    };
  }

  private void checkText(Scalar scalar, Text shape) {
    String text = scalar.text();
    boolean isKey = scalar.kind() != Kind.STRING && shape.pattern() == null;
    if (scalar.kind() == Kind.NULL || isKey) {
      wrong(scalar, shape, scalar.kind() == Kind.NULL ? null : '"' + text + '"');
      return;
    }
    boolean formed = shape.pattern() == null || shape.pattern().matcher(text).matches();
    if (!formed) {
      wrong(scalar, shape, shape.suggest().apply(text));
      return;
    }
    if (scalar.kind() != Kind.STRING) {
      wrong(scalar, shape, '"' + text + '"');
      return;
    }
    Shape.Parser parser = shape.parser();
    if (parsing && parser != null) {
      try {
        parser.parse(text);
      } catch (IllegalArgumentException e) {
        wrong(scalar, shape, shape.suggest().apply(text));
      }
    }
  }

  private void checkNumber(Scalar scalar, Numeric numeric) {
    if (scalar.kind() != Kind.INTEGER && scalar.kind() != Kind.DECIMAL) {
      wrong(scalar, numeric, null);
      return;
    }
    BigDecimal value = scalar.number();
    boolean inRange = value.compareTo(numeric.min()) >= 0 && value.compareTo(numeric.max()) <= 0;
    boolean fits = inRange && (!numeric.whole() || value.stripTrailingZeros().scale() <= 0);
    if (!fits) {
      wrong(scalar, numeric, null);
    }
  }
}
