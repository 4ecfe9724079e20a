package io.sdnsim.scenarios.report;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Hop;
import io.sdnsim.core.trace.PacketStory;
import io.sdnsim.core.trace.Step;
import java.util.List;
import java.util.Locale;

/** A packet's story as text: one paragraph a hop, one line a step. */
public final class StoryText {
  private static final int LABEL_WIDTH = 12;

  private final Style style;

  public StoryText(Style style) {
    this.style = style;
  }

  /** The story, ended with a newline. */
  public String text(PacketStory story) {
    StringBuilder text = new StringBuilder();
    text.append(style.heading(title(story))).append('\n');
    long startPs = story.hops().get(0).timePs();
    for (int i = 0; i < story.hops().size(); i++) {
      appendHop(text, story, i, startPs);
    }
    return text.toString();
  }

  /** {@code web, connection 0, packet 3 of the reply: portalvm -> clientvm, 6 hops, 57.2 us}. */
  private static String title(PacketStory story) {
    List<Hop> hops = story.hops();
    Hop last = hops.get(hops.size() - 1);
    long endPs = last.steps().get(last.steps().size() - 1).timePs();
    FlowTag flow = story.tag().flow();
    String name =
        flow == null
            ? "packet " + story.tag().id()
            : flow.flow()
                + ", connection "
                + flow.connection()
                + ", packet "
                + story.tag().number()
                + (flow.reply() ? " of the reply" : "");
    return name
        + ": "
        + hops.get(0).node()
        + " -> "
        + last.node()
        + ", "
        + (hops.size() - 1)
        + (hops.size() == 2 ? " hop, " : " hops, ")
        + duration(endPs - hops.get(0).timePs());
  }

  private void appendHop(StringBuilder text, PacketStory story, int index, long startPs) {
    Hop hop = story.hops().get(index);
    boolean branch = hop.parentHop() != Hop.NO_PARENT && hop.parentHop() != index - 1;
    text.append(
        String.format(
            Locale.ROOT,
            "%3d  %s  %s%s\n",
            index,
            style.heading(hop.node()),
            style.faint(
                index == 0
                    ? "at " + SimTime.format(startPs)
                    : "+" + duration(hop.timePs() - startPs)),
            branch ? style.faint("  (from hop " + hop.parentHop() + ")") : ""));
    for (Hop.TracedStep traced : hop.steps()) {
      String line = line(traced.step(), traced.packet());
      text.append("     ");
      text.append(traced.step() instanceof Step.Dropped ? style.bad(line) : line);
      text.append('\n');
    }
  }

  private static String line(Step step, Packet packet) {
    String label = step.type().toLowerCase(Locale.ROOT);
    return label + " ".repeat(Math.max(1, LABEL_WIDTH + 1 - label.length())) + words(step, packet);
  }

  /** A step's own fields in words; the packet where the step put it on or took it from the wire. */
  private static String words(Step step, Packet packet) {
    if (step instanceof Step.Originated made) {
      return "by " + made.by();
    } else if (step instanceof Step.Received received) {
      return "on " + received.port() + " from " + received.fromNode();
    } else if (step instanceof Step.Transmitted sent) {
      return "on " + sent.port() + ": " + packet;
    } else if (step instanceof Step.Bridged bridged) {
      String vlan = bridged.vlan() == EthernetHeader.UNTAGGED ? "" : "vlan " + bridged.vlan() + " ";
      return vlan + "to " + bridged.outPort();
    } else if (step instanceof Step.Routed routed) {
      return routed.prefix()
          + " via "
          + routed.nextHop()
          + " on "
          + routed.port()
          + " ("
          + routed.protocol()
          + (routed.members() > 1
              ? ", ECMP member " + (routed.member() + 1) + " of " + routed.members()
              : "")
          + ")";
    } else if (step instanceof Step.Filtered filtered) {
      return (filtered.permitted() ? "permitted by " : "denied by ") + filtered.rule();
    } else if (step instanceof Step.Translated nat) {
      return nat.before() + " -> " + nat.after() + " (" + nat.binding() + ")";
    } else if (step instanceof Step.LoadBalanced lb) {
      return "vip " + lb.vip() + " -> " + lb.backend() + " (" + lb.how() + ")";
    } else if (step instanceof Step.Encapsulated tunnel) {
      return tunnel.network() + " in " + tunnel.outer();
    } else if (step instanceof Step.Decapsulated tunnel) {
      return tunnel.network();
    } else if (step instanceof Step.Policed policed) {
      return policed.policer() + ": " + policed.action();
    } else if (step instanceof Step.Queued queued) {
      return queued.why().equals("neighbor")
          ? "until the next hop's MAC address is known"
          : "for the "
              + queued.why()
              + (queued.delayPs() < 0 ? "" : ", " + duration(queued.delayPs()));
    } else if (step instanceof Step.Copied copied) {
      return copied.copies() + " more: " + copied.why();
    } else if (step instanceof Step.Fragmented cut) {
      return "into " + cut.fragments() + " for an MTU of " + cut.mtuBytes();
    } else if (step instanceof Step.Reassembled whole) {
      return "from " + whole.fragments() + " fragments";
    } else if (step instanceof Step.Delivered delivered) {
      return "to " + delivered.to();
    } else if (step instanceof Step.Dropped dropped) {
      return dropped.reason().label()
          + ": "
          + dropped.reason().explanation()
          + (dropped.detail() == null ? "" : " (" + dropped.detail() + ")");
    }
    throw new AssertionError("a step without words: " + step);
  }

  /** A duration with up to four significant digits and a unit. */
  static String duration(long durationPs) {
    String[] units = {"s", "ms", "us", "ns"};
    long[] sizes = {SimTime.SECOND, SimTime.MILLISECOND, SimTime.MICROSECOND, SimTime.NANOSECOND};
    for (int i = 0; i < units.length; i++) {
      if (durationPs >= sizes[i]) {
        double value = (double) durationPs / sizes[i];
        int decimals = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, units[i]);
      }
    }
    return durationPs + " ps";
  }
}
