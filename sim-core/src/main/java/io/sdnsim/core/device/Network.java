package io.sdnsim.core.device;

import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.link.Link;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.core.node.PacketLedger;
import io.sdnsim.core.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/** All nodes and links of one simulation, and the faults that can befall a node. */
public final class Network {
  private static final int PORT_BITS = 16;
  private static final long LOCALLY_ADMINISTERED = 0x02L << 40;

  private final Simulation simulation;
  private final Tracer tracer;
  private final List<Node> nodes = new ArrayList<>();
  private final TreeMap<String, Integer> nodeNumbers = new TreeMap<>();
  private final List<Link> links = new ArrayList<>();

  public Network(Simulation simulation, Tracer tracer) {
    this.simulation = simulation;
    this.tracer = tracer;
  }

  /** The MAC address of a port: locally administered, from the node's and the port's number. */
  public static MacAddress portMac(int nodeIndex, int portNumber) {
    if (nodeIndex < 0 || nodeIndex >= 1 << 24 || portNumber < 0 || portNumber >= 1 << PORT_BITS) {
      throw new IllegalArgumentException("no MAC for port " + portNumber + " of " + nodeIndex);
    }
    return new MacAddress(LOCALLY_ADMINISTERED | (long) nodeIndex << PORT_BITS | portNumber);
  }

  public Simulation simulation() {
    return simulation;
  }

  public Tracer tracer() {
    return tracer;
  }

  /**
   * Adds a node; nodes are numbered in the order in which they are added.
   *
   * @param name unique in the network
   * @param maker makes the node in its context
   * @throws IllegalArgumentException when the name is taken
   */
  public <T extends Node> T add(String name, Function<NodeContext, T> maker) {
    if (nodeNumbers.containsKey(name)) {
      throw new IllegalArgumentException("two nodes are named " + name);
    }
    T node = maker.apply(new NodeContext(simulation, tracer, nodes.size(), name));
    nodeNumbers.put(name, nodes.size());
    nodes.add(node);
    return node;
  }

  /** Adds a host or router. */
  public IpDevice add(IpDeviceConfig config) {
    return add(config.name(), context -> new IpDevice(context, config));
  }

  /**
   * Connects two ports.
   *
   * @throws IllegalArgumentException when a node or port does not exist
   * @throws IllegalStateException when a port has a link already
   */
  public Link connect(String nodeA, String portA, String nodeB, String portB, LinkConfig config) {
    return connect(port(nodeA, portA), port(nodeB, portB), config);
  }

  /**
   * Connects two ports.
   *
   * @throws IllegalStateException when a port has a link already
   */
  public Link connect(Port a, Port b, LinkConfig config) {
    Link link = Link.connect(simulation, a, b, config);
    links.add(link);
    return link;
  }

  /**
   * @throws IllegalArgumentException when there is none of this name
   */
  public Node node(String name) {
    Integer number = nodeNumbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException("there is no node " + name);
    }
    return nodes.get(number);
  }

  /**
   * @throws IllegalArgumentException when there is none of this name
   */
  public Port port(String nodeName, String portName) {
    for (Port port : node(nodeName).ports()) {
      if (port.name().equals(portName)) {
        return port;
      }
    }
    throw new IllegalArgumentException("there is no port " + nodeName + ":" + portName);
  }

  /** The nodes in the order in which they were added. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  public List<Link> links() {
    return List.copyOf(links);
  }

  /** Boots every node; call once, when all links are there. */
  public void bootAll() {
    nodes.forEach(Node::boot);
  }

  /** Takes the power away: carrier drops, memory is lost, nobody is told. */
  public void powerOff(Node node) {
    if (node.context().state() == NodeState.OFF) {
      return;
    }
    node.context().powerOff();
    node.powerOff();
    node.ports().forEach(Port::refreshBothEnds);
  }

  /** Gives the power back; the node boots. */
  public void powerOn(Node node) {
    if (node.context().state() != NodeState.OFF) {
      return;
    }
    node.context().powerOn();
    node.ports().forEach(Port::refreshBothEnds);
    node.boot();
  }

  /** The node hangs: carrier stays, nothing answers. */
  public void freeze(Node node) {
    node.context().freeze();
  }

  /** The node goes on where it hung. */
  public void thaw(Node node) {
    node.context().thaw();
  }

  /** The node's programs die; its kernel closes their sockets. Nothing happens without power. */
  public void crashProcesses(Node node) {
    if (node.context().state() != NodeState.OFF) {
      node.crashProcesses();
    }
  }

  /** The node's programs end in order; the power stays on. Nothing happens unless it runs. */
  public void shutDown(Node node) {
    if (node.context().isRunning()) {
      node.shutDown();
    }
  }

  /** The node's programs start again. Nothing happens unless it runs. */
  public void restartProcesses(Node node) {
    if (node.context().isRunning()) {
      node.restartProcesses();
    }
  }

  /** The packet accounts of the whole network now. */
  public Conservation conservation() {
    long created = 0;
    long copied = 0;
    long fragmented = 0;
    long consumed = 0;
    long dropped = 0;
    long held = 0;
    for (Node node : nodes) {
      PacketLedger ledger = node.context().ledger();
      created += ledger.created();
      copied += ledger.copied();
      fragmented += ledger.fragmented();
      consumed += ledger.consumed();
      dropped += ledger.dropped();
      held += node.heldPackets();
    }
    long onLinks = links.stream().mapToLong(Link::inFlight).sum();
    return new Conservation(created, copied, fragmented, consumed, dropped, onLinks, held);
  }

  /**
   * Where all packets came from and what became of them.
   *
   * @param onLinks queued, in transmission or on a line
   * @param held inside nodes: waiting for ARP, for fragments
   */
  public record Conservation(
      long created,
      long copied,
      long fragmented,
      long consumed,
      long dropped,
      long onLinks,
      long held) {
    /** Whether no packet was lost from the books or counted twice. */
    public boolean isBalanced() {
      return created + copied + fragmented == consumed + dropped + onLinks + held;
    }
  }
}
