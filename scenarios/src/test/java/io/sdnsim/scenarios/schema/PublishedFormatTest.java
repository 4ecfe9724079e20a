package io.sdnsim.scenarios.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.sdnsim.scenarios.yaml.Parameters;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Kind;
import io.sdnsim.scenarios.yaml.YamlNode.Mapping;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlNode.Sequence;
import io.sdnsim.scenarios.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema and reference are current, and the schema accepts what the checker does. */
class PublishedFormatTest {
  private static final Path SCHEMA =
      Path.of("src/main/resources/io/sdnsim/scenarios/schema/scenario.schema.json");
  private static final Path REFERENCE = Path.of("REFERENCE.md");

  private static final com.networknt.schema.JsonSchema NETWORKNT =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(JsonSchema.ofScenarios());

  @Test
  void schema_isCurrent() throws IOException {
    assertCurrent(SCHEMA, JsonSchema.ofScenarios());
  }

  @Test
  void reference_isCurrent() throws IOException {
    assertCurrent(REFERENCE, Reference.ofScenarios());
  }

  private static void assertCurrent(Path file, String content) throws IOException {
    if (System.getProperty("sdnsim.update") != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, content);
    }
    assertThat(file).as("rewrite it with -Dsdnsim.update").hasContent(content.stripTrailing());
  }

  static List<Path> valid() throws IOException {
    List<Path> all = new ArrayList<>(yaml(Path.of("src/test/resources/good")));
    all.addAll(yaml(Path.of("src/main/resources/io/sdnsim/scenarios/library")));
    return all;
  }

  static List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>(valid());
    all.addAll(yaml(Path.of("src/test/resources/bad")));
    return all;
  }

  private static List<Path> yaml(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validScenario_isAcceptedAsItStands_withItsParameters(Path file) throws IOException {
    YamlNode root = YamlReader.read("f", Files.readAllBytes(file), new Problems());
    assertThat(NETWORKNT.validate(json(root))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void schemaAndChecker_agree(Path file) throws IOException {
    Problems problems = new Problems();
    YamlNode root = YamlReader.read("f", Files.readAllBytes(file), problems);
    if (root == null) {
      return; // Not YAML: neither sees it.
    }
    YamlNode document = Parameters.substitute(root, Map.of(), problems);
    if (problems.isEmpty()) {
      assertAgreement(document);
    }
  }

  private static void assertAgreement(YamlNode document) {
    Problems problems = new Problems();
    ShapeChecker.checkForm(document, problems);
    Set<ValidationMessage> messages = NETWORKNT.validate(json(document));
    assertThat(messages.isEmpty())
        .as("checker: %s%nschema: %s", problems.all(), messages)
        .isEqualTo(problems.isEmpty());
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 1_000_000);
  }

  @Property(tries = 200)
  void schemaAndChecker_agreeOnMutatedTrees(
      @ForAll("positions") int position, @ForAll("positions") int donor) throws IOException {
    YamlNode root = everything();
    List<YamlNode> nodes = new ArrayList<>();
    collect(root, nodes);
    YamlNode target = nodes.get(position % nodes.size());
    YamlNode replacement = donor % 7 == 0 ? null : nodes.get(donor % nodes.size());
    assertAgreement(replace(root, target, replacement));
  }

  private static YamlNode everything() throws IOException {
    Path file = Path.of("src/test/resources/good/everything.yaml");
    YamlNode root = YamlReader.read("f", Files.readAllBytes(file), new Problems());
    return Parameters.substitute(root, Map.of(), new Problems());
  }

  private static void collect(YamlNode node, List<YamlNode> into) {
    into.add(node);
    if (node instanceof Sequence sequence) {
      sequence.items().forEach(item -> collect(item, into));
    } else if (node instanceof Mapping mapping) {
      mapping.entries().forEach(entry -> collect(entry.value(), into));
    }
  }

  /** The tree with one node replaced, or taken out for null. */
  private static YamlNode replace(YamlNode node, YamlNode target, YamlNode replacement) {
    if (node == target) {
      return replacement == null ? new Scalar(node.at(), Kind.NULL, "null") : replacement;
    }
    if (node instanceof Sequence sequence) {
      return new Sequence(
          node.at(),
          sequence.items().stream()
              .filter(item -> replacement != null || item != target)
              .map(item -> replace(item, target, replacement))
              .toList());
    }
    if (node instanceof Mapping mapping) {
      return new Mapping(
          node.at(),
          mapping.entries().stream()
              .filter(entry -> replacement != null || entry.value() != target)
              .map(entry -> new Entry(entry.key(), replace(entry.value(), target, replacement)))
              .toList());
    }
    return node;
  }

  private static JsonNode json(YamlNode node) {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    if (node instanceof Sequence sequence) {
      return factory
          .arrayNode()
          .addAll(sequence.items().stream().map(PublishedFormatTest::json).toList());
    }
    if (node instanceof Mapping mapping) {
      ObjectNode object = factory.objectNode();
      mapping.entries().forEach(entry -> object.set(entry.key().text(), json(entry.value())));
      return object;
    }
    Scalar scalar = (Scalar) node;
    return switch (scalar.kind()) {
      case STRING -> factory.textNode(scalar.text());
      case INTEGER -> factory.numberNode(scalar.number().toBigInteger());
      case DECIMAL -> factory.numberNode(scalar.number());
      case BOOLEAN -> factory.booleanNode(scalar.text().equals("true"));
      case NULL -> factory.nullNode();
    };
  }
}
