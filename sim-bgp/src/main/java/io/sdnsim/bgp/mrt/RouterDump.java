package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.Peer;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.mrt.MrtWriter.TablePath;
import io.sdnsim.bgp.rib.Destination;
import io.sdnsim.bgp.rib.Path;
import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.sim.BgpMonitor;
import io.sdnsim.bgp.speaker.BgpSpeaker;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.MessageFramer;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one router writes down, as a collector does: each message that it receives and each change
 * of a session's state as BGP4MP_ET, and its table as TABLE_DUMP_V2. Simulated time 0 is 1970.
 */
public final class RouterDump implements BgpMonitor {
  private static final long PS_PER_MICROSECOND = 1_000_000;
  private static final long PS_PER_SECOND = 1_000_000_000_000L;
  private static final int MAX_MESSAGE_BYTES = 65_535;
  private static final IpAddress UNSPECIFIED = IpAddress.ofIpv4(0);

  private final MrtWriter updates;
  private final long localAs;
  private final Map<Integer, MessageFramer> framers = new TreeMap<>();
  private final Map<IpAddress, Known> known = new TreeMap<>();

  /**
   * @param updates where messages and state changes go
   * @param localAs the router's AS
   */
  public RouterDump(OutputStream updates, long localAs) {
    this.updates = new MrtWriter(updates);
    this.localAs = localAs;
  }

  /** What is remembered of a peer between two records. */
  private static final class Known {
    private int state = number(BgpState.IDLE);
    private long asn;
    private IpAddress local = UNSPECIFIED;
    private boolean fourOctetAs = true;
  }

  /**
   * @throws UncheckedIOException when the file can't be written
   */
  @Override
  public void received(long nowPs, int connection, IpAddress local, SessionView peer, Bytes data) {
    Known state = known(peer);
    state.local = local;
    MessageFramer framer = framers.computeIfAbsent(connection, number -> new MessageFramer());
    framer.append(data);
    try {
      byte[] message;
      while ((message = framer.next(MAX_MESSAGE_BYTES)) != null) {
        if (message[18] == BgpMessage.OPEN) {
          state.fourOctetAs = offersFourOctetAs(message);
        }
        updates.message(
            nowPs / PS_PER_MICROSECOND,
            session(peer.neighbor(), state),
            state.fourOctetAs,
            message);
      }
    } catch (BgpDecodeException e) {
      // No message begins here: the session ends with it, and the connection brings no more.
      framers.remove(connection);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** RFC 6793 4.1: this router always offers four octets, so its peer's OPEN decides. */
  private static boolean offersFourOctetAs(byte[] open) {
    try {
      return BgpCodec.decode(open, DecodeContext.INITIAL) instanceof BgpMessage.Open message
          && message.capabilities().stream().anyMatch(Capability.FourOctetAs.class::isInstance);
    } catch (BgpDecodeException e) {
      return true; // No session comes of it.
    }
  }

  @Override
  public void closed(int connection) {
    framers.remove(connection);
  }

  /**
   * @throws UncheckedIOException when the file can't be written
   */
  @Override
  public void sessionChanged(long nowPs, SessionView view) {
    Known state = known(view);
    int now = number(view.state());
    if (now == state.state) {
      return;
    }
    try {
      updates.stateChange(
          nowPs / PS_PER_MICROSECOND, session(view.neighbor(), state), state.state, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    state.state = now;
  }

  private Known known(SessionView view) {
    Known state = known.computeIfAbsent(view.neighbor(), address -> new Known());
    state.asn = view.remoteAs();
    return state;
  }

  private Session session(IpAddress neighbor, Known state) {
    IpAddress local = state.local;
    if (local.isIpv4() != neighbor.isIpv4()) {
      local = neighbor.isIpv4() ? UNSPECIFIED : IpAddress.ofIpv6(0, 0);
    }
    return new Session(state.asn, localAs, 0, neighbor, local);
  }

  /** RFC 6396 4.4.1 numbers the states from 1, in the order of RFC 4271 8.2.2. */
  private static int number(BgpState state) {
    return switch (state) {
      case IDLE -> 1;
      case CONNECT -> 2;
      case ACTIVE -> 3;
      case OPEN_SENT -> 4;
      case OPEN_CONFIRM -> 5;
      case ESTABLISHED -> 6;
    };
  }

  /** Writes all paths of a router's Loc-RIB, by prefix; those that originate here are peer 0's. */
  public static void table(long nowPs, BgpSpeaker speaker, String view, OutputStream out)
      throws IOException {
    long seconds = nowPs / PS_PER_SECOND;
    List<Peer> peers = new ArrayList<>();
    Map<IpAddress, Integer> indexes = new TreeMap<>();
    List<Destination> destinations = new ArrayList<>(speaker.locRib().destinations());
    destinations.sort(Comparator.comparing(Destination::prefix));
    peers.add(new Peer(speaker.config().routerId(), UNSPECIFIED, 0));
    Map<IpAddress, Long> asns = new TreeMap<>();
    speaker.sessions().forEach(session -> asns.put(session.neighbor(), session.remoteAs()));
    for (Destination destination : destinations) {
      for (Path path : destination.paths()) {
        IpAddress address = path.source().peer();
        if (address != null && !indexes.containsKey(address)) {
          indexes.put(address, peers.size());
          peers.add(new Peer(path.source().identifier(), address, asns.getOrDefault(address, 0L)));
        }
      }
    }
    MrtWriter writer = new MrtWriter(out);
    writer.peerIndexTable(seconds, speaker.config().routerId(), view, peers);
    long sequence = 0;
    for (Destination destination : destinations) {
      List<TablePath> paths = new ArrayList<>(destination.paths().size());
      for (Path path : destination.paths()) {
        IpAddress address = path.source().peer();
        int index = address == null ? 0 : indexes.getOrDefault(address, 0);
        paths.add(new TablePath(index, path.receivedAtPs() / PS_PER_SECOND, path.attributes()));
      }
      writer.rib(seconds, sequence++, destination.prefix(), paths);
    }
  }
}
