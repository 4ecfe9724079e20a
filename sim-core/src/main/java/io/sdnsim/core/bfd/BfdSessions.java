package io.sdnsim.core.bfd;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import io.sdnsim.core.wire.DecodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The BFD sessions of one node, shared by whoever wants to know of a neighbor: routing protocols,
 * static routes, gateways with a virtual address. Tells the table {@code bfd}.
 *
 * <p>A session is found by its discriminator, else by the two addresses (RFC 5881 3, RFC 5883 4);
 * the interface is not looked at, for an address belongs to one.
 */
public final class BfdSessions {
  /** Most sessions of a node. */
  public static final int LIMIT = 4096;

  private static final int TTL = 255;

  /** RFC 5881 4: source ports of control packets lie between 49152 and 65535. */
  private static final int ANY_PORT = 0;

  private record Key(IpAddress local, IpAddress remote, boolean multihop)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byRemote = remote.compareTo(other.remote);
      int byLocal = byRemote != 0 ? byRemote : local.compareTo(other.local);
      return byLocal != 0 ? byLocal : Boolean.compare(multihop, other.multihop);
    }
  }

  /** A user's hold on a session; the last one to let go ends it. */
  public interface Subscription extends AutoCloseable {
    BfdState state();

    @Override
    void close();
  }

  private final NodeContext context;
  private final Transport transport;
  private final RandomStream random;
  private final Map<Key, Running> byAddress = new TreeMap<>();
  private final Map<Integer, Running> byDiscriminator = new TreeMap<>();
  private @Nullable UdpSocket singleHop;
  private @Nullable UdpSocket multihop;

  /** No port is opened before the first session. */
  public BfdSessions(NodeContext context, Transport transport) {
    this.context = context;
    this.transport = transport;
    this.random = context.random("bfd");
  }

  /**
   * Begins a session, or joins one with these addresses: its settings stay those of the first user.
   *
   * @param local our end's address
   * @throws IllegalStateException when the node has {@link #LIMIT} sessions
   */
  public Subscription subscribe(
      IpAddress local, IpAddress remote, BfdConfig config, BfdListener listener) {
    Key key = new Key(local, remote, config.multihop());
    Running running = byAddress.get(key);
    if (running == null) {
      if (byAddress.size() >= LIMIT) {
        throw new IllegalStateException("more than " + LIMIT + " BFD sessions");
      }
      open(config.multihop());
      running = new Running(key, config, freeDiscriminator());
      byAddress.put(key, running);
      byDiscriminator.put(running.machine.localDiscriminator(), running);
      running.begin();
    }
    return running.join(listener);
  }

  /** An operator takes a neighbor's sessions down, or up again. */
  public void setEnabled(IpAddress remote, boolean enabled) {
    for (Running running : new ArrayList<>(byAddress.values())) {
      if (running.key.remote().equals(remote)) {
        running.feed(enabled ? new BfdInput.Enable() : new BfdInput.Disable());
      }
    }
  }

  /** The program died: nothing is sent or told any more. */
  public void crash() {
    for (Running running : byAddress.values()) {
      running.end();
    }
    byAddress.clear();
    byDiscriminator.clear();
    closePorts();
  }

  private void open(boolean overHops) {
    if (overHops && multihop == null) {
      multihop = transport.bindUdp(null, BfdPacket.MULTI_HOP_PORT, new Receiver(true));
    } else if (!overHops && singleHop == null) {
      singleHop = transport.bindUdp(null, BfdPacket.SINGLE_HOP_PORT, new Receiver(false));
    }
  }

  private void closePorts() {
    if (singleHop != null) {
      singleHop.close();
      singleHop = null;
    }
    if (multihop != null) {
      multihop.close();
      multihop = null;
    }
  }

  private int freeDiscriminator() {
    int candidate;
    do {
      candidate = (int) random.nextLong();
    } while (candidate == 0 || byDiscriminator.containsKey(candidate));
    return candidate;
  }

  private void remove(Running running) {
    running.end();
    byAddress.remove(running.key);
    byDiscriminator.remove(running.machine.localDiscriminator());
    if (byAddress.isEmpty()) {
      closePorts();
    }
  }

  /** Takes the packets of one port, and accounts for each. */
  private final class Receiver implements UdpHandler {
    private final boolean overHops;

    Receiver(boolean overHops) {
      this.overHops = overHops;
    }

    @Override
    public boolean forwards() {
      return true;
    }

    @Override
    public void received(UdpSocket socket, Packet datagram) {
      IpHeader ip = datagram.ip();
      if (ip == null) {
        throw new IllegalArgumentException("UDP without IP: " + datagram);
      }
      BfdPacket packet;
      try {
        packet = BfdPacket.decode(bytes(datagram));
      } catch (DecodeException e) {
        context.drop(datagram, CoreDrop.BAD_BFD, e.getMessage());
        return;
      }
      Running running = find(packet, new Key(ip.destination(), ip.source(), overHops));
      if (running == null) {
        context.drop(datagram, CoreDrop.NO_BFD_SESSION);
      } else if (ip.hopLimit() < running.machine.config().minimumHopLimit()) {
        context.drop(datagram, CoreDrop.TTL_SECURITY, "TTL " + ip.hopLimit());
      } else {
        context.consumed(datagram, "bfd");
        running.feed(new BfdInput.Received(packet));
      }
    }

    private @Nullable Running find(BfdPacket packet, Key key) {
      Running running =
          packet.yourDiscriminator() == 0
              ? byAddress.get(key)
              : byDiscriminator.get(packet.yourDiscriminator());
      return running == null || running.key.equals(key) ? running : null;
    }

    private static Bytes bytes(Packet datagram) {
      if (datagram.payload() instanceof Bytes bytes) {
        return bytes;
      }
      if (datagram.payload() instanceof BulkBytes bulk) {
        byte[] filled = new byte[bulk.lengthBytes()];
        bulk.copyTo(filled, 0);
        return Bytes.of(filled);
      }
      return Bytes.of(new byte[0]);
    }
  }

  /** A session with its timers, its socket and its users. */
  private final class Running {
    private final Key key;
    private final BfdSession machine;
    private final UdpSocket socket;
    private final FlowTag tag;
    private final Timer transmitTimer;
    private final Timer detectionTimer;
    private final List<Membership> members = new ArrayList<>();
    private long sincePs;
    private int sent;
    private boolean ended;

    Running(Key key, BfdConfig config, int discriminator) {
      this.key = key;
      this.machine = new BfdSession(config, discriminator);
      this.socket = transport.bindUdp(key.local(), ANY_PORT, (any, packet) -> {});
      this.tag = new FlowTag("bfd:" + context.name() + "-" + key.remote(), 0, false);
      this.transmitTimer = context.timer(() -> feed(new BfdInput.TransmitTimerExpires()));
      this.detectionTimer = context.timer(() -> feed(new BfdInput.DetectionTimerExpires()));
      this.sincePs = context.nowPs();
    }

    void begin() {
      tell();
      feed(new BfdInput.Start());
    }

    Subscription join(BfdListener listener) {
      Membership membership = new Membership(this, listener);
      members.add(membership);
      return membership;
    }

    void leave(Membership member) {
      if (members.remove(member) && members.isEmpty() && byAddress.get(key) == this) {
        // RFC 5880 6.8.16: the neighbor is told, so that it does not take it for a failure.
        feed(new BfdInput.Disable());
        remove(this);
      }
    }

    void end() {
      ended = true;
      transmitTimer.discard();
      detectionTimer.discard();
      socket.close();
      context.tableChanged("bfd", rowKey(), null);
    }

    void feed(BfdInput input) {
      List<BfdEffect> effects = new ArrayList<>(4);
      machine.on(context.nowPs(), input, effects::add);
      for (BfdEffect effect : effects) {
        // A user that was told may have let go of the session.
        if (!ended) {
          execute(effect);
        }
      }
    }

    private void execute(BfdEffect effect) {
      if (effect instanceof BfdEffect.Send send) {
        int port = key.multihop() ? BfdPacket.MULTI_HOP_PORT : BfdPacket.SINGLE_HOP_PORT;
        socket.send(key.remote(), port, send.packet().encode(), tag, sent++, TTL);
      } else if (effect instanceof BfdEffect.SetTransmitTimer set) {
        long jitterPs = random.nextLong(set.mostPs() - set.leastPs() + 1);
        transmitTimer.setAfter(set.leastPs() + jitterPs);
      } else if (effect instanceof BfdEffect.CancelTransmitTimer) {
        transmitTimer.cancel();
      } else if (effect instanceof BfdEffect.SetDetectionTimer set) {
        detectionTimer.setAfter(set.durationPs());
      } else if (effect instanceof BfdEffect.CancelDetectionTimer) {
        detectionTimer.cancel();
      } else if (effect instanceof BfdEffect.StateChanged change) {
        sincePs = context.nowPs();
        tell();
        boolean failed =
            change.from() == BfdState.UP
                && change.to() == BfdState.DOWN
                && machine.remoteState() != BfdState.ADMIN_DOWN;
        for (Membership member : new ArrayList<>(members)) {
          member.listener.stateChanged(change.from(), change.to(), failed);
        }
      } else if (effect instanceof BfdEffect.TimersChanged) {
        tell();
      } else {
        throw new AssertionError(effect);
      }
    }

    private void tell() {
      context.tableChanged("bfd", rowKey(), this::row);
    }

    private String rowKey() {
      return key.remote() + " " + key.local() + (key.multihop() ? " multihop" : "");
    }

    private Map<String, Object> row() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("neighbor", key.remote().toString());
      row.put("local", key.local().toString());
      row.put("hops", key.multihop() ? "multi" : "single");
      row.put("state", machine.state().text());
      row.put("since", SimTime.formatSeconds(sincePs));
      row.put("diagnostic", machine.diagnostic().text());
      row.put("remoteState", machine.remoteState().text());
      row.put("remoteDiagnostic", machine.remoteDiagnostic().text());
      row.put("transmitInterval", SimTime.format(machine.transmitIntervalPs()));
      row.put("detectionTime", SimTime.format(machine.detectionTimePs()));
      row.put("multiplier", (long) machine.config().multiplier());
      row.put("localDiscriminator", Integer.toUnsignedLong(machine.localDiscriminator()));
      row.put("remoteDiscriminator", Integer.toUnsignedLong(machine.remoteDiscriminator()));
      return row;
    }
  }

  private static final class Membership implements Subscription {
    private final Running running;
    private final BfdListener listener;

    Membership(Running running, BfdListener listener) {
      this.running = running;
      this.listener = listener;
    }

    @Override
    public BfdState state() {
      return running.machine.state();
    }

    @Override
    public void close() {
      running.leave(this);
    }
  }
}
