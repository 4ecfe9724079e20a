package io.sdnsim.scenarios.expect;

import io.sdnsim.scenarios.model.Expectation;
import io.sdnsim.scenarios.result.ExpectationResult;
import java.util.List;

/**
 * Evaluates a scenario's expectations after the run. What each kind means, and what {@code at},
 * {@code always}, {@code never} and {@code after} mean for it, stands at {@link Expectation}.
 */
public final class Evaluator {
  private final PacketExpectations packets;
  private final StateExpectations states;
  private final MeasureExpectations measures;

  public Evaluator(Observations observations) {
    this.packets = new PacketExpectations(observations);
    this.states = new StateExpectations(observations);
    this.measures = new MeasureExpectations(observations);
  }

  /** The results in the order of the expectations. */
  public List<ExpectationResult> evaluate(List<Expectation> expectations) {
    return expectations.stream().map(this::evaluate).toList();
  }

  private ExpectationResult evaluate(Expectation expectation) {
    Verdict verdict = verdict(expectation);
    return new ExpectationResult(
        expectation.id(), verdict.passed(), verdict.detail(), expectation.at().toString());
  }

  private Verdict verdict(Expectation expectation) {
    if (expectation instanceof Expectation.Path path) {
      return packets.path(path);
    } else if (expectation instanceof Expectation.Rewrites rewrites) {
      return packets.rewrites(rewrites);
    } else if (expectation instanceof Expectation.Symmetry symmetry) {
      return packets.symmetry(symmetry);
    } else if (expectation instanceof Expectation.Reachability reachability) {
      return packets.reachability(reachability);
    } else if (expectation instanceof Expectation.Route route) {
      return states.route(route);
    } else if (expectation instanceof Expectation.Session session) {
      return states.session(session);
    } else if (expectation instanceof Expectation.Loss loss) {
      return measures.loss(loss);
    } else if (expectation instanceof Expectation.Latency latency) {
      return measures.latency(latency);
    } else if (expectation instanceof Expectation.Throughput throughput) {
      return measures.throughput(throughput);
    } else if (expectation instanceof Expectation.Outage outage) {
      return measures.outage(outage);
    } else if (expectation instanceof Expectation.Stall stall) {
      return measures.stall(stall);
    } else if (expectation instanceof Expectation.Connections connections) {
      return measures.connections(connections);
    } else if (expectation instanceof Expectation.Balance balance) {
      return measures.balance(balance);
    } else if (expectation instanceof Expectation.Drops drops) {
      return measures.drops(drops);
    } else if (expectation instanceof Expectation.CounterValue counter) {
      return measures.counter(counter);
    }
    throw new AssertionError("an expectation without an evaluator: " + expectation);
  }
}
