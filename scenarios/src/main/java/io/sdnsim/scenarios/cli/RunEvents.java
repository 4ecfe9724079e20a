package io.sdnsim.scenarios.cli;

import io.sdnsim.core.trace.PacketStory;
import io.sdnsim.core.trace.StoryRecorder;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.report.EventLog;
import io.sdnsim.scenarios.report.StoryText;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Events of a run that is advanced as far as its reader has come. */
final class RunEvents implements EventStream {
  private static final int SLICES = 1000;
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** A run as the user writes it: {@code asdk-portal --seed 2 --set hold=30s}. */
  @Command(name = "run")
  private static final class Words {
    @Mixin private ScenarioArguments arguments = new ScenarioArguments();

    @Option(names = "--seed")
    private @Nullable Long seed;
  }

  private final Scenario scenario;
  private final long seed;
  private final String replay;
  private final Queue<String> lines = new ArrayDeque<>();
  private final Execution execution;
  private boolean abandoned;

  private RunEvents(Scenario scenario, long seed, String replay) {
    this.scenario = scenario;
    this.seed = seed;
    this.replay = replay;
    EventLog log =
        new EventLog(
            line -> {
              if (!abandoned) {
                lines.add(line);
              }
            });
    this.execution =
        new Execution(scenario, seed, List.of(log), Execution.Preparation.NONE, replay);
  }

  /**
   * @throws BadInput when the words are not a scenario with options
   */
  static RunEvents of(String text) throws ScenarioErrors {
    Words words = new Words();
    try {
      new CommandLine(words).parseArgs(split(text));
    } catch (ParameterException e) {
      throw new BadInput("'" + text + "': " + e.getMessage(), e);
    }
    Scenario scenario = words.arguments.read();
    long seed = words.seed == null ? scenario.seed() : words.seed;
    return new RunEvents(scenario, seed, words.arguments.command("run", seed));
  }

  private static String[] split(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      words.add(word != null ? word : matcher.group(3));
    }
    return words.toArray(String[]::new);
  }

  @Override
  public @Nullable String next() {
    while (lines.isEmpty() && execution.nowPs() < execution.endPs()) {
      long slice = Math.max(1, execution.endPs() / SLICES);
      execution.runUntil(Math.min(execution.endPs(), execution.nowPs() + slice));
    }
    return lines.poll();
  }

  /** A run can be had again: what was not kept is made anew. */
  @Override
  public String story(long packetId, long timePs) {
    StoryRecorder recorder = new StoryRecorder(tag -> tag.id() == packetId);
    new Execution(scenario, seed, List.of(recorder), Execution.Preparation.NONE, replay)
        .runUntil(timePs);
    PacketStory story = recorder.story(packetId);
    return story == null ? "" : new StoryText(Terminal.style()).text(story);
  }

  @Override
  public RunResult result() {
    abandoned = true;
    lines.clear();
    Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false);
    return execution.finish(silent).result();
  }

  @Override
  public void close() {
    lines.clear();
  }
}
