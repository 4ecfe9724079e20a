package io.sdnsim.core.capture;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.trace.Step;

/** A step in a few words, as packet comments show it. */
public final class StepText {
  private StepText() {}

  /** Begins with the step's type: {@code Routed 10.0.0.0/8 via 10.1.0.1 (bgp, member 1 of 3)}. */
  public static String of(Step step) {
    return step.type() + " " + rest(step);
  }

  private static String rest(Step step) {
    if (step instanceof Step.Routed routed) {
      return routed(routed);
    } else if (step instanceof Step.Bridged bridged) {
      return "vlan " + bridged.vlan() + " to " + bridged.outPort();
    } else if (step instanceof Step.Filtered filtered) {
      return (filtered.permitted() ? "permit by " : "deny by ") + filtered.rule();
    } else if (step instanceof Step.Translated translated) {
      return translated.before() + " to " + translated.after() + " (" + translated.binding() + ")";
    } else if (step instanceof Step.LoadBalanced balanced) {
      return balanced.vip() + " to " + balanced.backend() + " (" + balanced.how() + ")";
    } else if (step instanceof Step.Encapsulated encapsulated) {
      return encapsulated.network();
    } else if (step instanceof Step.Decapsulated decapsulated) {
      return decapsulated.network();
    } else if (step instanceof Step.Policed policed) {
      return policed.policer() + " " + policed.action();
    } else if (step instanceof Step.Queued queued) {
      return queued.why() + (queued.delayPs() < 0 ? "" : " " + SimTime.format(queued.delayPs()));
    }
    return restOfOthers(step);
  }

  private static String routed(Step.Routed routed) {
    String member =
        routed.members() > 1 ? ", member " + (routed.member() + 1) + " of " + routed.members() : "";
    return routed.prefix() + " via " + routed.nextHop() + " (" + routed.protocol() + member + ")";
  }

  private static String restOfOthers(Step step) {
    if (step instanceof Step.Originated originated) {
      return "by " + originated.by();
    } else if (step instanceof Step.Received received) {
      return "on " + received.port() + " from " + received.fromNode();
    } else if (step instanceof Step.Transmitted transmitted) {
      return "on " + transmitted.port();
    } else if (step instanceof Step.Copied copied) {
      return copied.why() + " (" + copied.copies() + " more)";
    } else if (step instanceof Step.Fragmented fragmented) {
      return "into " + fragmented.fragments() + " for MTU " + fragmented.mtuBytes();
    } else if (step instanceof Step.Reassembled reassembled) {
      return "from " + reassembled.fragments() + " fragments";
    } else if (step instanceof Step.Delivered delivered) {
      return "to " + delivered.to();
    } else if (step instanceof Step.Dropped dropped) {
      return dropped.reason().label()
          + (dropped.detail() == null ? "" : " (" + dropped.detail() + ")");
    }
    throw new IllegalStateException("no text for " + step);
  }
}
