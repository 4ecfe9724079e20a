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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the reference of the format as Markdown: one section for each kind of mapping. */
public final class Reference {
  private final Set<String> sections = new LinkedHashSet<>();
  private final Set<Text> texts = new LinkedHashSet<>();
  private final Deque<Shape> waiting = new ArrayDeque<>();
  private final StringBuilder out = new StringBuilder();

  private Reference() {}

  /** The reference of scenario files. */
  public static String ofScenarios() {
    return new Reference().write();
  }

  private String write() {
    out.append("# Scenario files\n\n")
        .append("Generated from the format's definition; `-Dsdnsim.update` rewrites it.\n\n")
        .append("A scenario is a YAML 1.2 file. `no` and `on` are texts, times and rates have\n")
        .append("units, every key is there once, and an unknown key is an error. Anchors and\n")
        .append("merge keys (`<<`) may be used. `\"${name}\"` stands for a parameter.\n\n")
        .append("Keys in **bold** must be there.\n");
    enqueue(ScenarioFormat.SCENARIO);
    while (!waiting.isEmpty()) {
      Shape shape = waiting.remove();
      if (shape instanceof Fields fields) {
        fields(fields);
      } else {
        variants((Variants) shape);
      }
    }
    out.append("\n## Types\n\n| type | what it is |\n|---|---|\n");
    for (Text text : texts) {
      out.append("| ").append(text.name()).append(" | ").append(text.expected()).append(" |\n");
    }
    return out.toString();
  }

  private void enqueue(Shape shape) {
    String name = shape instanceof Fields fields ? fields.name() : ((Variants) shape).name();
    if (sections.add(name)) {
      waiting.add(shape);
    }
  }

  private void fields(Fields fields) {
    title(fields.name(), fields.description());
    out.append("| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Property property : fields.properties()) {
      String key = '`' + property.key() + '`';
      out.append("| ")
          .append(property.required() ? "**" + key + "**" : key)
          .append(" | ")
          .append(type(property.shape()))
          .append(" | ")
          .append(property.defaultText())
          .append(" | ")
          .append(property.description())
          .append(" |\n");
    }
    List<String> rules = new ArrayList<>();
    for (Group group : fields.groups()) {
      rules.add(count(group) + " of " + code(group.keys()) + ".");
    }
    fields.needs().forEach((key, needed) -> rules.add("`" + key + "` only with `" + needed + "`."));
    if (!rules.isEmpty()) {
      out.append('\n').append(String.join(" ", rules)).append('\n');
    }
  }

  private static String count(Group group) {
    return switch (group.count()) {
      case EXACTLY_ONE -> "Exactly one";
      case AT_MOST_ONE -> "At most one";
      case AT_LEAST_ONE -> "At least one";
    };
  }

  private void variants(Variants variants) {
    title(variants.name(), variants.description());
    for (Case candidate : variants.cases()) {
      out.append("- with `")
          .append(candidate.key())
          .append(candidate.value() == null ? "" : ": " + candidate.value())
          .append("`: ")
          .append(type(candidate.shape()))
          .append('\n');
    }
  }

  private void title(String name, String description) {
    out.append("\n## ").append(name).append("\n\n").append(description).append("\n\n");
  }

  private String type(Shape shape) {
    if (shape instanceof Text text) {
      texts.add(text);
      return text.name();
    }
    if (shape instanceof Choice choice) {
      return code(choice.words());
    }
    if (shape instanceof Numeric numeric) {
      return numeric.min().toPlainString() + " to " + numeric.max().toPlainString();
    }
    if (shape instanceof Truth) {
      return "`true`, `false`";
    }
    if (shape instanceof ListOf list) {
      return "list of " + type(list.item());
    }
    if (shape instanceof MapOf map) {
      return "mapping from " + type(map.key()) + " to " + type(map.value());
    }
    if (shape instanceof Either either) {
      return either.alternatives().stream().map(this::type).collect(Collectors.joining(" or "));
    }
    if (shape instanceof Fields fields) {
      enqueue(fields);
      return link(fields.name());
    }
    if (shape instanceof Variants variants) {
      enqueue(variants);
      return link(variants.name());
    }
    return "any scalar";
  }

  private static String code(List<String> words) {
    return words.stream().map(word -> '`' + word + '`').collect(Collectors.joining(", "));
  }

  private static String link(String name) {
    return "[" + name + "](#" + name.replace(' ', '-').toLowerCase(Locale.ROOT) + ")";
  }
}
