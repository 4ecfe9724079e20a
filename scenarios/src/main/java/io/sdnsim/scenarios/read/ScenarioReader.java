package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.Scenario.Parameter;
import io.sdnsim.scenarios.model.SlbConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.schema.ShapeChecker;
import io.sdnsim.scenarios.yaml.Parameters;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.scenarios.yaml.Spelling;
import io.sdnsim.scenarios.yaml.YamlNode;
import io.sdnsim.scenarios.yaml.YamlNode.Entry;
import io.sdnsim.scenarios.yaml.YamlNode.Scalar;
import io.sdnsim.scenarios.yaml.YamlReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenarios: YAML, parameters, form, meaning. Each stage reports everything that it finds;
 * the next one begins only when there was nothing.
 */
public final class ScenarioReader {
  /** Where a file is that does not exist; opening it fails. */
  private static final URI NOWHERE = URI.create("file:///nonexistent");

  private ScenarioReader() {}

  /**
   * Reads a file, or the built-in scenario of this name when there is no such file.
   *
   * @param sets values for declared parameters
   * @throws ScenarioErrors when there is neither, or the scenario is not valid
   */
  public static Scenario read(String fileOrName, Map<String, String> sets) throws ScenarioErrors {
    Path path = pathOrNowhere(fileOrName);
    if (!Files.exists(path) && Library.has(fileOrName)) {
      return Library.read(fileOrName, sets);
    }
    boolean looksLikeFile = fileOrName.contains("/") || fileOrName.endsWith(".yaml");
    if (!Files.exists(path) && !looksLikeFile) {
      Problems problems = new Problems();
      problems.add(
          new SourceLocation(fileOrName, 0, 0),
          "neither a file nor a built-in scenario of this name",
          "a file, or one of " + String.join(", ", Library.names()),
          Spelling.closest(fileOrName, Library.names()));
      problems.throwIfAny();
    }
    return read(path, sets);
  }

  private static Path pathOrNowhere(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return Path.of(NOWHERE);
    }
  }

  /**
   * Reads a file.
   *
   * @throws ScenarioErrors when it cannot be read or is not valid
   */
  public static Scenario read(Path file, Map<String, String> sets) throws ScenarioErrors {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file");
    } catch (IOException e) {
      throw unreadable(file, Files.isDirectory(file) ? "a directory" : "a file that can't be read");
    }
    return parse(file.toString(), bytes, sets, name -> sibling(file, name));
  }

  private static URI sibling(Path file, String name) {
    try {
      return file.toAbsolutePath().resolveSibling(name).toUri();
    } catch (InvalidPathException e) {
      return NOWHERE;
    }
  }

  private static ScenarioErrors unreadable(Path file, String found) {
    Problems problems = new Problems();
    problems.add(new SourceLocation(file.toString(), 0, 0), found, "a scenario file");
    return new ScenarioErrors(problems.all());
  }

  /**
   * Reads a scenario from memory.
   *
   * @param file what locations call it
   * @param files finds the files that the scenario names
   */
  static Scenario parse(
      String file, byte[] bytes, Map<String, String> sets, Function<String, URI> files)
      throws ScenarioErrors {
    Problems problems = new Problems();
    YamlNode root = YamlReader.read(file, bytes, problems);
    problems.throwIfAny();
    YamlNode document = Parameters.substitute(requireRoot(root), sets, problems);
    ShapeChecker.check(document, problems);
    problems.throwIfAny();
    Scenario scenario = bind(file, Source.of(document), files, problems);
    ScenarioValidator.check(scenario, problems);
    problems.throwIfAny();
    return scenario;
  }

  private static YamlNode requireRoot(@Nullable YamlNode root) {
    if (root == null) {
      throw new IllegalStateException("the YAML reader gave neither a document nor a problem");
    }
    return root;
  }

  private static Scenario bind(
      String file, Source root, Function<String, URI> files, Problems problems) {
    long duration = root.time("duration");
    if (duration == 0) {
      problems.add(root.at("duration"), "a duration of 0s", "a time above 0s");
    }
    TopologyBinder topology = new TopologyBinder(root.child("topology"), files, problems);
    BgpChanges bgpChanges = new BgpChanges(root.child("topology"), topology, problems);
    TrafficBinder traffic = new TrafficBinder(files, duration, bgpChanges, problems);
    ExpectationBinder expectations = new ExpectationBinder(duration, problems);
    SlbConfig slb = root.has("slb") ? SlbBinder.slb(root.child("slb")) : null;
    return new Scenario(
        file,
        root.text("name"),
        root.text("description", ""),
        root.number("seed", 1),
        duration,
        root.entries("parameters").stream().map(ScenarioReader::parameter).toList(),
        topology.topology(),
        new TenantBinder(problems).tenants(root),
        slb,
        root.mappings("external-prefixes", TopologyBinder::externalPrefix),
        root.mappings("traffic", traffic::traffic),
        root.mappings("events", traffic::event),
        root.mappings("expect", expectations::expectation),
        List.copyOf(root.mappings("capture", TrafficBinder::capture)));
  }

  private static Parameter parameter(Entry entry) {
    return new Parameter(entry.key().at(), entry.key().text(), ((Scalar) entry.value()).text());
  }
}
