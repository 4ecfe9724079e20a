package io.sdnsim.scenarios.report;

import io.sdnsim.scenarios.result.Traceroute;

/** A traceroute as traceroute(8) prints it: a line for each hop, an address where it changes. */
final class TracerouteText {
  private TracerouteText() {}

  static String text(Traceroute traceroute) {
    StringBuilder text = new StringBuilder("  " + traceroute.id() + ": " + traceroute.end());
    int hop = 0;
    String last = null;
    for (Traceroute.Probe probe : traceroute.probes()) {
      if (probe.hop() != hop) {
        hop = probe.hop();
        last = null;
        text.append('\n').append(hop < 10 ? "     " : hop < 100 ? "    " : "   ").append(hop);
      }
      String from = probe.from();
      if (from == null) {
        text.append("  *");
        continue;
      }
      if (!from.equals(last)) {
        text.append("  ").append(from);
        last = from;
      }
      text.append("  ").append(StoryText.duration(probe.rttPs())).append(mark(probe.answer()));
    }
    return text.append('\n').toString();
  }

  private static String mark(String answer) {
    int mtu = answer.indexOf(", mtu = ");
    if (mtu >= 0) {
      return " !F-" + answer.substring(mtu + ", mtu = ".length());
    }
    return switch (answer) {
      case "network unreachable", "no route" -> " !N";
      case "host unreachable", "address unreachable" -> " !H";
      case "protocol unreachable" -> " !P";
      case "prohibited" -> " !X";
      default -> "";
    };
  }
}
