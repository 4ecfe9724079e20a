package io.sdnsim.core.external;

import io.sdnsim.core.device.TransportFactory;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventSource;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.IpStack;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The connections and UDP endpoints of all nodes of a simulation with programs outside it. Whatever
 * these do becomes an event in the event list, so that a run is the same again when the same inputs
 * are scheduled for the same times.
 *
 * <p>What befalls a node befalls its connections: a crash of its programs closes them, a node that
 * hangs takes nothing in until it goes on, and one without power falls silent; its peers get a
 * reset when it boots again. Faults of links do not reach them.
 */
public final class ExternalConnections {
  private final Simulation simulation;
  private final ExternalNetwork network;
  private final List<ExternalPeer> peers;
  private final EventSource source = new EventSource(EventSource.MAX_INDEX - 1);
  private final Map<String, ExternalTransport> transports = new TreeMap<>();
  private final Map<Integer, ExternalSocket> sockets = new TreeMap<>();
  private final Map<String, Consumer<ExternalInput.Datagram>> endpoints = new TreeMap<>();
  private int lastOpened;
  private int lastAccepted;

  public ExternalConnections(
      Simulation simulation, ExternalNetwork network, List<ExternalPeer> peers) {
    this.simulation = simulation;
    this.network = network;
    this.peers = List.copyOf(peers);
  }

  /** Makes the transport layers of a node: simulated, except towards its peers outside. */
  public TransportFactory transportOf(String node, TransportFactory simulated) {
    List<ExternalPeer> own = peers.stream().filter(peer -> peer.node().equals(node)).toList();
    if (own.isEmpty()) {
      return simulated;
    }
    return (context, output, tcp) -> {
      TransportFactory.Layer inner = simulated.create(context, output, tcp);
      if (output instanceof IpStack stack && stack.vrf() != 0) {
        return inner;
      }
      ExternalTransport former = transports.get(node);
      if (former != null) {
        former.reset();
      }
      ExternalTransport made = new ExternalTransport(this, own, context, output, inner.sockets());
      transports.put(node, made);
      return new TransportFactory.Layer(
          made,
          inner.input(),
          () -> {
            inner.crash().run();
            made.crash();
          },
          () -> {
            inner.powerOff().run();
            made.powerOff();
          });
    };
  }

  /**
   * Lets something happen in the simulated world.
   *
   * @param timePs later than now, so that its place among the events of that time is the same when
   *     it is known beforehand
   */
  public void schedule(long timePs, ExternalInput input) {
    if (timePs <= simulation.nowPs()) {
      throw new IllegalArgumentException(SimTime.format(timePs) + " is not to come");
    }
    simulation.at(timePs, source, EventClass.FRAME, () -> happen(input));
  }

  /**
   * Says who gets the datagrams from the endpoint of a node.
   *
   * @return what takes datagrams to it
   */
  public Consumer<Bytes> openEndpoint(String node, Consumer<ExternalInput.Datagram> receiver) {
    endpoints.put(node, receiver);
    return data -> network.sendDatagram(node, data);
  }

  private void happen(ExternalInput input) {
    if (input instanceof ExternalInput.Datagram datagram) {
      Consumer<ExternalInput.Datagram> receiver = endpoints.get(datagram.node());
      if (receiver == null) {
        throw new UnknownEndpointException(datagram.node(), simulation.nowPs());
      }
      receiver.accept(datagram);
    } else if (input instanceof ExternalInput.OfConnection ofConnection) {
      happen(ofConnection);
    }
  }

  private void happen(ExternalInput.OfConnection input) {
    if (input instanceof ExternalInput.Accepted accepted) {
      lastAccepted = Math.min(lastAccepted, accepted.connection());
      ExternalTransport transport = transports.get(accepted.peer().node());
      if (transport == null) {
        network.abort(accepted.connection());
      } else {
        transport.accept(accepted);
      }
      return;
    }
    ExternalSocket socket = sockets.get(input.connection());
    if (socket != null) {
      socket.happen(input);
    } else if (input.connection() > lastOpened || input.connection() < lastAccepted) {
      throw new UnknownConnectionException(input.connection(), simulation.nowPs());
    }
    // Else it crossed with our own end of the connection.
  }

  ExternalNetwork network() {
    return network;
  }

  /** A number for a connection that a node opens. */
  int newNumber() {
    return ++lastOpened;
  }

  void add(ExternalSocket socket) {
    sockets.put(socket.number(), socket);
  }

  void remove(ExternalSocket socket) {
    sockets.remove(socket.number());
  }

  /** The open connections of a node's transport layer. */
  List<ExternalSocket> socketsOf(ExternalTransport transport) {
    List<ExternalSocket> own = new ArrayList<>();
    for (ExternalSocket socket : sockets.values()) {
      if (socket.transport() == transport) {
        own.add(socket);
      }
    }
    return own;
  }

  /** An input names a node without an endpoint: it belongs to another run. */
  public static final class UnknownEndpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownEndpointException(String node, long nowPs) {
      super(
          "at "
              + SimTime.format(nowPs)
              + " a datagram comes for "
              + node
              + ", which has no endpoint in this run");
    }
  }

  /** An input names a connection that never was: it belongs to another run. */
  public static final class UnknownConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownConnectionException(int connection, long nowPs) {
      super(
          "at "
              + SimTime.format(nowPs)
              + " something is said of connection "
              + connection
              + ", which this run has not opened");
    }
  }
}
