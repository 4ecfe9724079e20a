package io.sdnsim.slb.control;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.wire.Dissector;
import io.sdnsim.core.wire.Layer;
import java.util.List;

/**
 * Shows the control messages that begin and end within a TCP segment, one layer each; any other
 * part of the stream is shown as data.
 */
public final class ControlDissector {
  private ControlDissector() {}

  /** Makes a dissector know control messages by the usual ports. */
  public static void register(Dissector dissector) {
    for (int port : new int[] {ControlPort.MUX, ControlPort.SLB_MANAGER, ControlPort.HOST}) {
      dissector.register(Dissector.Selector.TCP_PORT, port, (packet, bytes) -> layers(bytes));
    }
  }

  private static List<Layer> layers(Bytes payload) {
    try {
      return new ControlFramer()
          .accept(payload.toArray()).stream().map(ControlDissector::layer).toList();
    } catch (ControlDecodeException e) {
      // The segment begins within a message.
      return List.of();
    }
  }

  private static Layer layer(ControlMessage message) {
    if (message instanceof ControlMessage.Hello hello) {
      return Layer.named("control").with("message", "Hello").with("host", hello.host()).build();
    } else if (message instanceof ControlMessage.MuxGoal goal) {
      return goal("MuxGoal", goal.version(), "vips", goal.state().vips().size());
    } else if (message instanceof ControlMessage.NetworkGoal goal) {
      return goal("NetworkGoal", goal.version(), "networks", goal.policy().networks().size());
    } else if (message instanceof ControlMessage.AgentGoal goal) {
      return goal("AgentGoal", goal.version(), "dnatRules", goal.state().nat().dnatRules().size());
    } else if (message instanceof ControlMessage.HealthReport report) {
      return Layer.named("control")
          .with("message", "HealthReport")
          .with("results", report.results().size())
          .build();
    } else if (message instanceof ControlMessage.MuxLeases leases) {
      return goal("MuxLeases", leases.version(), "changes", leases.changes().size());
    } else if (message instanceof ControlMessage.SnatRequest request) {
      return Layer.named("control").with("message", "SnatRequest").with("vm", request.vm()).build();
    } else if (message instanceof ControlMessage.SnatAnswer answer) {
      return Layer.named("control")
          .with("message", "SnatAnswer")
          .with("vm", answer.vm())
          .with("ranges", answer.firstPorts().size())
          .build();
    } else if (message instanceof ControlMessage.SnatRelease release) {
      return leases("SnatRelease", release.leases().size());
    } else if (message instanceof ControlMessage.SnatRevoke revoke) {
      return leases("SnatRevoke", revoke.leases().size());
    } else if (message instanceof ControlMessage.Overloaded report) {
      return Layer.named("control")
          .with("message", "Overloaded")
          .with("dropped", report.dropped())
          .with("talkers", report.talkers().size())
          .build();
    } else if (message instanceof ControlMessage.Acknowledge acknowledge) {
      return Layer.named("control")
          .with("message", "Acknowledge")
          .with("version", acknowledge.version())
          .build();
    }
    throw new AssertionError(message);
  }

  private static Layer leases(String message, int count) {
    return Layer.named("control").with("message", message).with("leases", count).build();
  }

  private static Layer goal(String message, long version, String what, int count) {
    return Layer.named("control")
        .with("message", message)
        .with("version", version)
        .with(what, count)
        .build();
  }
}
