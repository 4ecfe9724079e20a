package io.sdnsim.scenarios.cli;

import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.model.Traffic;
import io.sdnsim.scenarios.report.JsonReport;
import io.sdnsim.scenarios.report.StoryText;
import io.sdnsim.scenarios.result.Story;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import io.sdnsim.scenarios.yaml.Spelling;
import java.io.PrintWriter;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sdnsim trace}. */
@Command(
    name = "trace",
    description = "Tells the story of one packet, hop by hop, and of the packet that answered it.")
final class TraceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ScenarioArguments arguments = new ScenarioArguments();

  @Option(
      names = "--flow",
      paramLabel = "ID",
      required = true,
      description = "A flow of the scenario, or a control conversation.")
  private String flow = "";

  @Option(
      names = "--connection",
      paramLabel = "K",
      defaultValue = "0",
      description = "The connection within the flow, from 0 (the default).")
  private int connection;

  @Option(
      names = "--packet",
      paramLabel = "N",
      defaultValue = "0",
      description = "The packet within the connection and direction, from 0 (the default).")
  private int packet;

  @Option(names = "--reply", description = "A packet of the other direction.")
  private boolean reply;

  @Option(names = "--seed", paramLabel = "N", description = "In place of the scenario's seed.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws ScenarioErrors {
    Scenario scenario = arguments.read();
    SortedSet<String> declared = new TreeSet<>();
    scenario.traffic().forEach((Traffic each) -> declared.add(each.id()));
    // Control conversations, such as bgp:mux1-bgpvm, are known only once they were held.
    if (!flow.contains(":") && !declared.contains(flow)) {
      throw unknownFlow(declared);
    }
    PacketFinder finder = new PacketFinder(flow, connection, packet, reply);
    long used = seed == null ? scenario.seed() : seed;
    Progress progress = new Progress(spec.commandLine().getErr(), Terminal.isPresent());
    try {
      String again = arguments.command("trace", used) + " --flow " + ScenarioArguments.quoted(flow);
      new Execution(scenario, used, List.of(finder), Execution.Preparation.NONE, again)
          .finish(progress);
    } finally {
      progress.done();
    }
    Story story = finder.story();
    if (story == null) {
      declared.addAll(finder.flows());
      throw declared.contains(flow) ? new BadInput(finder.complaint()) : unknownFlow(declared);
    }
    print(story);
    return ExitCode.OK;
  }

  private BadInput unknownFlow(SortedSet<String> known) {
    String suggestion = Spelling.closest(flow, known);
    return new BadInput(
        "there is no flow '"
            + flow
            + "'"
            + (suggestion == null ? "" : ": did you mean " + suggestion + "?")
            + (known.isEmpty()
                ? "; the scenario has none"
                : "; known: " + String.join(", ", known)));
  }

  private void print(Story story) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new JsonReport().story(story));
    } else {
      StoryText text = new StoryText(Terminal.style());
      out.print(text.text(story.packet()));
      if (story.reply() != null) {
        out.print("\n" + text.text(story.reply()));
      }
    }
    out.flush();
  }
}
