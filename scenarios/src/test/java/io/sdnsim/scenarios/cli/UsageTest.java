package io.sdnsim.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.read.ScenarioReader;
import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                              | no command given",
        "rnu tiny                        | Unmatched argument",
        "run                             | Missing required parameter",
        "run T --seed x                  | 'x' is not a long",
        "run T --seeds 1-3               | expected A..B",
        "run T --seeds 3..1              | did you mean 1..3?",
        "run T --seeds 1..99999          | more than 10000 seeds",
        "run T --set hold                | KEY=VALUE",
        "run T --set answer=no           | did you mean answers?",
        "run T --jsno                    | Unknown option: '--jsno'",
        "run nosuch.yaml                 | nosuch.yaml: found no such file",
        "run asdk-protal                 | did you mean asdk-portal?",
        "validate src                    | src: found a directory",
        "init asdk-protal                | did you mean asdk-portal?",
        "trace T                         | Missing required option: '--flow=ID'",
        "trace T --flow pign             | did you mean ping?",
        "trace T --flow ping --packet 3  | has 3 packets, 0 to 2",
        "trace T --flow ping --connection 9 | has one connection, 0",
        "trace T --flow bgp:a-b          | there is no flow 'bgp:a-b'",
        "show T middel fib               | did you mean middle?",
        "show T middle fbi               | did you mean fib?",
        "show T left bgp                 | it has routes, fib, arp, connections",
        "show T left fib --at 5          | has no unit: did you mean 5s",
        "show T left fib --at 3s         | runs for 2s",
        "diff T                          | Missing required parameter",
        "diff T missing.jsonl            | no such file",
        "decode                          | decode what? There is: bgp",
        "decode bgp                      | Missing required parameter: 'HEX|FILE'",
        "decode bgp --from peer ff       | expected ebgp, ibgp or confed, found 'peer'",
        "decode bgp no.pcap              | 'no.pcap': found no such file",
        "bench                           | There are: line, bgp, mux, stamp",
        "bench line --flows 0            | flows: 1 to 65000, not 0",
        "bench line --warmup -1          | 0 or more"
      })
  void badUsage_exitsWithTwoAndOneClearMessage(String line, String message) {
    String[] arguments = line.isEmpty() ? new String[0] : line.replace("T", Cli.TINY).split(" ");
    Cli cli = Cli.run(arguments);
    assertThat(cli.err()).contains(message);
    assertThat(cli.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(cli.out()).isEmpty();
    assertThat(cli.code()).isEqualTo(2);
  }

  @Test
  void help_goesToStdoutAndListsTheCommands() {
    Cli cli = Cli.run("--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .contains("run", "list", "init", "validate", "trace", "show", "diff", "decode", "bench")
        .contains("Exit codes:");
  }

  @Test
  void helpOfEachCommand_isThere() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      Cli cli = Cli.run(command, "--help");
      assertThat(cli.code()).as(command).isZero();
      assertThat(cli.out()).startsWith("Usage: sdnsim " + command).contains("--debug");
    }
  }

  @Test
  void faultOfOurs_isOneLineWithTheCommandThatShowsItAgain() {
    SimulationFault fault =
        new SimulationFault(
            "tiny", 7, 1_500_000_000_000L, "./sdnsim run tiny.yaml --seed 7", new Error("broken"));
    assertThat(fault)
        .hasMessage(
            "a fault of sdnsim in tiny with seed 7 at 1.5s: java.lang.Error: broken;"
                + " see it again with: ./sdnsim run tiny.yaml --seed 7 --debug");
  }

  @Test
  void faultWithinARun_namesItsTime() throws ScenarioErrors {
    Scenario tiny = ScenarioReader.read(Cli.TINY, Map.of());
    TraceSink broken =
        (timePs, node, packet, step) -> {
          if (timePs >= SimTime.SECOND / 10) {
            throw new IllegalStateException("broken");
          }
        };
    Execution run =
        new Execution(tiny, 7, List.of(broken), Execution.Preparation.NONE, "./sdnsim run tiny");
    assertThatThrownBy(() -> run.runUntil(tiny.durationPs()))
        .isInstanceOf(SimulationFault.class)
        .hasMessageContaining(
            "in tiny with seed 7 at 100ms: java.lang.IllegalStateException: broken")
        .hasMessageEndingWith("./sdnsim run tiny --debug");
  }

  /** A command with a fault in it. */
  @Command(name = "break")
  static final class Break implements Runnable {
    private final Throwable fault;

    Break(Throwable fault) {
      this.fault = fault;
    }

    @Override
    public void run() {
      if (fault instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) fault;
    }
  }

  @Test
  void fault_exitsWith70AndOneLineUnlessDebugging() {
    for (Throwable fault : List.of(new IllegalStateException("x"), new StackOverflowError("x"))) {
      StringWriter err = new StringWriter();
      CommandLine sdnsim =
          Main.commandLine().addSubcommand(new Break(fault)).setErr(new PrintWriter(err));
      assertThat(sdnsim.execute("break")).isEqualTo(70);
      assertThat(err.toString()).startsWith("sdnsim: a fault of sdnsim: ").hasLineCount(1);
      assertThat(sdnsim.execute("--debug", "break")).isEqualTo(70);
      assertThat(err.toString()).contains("\tat ");
    }
  }

  @Test
  void words_areQuotedForTheShell() {
    assertThat(ScenarioArguments.quoted("hold=30s")).isEqualTo("hold=30s");
    assertThat(ScenarioArguments.quoted("it's a file")).isEqualTo("'it'\\''s a file'");
  }
}
