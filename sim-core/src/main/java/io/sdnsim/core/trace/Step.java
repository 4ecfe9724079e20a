package io.sdnsim.core.trace;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a node did to a packet, and why. A packet's trace is a list of hops (nodes), each
 * a list of steps.
 */
public sealed interface Step {
  /** The name in traces and JSON: the simple class name. */
  String type();

  /** Describes the step's own fields, in a fixed order. */
  void describe(FieldSink sink);

  /** A host or a control protocol made the packet. */
  record Originated(String by) implements Step {
    @Override
    public String type() {
      return "Originated";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("by", by);
    }
  }

  /**
   * A frame arrived.
   *
   * @param fromNode name of the node at the other end of the link
   */
  record Received(String port, String fromNode) implements Step {
    @Override
    public String type() {
      return "Received";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("port", port);
      sink.field("fromNode", fromNode);
    }
  }

  /**
   * A switch chose the outgoing port by MAC address.
   *
   * @param outPort the port, or {@code flood}
   */
  record Bridged(int vlan, String outPort) implements Step {
    @Override
    public String type() {
      return "Bridged";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("vlan", vlan);
      sink.field("outPort", outPort);
    }
  }

  /**
   * A longest-prefix match chose the next hop.
   *
   * @param nextHop the gateway, or the destination itself on a connected network
   * @param protocol the source of the route: connected, static, bgp ...
   * @param member the ECMP member chosen, from 0
   * @param members how many next hops the route has
   */
  record Routed(
      String prefix, String nextHop, String port, String protocol, int member, int members)
      implements Step {
    @Override
    public String type() {
      return "Routed";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("prefix", prefix);
      sink.field("nextHop", nextHop);
      sink.field("port", port);
      sink.field("protocol", protocol);
      sink.field("member", member);
      sink.field("members", members);
    }
  }

  /**
   * A filter looked at the packet.
   *
   * @param rule the list and line that decided, such as {@code edge-in line 20}
   */
  record Filtered(String rule, boolean permitted) implements Step {
    @Override
    public String type() {
      return "Filtered";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("rule", rule);
      sink.field("action", permitted ? "permit" : "deny");
    }
  }

  /**
   * Addresses or ports were rewritten.
   *
   * @param binding the rule or binding that did it
   * @param before the flow before, as {@code tcp 10.0.0.1:40000 > 10.0.0.2:443}
   * @param after the flow after
   */
  record Translated(String binding, String before, String after) implements Step {
    @Override
    public String type() {
      return "Translated";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("binding", binding);
      sink.field("before", before);
      sink.field("after", after);
    }
  }

  /**
   * A load balancer chose a backend.
   *
   * @param how {@code flow-table hit}, {@code hash} ...
   */
  record LoadBalanced(String vip, String backend, String how) implements Step {
    @Override
    public String type() {
      return "LoadBalanced";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("vip", vip);
      sink.field("backend", backend);
      sink.field("how", how);
    }
  }

  /**
   * The packet entered a tunnel.
   *
   * @param network the virtual network, such as {@code vni 5001}
   * @param outer the outer flow
   */
  record Encapsulated(String network, String outer) implements Step {
    @Override
    public String type() {
      return "Encapsulated";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("network", network);
      sink.field("outer", outer);
    }
  }

  /** The packet left a tunnel. */
  record Decapsulated(String network) implements Step {
    @Override
    public String type() {
      return "Decapsulated";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("network", network);
    }
  }

  /** A meter or scheduler looked at the packet. */
  record Policed(String policer, String action) implements Step {
    @Override
    public String type() {
      return "Policed";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("policer", policer);
      sink.field("action", action);
    }
  }

  /**
   * The packet waits: for the transmitter, or for an ARP answer.
   *
   * @param why {@code transmitter} or {@code neighbor}
   * @param delayPs the wait in picoseconds, or -1 when it is not known yet
   */
  record Queued(String why, long delayPs) implements Step {
    @Override
    public String type() {
      return "Queued";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("why", why);
      sink.field("delayPs", delayPs);
    }
  }

  /**
   * The frame was handed to the link; the packet of this step is the frame as it is on the wire.
   */
  record Transmitted(String port) implements Step {
    @Override
    public String type() {
      return "Transmitted";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("port", port);
    }
  }

  /** The packet was copied: flooded, duplicated, mirrored. */
  record Copied(String why, int copies) implements Step {
    @Override
    public String type() {
      return "Copied";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("why", why);
      sink.field("copies", copies);
    }
  }

  /** The packet was cut into IP fragments. */
  record Fragmented(int fragments, int mtuBytes) implements Step {
    @Override
    public String type() {
      return "Fragmented";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("fragments", fragments);
      sink.field("mtuBytes", mtuBytes);
    }
  }

  /** All fragments of a datagram were put together. */
  record Reassembled(int fragments) implements Step {
    @Override
    public String type() {
      return "Reassembled";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("fragments", fragments);
    }
  }

  /** The packet reached its end: a socket, a protocol. */
  record Delivered(String to) implements Step {
    @Override
    public String type() {
      return "Delivered";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("to", to);
    }
  }

  /**
   * The packet was lost.
   *
   * @param detail what in particular, or null
   */
  record Dropped(DropReason reason, @Nullable String detail) implements Step {
    @Override
    public String type() {
      return "Dropped";
    }

    @Override
    public void describe(FieldSink sink) {
      sink.field("reason", reason.label());
      if (detail != null) {
        sink.field("detail", detail);
      }
    }
  }
}
