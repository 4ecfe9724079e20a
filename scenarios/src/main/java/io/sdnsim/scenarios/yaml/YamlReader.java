package io.sdnsim.scenarios.yaml;

import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Reads one YAML 1.2 document into a located tree: scalars by the JSON schema of YAML, duplicate
 * keys refused, aliases and merge keys ({@code <<}) resolved.
 */
public final class YamlReader {
  /** More nodes than any scenario has; a document whose aliases unfold to more is refused. */
  private static final int MAX_NODES = 1_000_000;

  private final String file;
  private final Problems problems;
  private final ScalarResolver resolver = new JsonSchema().getScalarResolver();
  private final Deque<Node> open = new ArrayDeque<>();
  private int nodes;

  private YamlReader(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Parses a document.
   *
   * @param file what locations call it
   * @return the root, or null when the bytes are not one YAML document; problems then say why
   */
  public static @Nullable YamlNode read(String file, byte[] bytes, Problems problems) {
    return new YamlReader(file, problems).read(bytes);
  }

  /** The type that a plain scalar with this text has. */
  public static Kind kindOf(String text) {
    return kind(new JsonSchema().getScalarResolver().resolve(text, true), text);
  }

  private @Nullable YamlNode read(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      problems.add(new SourceLocation(file, 1, 1), "bytes that are not UTF-8", "a YAML file");
      return null;
    }
    try {
      return compose(text);
    } catch (MarkedYamlEngineException e) {
      problems.add(at(e.getProblemMark()), syntaxError(e), "one YAML document", hint(text, e));
    } catch (ReaderException e) {
      problems.add(
          position(text, e.getPosition()),
          "a character that YAML forbids (code point " + e.getCodePoint() + ")",
          "printable text");
    } catch (YamlEngineException e) {
      problems.add(new SourceLocation(file, 1, 1), firstLine(e), "a YAML file");
    } catch (StackOverflowError e) {
      problems.add(new SourceLocation(file, 1, 1), "too many levels of nesting", "fewer");
    }
    return null;
  }

  private @Nullable YamlNode compose(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setUseMarks(true).setSchema(new JsonSchema()).build();
    Optional<Node> root = new Compose(settings).composeString(text);
    if (root.isEmpty()) {
      problems.add(new SourceLocation(file, 1, 1), "an empty file", "a scenario");
      return null;
    }
    YamlNode converted = convert(root.get());
    return problems.isEmpty() ? converted : null;
  }

  private static String syntaxError(MarkedYamlEngineException e) {
    String context = e.getContext();
    String mistake = (context == null || context.isEmpty() ? "" : context + ", ") + e.getProblem();
    return "a YAML mistake (" + mistake.replace('\n', ' ') + ")";
  }

  private static String firstLine(YamlEngineException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** An unquoted parameter between braces is the mistake that everybody makes once. */
  private static @Nullable String hint(String text, MarkedYamlEngineException e) {
    int line = e.getProblemMark().map(Mark::getLine).orElse(-1);
    List<String> lines = text.lines().toList();
    if (line < 0 || line >= lines.size()) {
      return null;
    }
    String bad = lines.get(line);
    int start = bad.indexOf("${");
    int end = bad.indexOf('}', Math.max(start, 0));
    boolean quoted = start > 0 && (bad.charAt(start - 1) == '"' || bad.charAt(start - 1) == '\'');
    return start < 0 || end < 0 || quoted ? null : '"' + bad.substring(start, end + 1) + '"';
  }

  private SourceLocation at(Optional<Mark> mark) {
    return mark.map(m -> new SourceLocation(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(new SourceLocation(file, 1, 1));
  }

  private SourceLocation position(String text, int index) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(index, text.length()); i++) {
      boolean newline = text.charAt(i) == '\n';
      line += newline ? 1 : 0;
      column = newline ? 1 : column + 1;
    }
    return new SourceLocation(file, line, column);
  }

  private YamlNode convert(Node node) {
    SourceLocation at = at(node.getStartMark());
    if (++nodes > MAX_NODES) {
      throw new YamlEngineException("aliases that unfold to more than a million values");
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(at, scalar);
    }
    if (open.contains(node)) {
      problems.add(at, "an alias to a value that contains it", "aliases to other values");
      return new Scalar(at, Kind.NULL, "");
    }
    if (!node.getTag().equals(Tag.MAP) && !node.getTag().equals(Tag.SEQ)) {
      problems.add(at, "the tag " + node.getTag().getValue(), "a value without a tag");
    }
    open.push(node);
    YamlNode converted =
        node instanceof SequenceNode sequence
            ? new Sequence(at, sequence.getValue().stream().map(this::convert).toList())
            : mapping(at, (MappingNode) node);
    open.pop();
    return converted;
  }

  private Scalar scalar(SourceLocation at, ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    boolean written = tag.equals(Tag.STR) || tag.equals(resolver.resolve(text, true));
    if (!written) {
      problems.add(at, "the tag " + tag.getValue(), "a value without a tag");
    }
    return new Scalar(at, kind(tag, text), text);
  }

  private static Kind kind(Tag tag, String text) {
    if (tag.equals(Tag.INT)) {
      return Kind.INTEGER;
    }
    if (tag.equals(Tag.FLOAT)) {
      // .inf and .nan are no numbers that a scenario could mean.
      return text.contains(".inf") || text.contains(".nan") ? Kind.STRING : Kind.DECIMAL;
    }
    if (tag.equals(Tag.BOOL)) {
      return Kind.BOOLEAN;
    }
    return tag.equals(Tag.NULL) ? Kind.NULL : Kind.STRING;
  }

  private Mapping mapping(SourceLocation at, MappingNode mapping) {
    Map<String, Entry> own = new LinkedHashMap<>();
    List<Mapping> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlNode key = convert(tuple.getKeyNode());
      if (!(key instanceof Scalar name) || name.kind() == Kind.NULL) {
        problems.add(key.at(), key.describe() + " as a key", "a name");
        continue;
      }
      YamlNode value = convert(tuple.getValueNode());
      if (name.text().equals("<<")) {
        addMerged(value, merged);
        continue;
      }
      Entry first = own.putIfAbsent(name.text(), new Entry(name, value));
      if (first != null) {
        problems.add(
            name.at(),
            "the key '" + name.text() + "' a second time",
            "each key once; the first is in line " + first.key().at().line());
      }
    }
    for (Mapping base : merged) {
      for (Entry entry : base.entries()) {
        own.putIfAbsent(entry.key().text(), entry);
      }
    }
    return new Mapping(at, List.copyOf(own.values()));
  }

  private void addMerged(YamlNode value, List<Mapping> merged) {
    List<YamlNode> bases = value instanceof Sequence list ? list.items() : List.of(value);
    for (YamlNode base : bases) {
      if (base instanceof Mapping mapping) {
        merged.add(mapping);
      } else {
        problems.add(base.at(), base.describe() + " to merge", "an alias of a mapping");
      }
    }
  }
}
