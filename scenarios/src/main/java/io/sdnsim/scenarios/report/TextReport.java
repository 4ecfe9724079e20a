package io.sdnsim.scenarios.report;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.result.Story;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code sdnsim run} prints: stories, expectations, flows, drops and the run's figures. */
public final class TextReport {
  private final Style style;

  public TextReport(Style style) {
    this.style = style;
  }

  /**
   * The whole report.
   *
   * @param wallSeconds how long the run took
   * @param reproduce the command that runs it again
   */
  public String text(RunResult result, double wallSeconds, String reproduce) {
    StringBuilder text = new StringBuilder();
    StoryText stories = new StoryText(style);
    for (Story story : result.stories()) {
      text.append(stories.text(story.packet())).append('\n');
      if (story.reply() != null) {
        text.append(stories.text(story.reply())).append('\n');
      }
    }
    appendExpectations(text, result.expectations());
    appendFlows(text, result.flows());
    appendErrors(text, result.flows());
    if (!result.traceroutes().isEmpty()) {
      text.append(style.heading("Traceroutes")).append('\n');
      result.traceroutes().forEach(each -> text.append(TracerouteText.text(each)));
      text.append('\n');
    }
    appendDrops(text, result.drops());
    appendFigures(text, result, wallSeconds, reproduce);
    return text.toString();
  }

  private void appendExpectations(StringBuilder text, List<ExpectationResult> expectations) {
    if (expectations.isEmpty()) {
      return;
    }
    int width = 0;
    for (ExpectationResult expectation : expectations) {
      width = Math.max(width, expectation.id().length());
    }
    text.append(style.heading("Expectations")).append('\n');
    for (ExpectationResult expectation : expectations) {
      text.append("  ");
      text.append(expectation.passed() ? style.good("PASS") : style.bad("FAIL"));
      text.append("  ").append(expectation.id());
      text.append(" ".repeat(width - expectation.id().length()));
      text.append("  ").append(expectation.detail());
      if (!expectation.passed()) {
        text.append("\n        ").append(" ".repeat(width)).append(style.faint(expectation.at()));
      }
      text.append('\n');
    }
    text.append('\n');
  }

  private void appendFlows(StringBuilder text, List<FlowResult> flows) {
    if (flows.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(
            "flow",
            "sent",
            "received",
            "lost",
            "bytes",
            "p50",
            "p99",
            "max",
            "outage",
            "stall",
            "opened",
            "completed",
            "broken");
    for (FlowResult flow : flows) {
      FlowResult.Latency latency = flow.latency();
      FlowResult.Connections connections = flow.connections();
      table.row(
          List.of(
              flow.id(),
              Long.toString(flow.sent()),
              Long.toString(flow.received()),
              Long.toString(flow.lost()),
              Long.toString(flow.bytesReceived()),
              seconds(latency == null ? null : latency.p50()),
              seconds(latency == null ? null : latency.p99()),
              seconds(latency == null ? null : latency.max()),
              seconds(flow.outageSeconds()),
              seconds(flow.stallSeconds()),
              connections == null ? "-" : Long.toString(connections.opened()),
              connections == null ? "-" : Long.toString(connections.completed()),
              connections == null ? "-" : Long.toString(connections.broken())));
    }
    text.append(style.heading("Flows")).append('\n').append(table.text(2)).append('\n');
  }

  private void appendErrors(StringBuilder text, List<FlowResult> flows) {
    TextTable table = new TextTable("flow", "times", "what");
    for (FlowResult flow : flows) {
      flow.errors()
          .forEach((what, times) -> table.row(List.of(flow.id(), Long.toString(times), what)));
    }
    if (!table.isEmpty()) {
      text.append(style.heading("Errors")).append('\n').append(table.text(2)).append('\n');
    }
  }

  private static String seconds(@Nullable Double value) {
    return value == null ? "-" : StoryText.duration(Math.round(value * SimTime.SECOND));
  }

  private void appendDrops(StringBuilder text, List<DropCount> drops) {
    text.append(style.heading("Drops")).append('\n');
    if (drops.isEmpty()) {
      text.append("  none\n\n");
      return;
    }
    TextTable table = new TextTable("node", "reason", "packets", "meaning");
    for (DropCount drop : drops) {
      table.row(
          List.of(drop.node(), drop.reason(), Long.toString(drop.packets()), drop.explanation()));
    }
    text.append(table.text(2)).append('\n');
  }

  private void appendFigures(
      StringBuilder text, RunResult result, double wallSeconds, String reproduce) {
    long failed = result.expectations().stream().filter(e -> !e.passed()).count();
    text.append(
        String.format(
            Locale.ROOT,
            "simulated %s in %.3f s wall, %,d events (%,.0f events/s), %,d packet hops\n",
            SimTime.format(result.simulatedPs()),
            wallSeconds,
            result.events(),
            wallSeconds == 0 ? 0.0 : result.events() / wallSeconds,
            result.packetHops()));
    text.append("fingerprint ").append(result.fingerprint()).append('\n');
    text.append("again with  ").append(reproduce).append('\n');
    if (result.expectations().isEmpty()) {
      text.append("no expectations\n");
    } else if (failed == 0) {
      text.append(style.good("PASSED")).append(": all ");
      text.append(result.expectations().size()).append(" expectations hold\n");
    } else {
      text.append(style.bad("FAILED")).append(": ").append(failed).append(" of ");
      text.append(result.expectations().size()).append(" expectations do not hold\n");
    }
  }
}
