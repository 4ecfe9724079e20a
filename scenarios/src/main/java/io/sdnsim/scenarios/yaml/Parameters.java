package io.sdnsim.scenarios.yaml;

import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replaces {@code ${name}} by the value of a parameter. A scalar that is nothing else takes over
 * the value's type; within a longer text its text is inserted.
 */
public final class Parameters {
  private final Map<String, Scalar> values;
  private final Problems problems;

  private Parameters(Map<String, Scalar> values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /**
   * Substitutes in the whole document. The declarations under {@code parameters} keep their values
   * but for those that are set.
   *
   * @param sets values from the command line, by the name of a declared parameter
   */
  public static YamlNode substitute(YamlNode root, Map<String, String> sets, Problems problems) {
    Map<String, Scalar> values = new LinkedHashMap<>();
    if (root instanceof Mapping mapping && mapping.get("parameters") instanceof Mapping declared) {
      for (Entry entry : declared.entries()) {
        if (entry.value() instanceof Scalar scalar) {
          values.put(entry.key().text(), checked(scalar, problems));
        }
      }
    }
    sets.forEach(
        (name, text) -> {
          SourceLocation at = new SourceLocation("--set " + name + "=" + text, 0, 0);
          Scalar declared = values.get(name);
          if (declared == null) {
            problems.unknown(at, "parameter", name, values.keySet());
          } else {
            values.put(
                name, checked(new Scalar(declared.at(), YamlReader.kindOf(text), text), problems));
          }
        });
    return new Parameters(values, problems).substitute(root);
  }

  private static Scalar checked(Scalar value, Problems problems) {
    if (value.text().contains("${")) {
      problems.add(value.at(), value.describe() + " as a parameter's value", "a plain value");
    }
    return value;
  }

  private YamlNode substitute(YamlNode node) {
    if (node instanceof Scalar scalar) {
      return scalar.text().contains("${") ? substituted(scalar) : scalar;
    }
    if (node instanceof Sequence sequence) {
      return new Sequence(sequence.at(), sequence.items().stream().map(this::substitute).toList());
    }
    Mapping mapping = (Mapping) node;
    return new Mapping(
        mapping.at(), mapping.entries().stream().map(this::substituteEntry).toList());
  }

  private Entry substituteEntry(Entry entry) {
    if (entry.key().text().equals("parameters") && entry.value() instanceof Mapping declared) {
      return new Entry(entry.key(), withValues(declared));
    }
    return new Entry(entry.key(), substitute(entry.value()));
  }

  private Mapping withValues(Mapping declared) {
    return new Mapping(declared.at(), declared.entries().stream().map(this::withValue).toList());
  }

  private Entry withValue(Entry entry) {
    Scalar value = values.get(entry.key().text());
    return value == null ? entry : new Entry(entry.key(), value);
  }

  private Scalar substituted(Scalar scalar) {
    String text = scalar.text();
    StringBuilder result = new StringBuilder();
    int position = 0;
    for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", position)) {
      int end = text.indexOf('}', start);
      if (end < 0) {
        problems.add(scalar.at(), "'${' without its '}'", "${name}");
        return scalar;
      }
      String name = text.substring(start + 2, end);
      Scalar value = values.get(name);
      if (value == null) {
        problems.unknown(scalar.at(), "parameter", name, values.keySet());
        return scalar;
      }
      if (start == 0 && end == text.length() - 1) {
        return new Scalar(scalar.at(), value.kind(), value.text());
      }
      result.append(text, position, start).append(value.text());
      position = end + 1;
    }
    return new Scalar(
        scalar.at(), Kind.STRING, result.append(text, position, text.length()).toString());
  }
}
