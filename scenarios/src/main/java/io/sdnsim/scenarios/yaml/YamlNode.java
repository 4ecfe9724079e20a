package io.sdnsim.scenarios.yaml;

import io.sdnsim.scenarios.model.SourceLocation;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a YAML document, aliases and merge keys resolved, with its place in the file. */
public sealed interface YamlNode {
  SourceLocation at();

  /** What the node is, for messages: {@code a mapping}, {@code the number 5}. */
  String describe();

  /** The types of the JSON schema of YAML 1.2: {@code no} is a string here, not false. */
  enum Kind {
    STRING,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    NULL
  }

  /**
   * A scalar.
   *
   * @param text as written, quotes and escapes resolved
   */
  record Scalar(SourceLocation at, Kind kind, String text) implements YamlNode {
    @Override
    public String describe() {
      return switch (kind) {
        case STRING -> text.isEmpty() ? "an empty text" : "'" + shortened() + "'";
        case INTEGER, DECIMAL -> "the number " + shortened();
        case BOOLEAN -> "the truth value " + text;
        case NULL -> "nothing";
      };
    }

    private String shortened() {
      String line = text.replace('\n', ' ');
      return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }

    /** The value of an integer or decimal. */
    public BigDecimal number() {
      return new BigDecimal(text);
    }
  }

  /** A sequence. */
  record Sequence(SourceLocation at, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A mapping; its keys are texts, each there once. */
  record Mapping(SourceLocation at, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String describe() {
      return "a mapping";
    }

    public @Nullable YamlNode get(String key) {
      Entry entry = entry(key);
      return entry == null ? null : entry.value;
    }

    public @Nullable Entry entry(String key) {
      for (Entry entry : entries) {
        if (entry.key.text.equals(key)) {
          return entry;
        }
      }
      return null;
    }

    public boolean has(String key) {
      return entry(key) != null;
    }
  }

  /** A key and its value. */
  record Entry(Scalar key, YamlNode value) {}
}
