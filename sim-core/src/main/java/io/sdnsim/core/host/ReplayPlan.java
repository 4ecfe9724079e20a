package io.sdnsim.core.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TransportHeader;
import io.sdnsim.core.packet.UdpHeader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a capture is replayed: the TCP, UDP and ICMP echo packets between two endpoints, in the
 * order of the capture. Everything else is skipped and counted by reason.
 */
public final class ReplayPlan {
  private static final int MAX_FRAMES = 1_000_000;

  /**
   * A TCP or UDP 5-tuple, from one SYN to the next on the same ports, or one ICMP echo request and
   * its reply.
   *
   * @param protocol see {@link IpProtocol}
   * @param clientPort or the identifier of an echo
   * @param serverPort or the sequence number of an echo
   */
  public record Conversation(int number, int protocol, int clientPort, int serverPort) {
    /** {@code tcp 57040 > 443}, {@code icmp id 27725 seq 1}. */
    @Override
    public String toString() {
      return isEcho(protocol)
          ? IpProtocol.name(protocol) + " id " + clientPort + " seq " + serverPort
          : IpProtocol.name(protocol) + " " + clientPort + " > " + serverPort;
    }
  }

  private final ReplayConfig config;
  private final IpAddress client;
  private final IpAddress server;
  private final List<ReplayFrame> frames;
  private final List<Conversation> conversations;
  private final SortedMap<String, Integer> skipped;
  private final int capturedFrames;
  private final int replayedFrames;

  private ReplayPlan(Builder builder) {
    this.config = builder.config;
    this.client = builder.client;
    this.server = builder.server;
    this.frames = Collections.unmodifiableList(builder.frames);
    this.conversations = Collections.unmodifiableList(builder.conversations);
    this.skipped = Collections.unmodifiableSortedMap(builder.skipped);
    this.capturedFrames = builder.capturedFrames;
    this.replayedFrames = builder.replayedFrames;
  }

  /**
   * Plans the replay of a capture.
   *
   * @param capture frames in the order of the file; time stamps that go back are read as equal
   * @param undecoded frames of the file that could not be decoded, by reason; counted as skipped
   * @throws IllegalArgumentException when there is nothing to replay or too much
   */
  public static ReplayPlan of(
      ReplayConfig config, List<CapturedDatagram> capture, Map<String, Integer> undecoded) {
    Builder builder = new Builder(config, capture, undecoded);
    builder.build();
    return new ReplayPlan(builder);
  }

  public ReplayConfig config() {
    return config;
  }

  /** The client's address in the capture. */
  public IpAddress capturedClient() {
    return client;
  }

  /** The server's address in the capture. */
  public IpAddress capturedServer() {
    return server;
  }

  public List<Conversation> conversations() {
    return conversations;
  }

  /** Frames of the capture, decoded or not. */
  public int capturedFrames() {
    return capturedFrames;
  }

  /** Frames of the capture that are replayed. */
  public int replayedFrames() {
    return replayedFrames;
  }

  /** Packets to send: more than {@link #replayedFrames} when segments were cut. */
  public int packets() {
    return frames.size();
  }

  /** Frames of the capture that are not replayed, by reason. */
  public SortedMap<String, Integer> skipped() {
    return skipped;
  }

  List<ReplayFrame> frames() {
    return frames;
  }

  static boolean isEcho(int protocol) {
    return protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
  }

  /** The conversation's port as the client sends to it. */
  int targetPort(Conversation conversation) {
    return config.targetPort() == 0 ? conversation.serverPort() : config.targetPort();
  }

  private record Pair(IpAddress first, IpAddress second) {
    static Pair of(IpHeader ip) {
      return ip.source().compareTo(ip.destination()) <= 0
          ? new Pair(ip.source(), ip.destination())
          : new Pair(ip.destination(), ip.source());
    }
  }

  private record ConversationKey(int protocol, int clientPort, int serverPort) {}

  private static final class Builder {
    private final ReplayConfig config;
    private final List<CapturedDatagram> capture;
    private IpAddress client;
    private IpAddress server;
    private final List<ReplayFrame> frames = new ArrayList<>();
    private final List<Conversation> conversations = new ArrayList<>();
    private final SortedMap<String, Integer> skipped = new TreeMap<>();
    private final Map<ConversationKey, Conversation> current = new LinkedHashMap<>();
    private final TreeMap<Integer, Integer> initialSequences = new TreeMap<>();
    private final TreeMap<Long, Integer> mss = new TreeMap<>();
    private final TreeMap<Long, Integer> ordinals = new TreeMap<>();
    private int capturedFrames;
    private int replayedFrames;
    private long firstPs;
    private long lastPs;

    Builder(ReplayConfig config, List<CapturedDatagram> capture, Map<String, Integer> undecoded) {
      this.config = config;
      this.capture = capture;
      undecoded.forEach((reason, count) -> skipped.merge(reason, count, Integer::sum));
      capturedFrames =
          capture.size() + undecoded.values().stream().mapToInt(Integer::intValue).sum();
      Pair pair = pair();
      this.client = config.capturedClient() != null ? config.capturedClient() : initiator(pair);
      this.server = config.capturedServer() != null ? config.capturedServer() : other(pair);
    }

    /** The two given endpoints, or those between which most packets go. */
    private Pair pair() {
      Map<Pair, Integer> counts = new LinkedHashMap<>();
      for (CapturedDatagram each : capture) {
        IpHeader ip = each.datagram().ip();
        if (ip != null && whyNot(each.datagram()) == null && isWanted(ip)) {
          counts.merge(Pair.of(ip), 1, Integer::sum);
        }
      }
      Pair most = null;
      int mostCount = 0;
      for (Map.Entry<Pair, Integer> entry : counts.entrySet()) {
        if (entry.getValue() > mostCount) {
          most = entry.getKey();
          mostCount = entry.getValue();
        }
      }
      if (most == null) {
        throw new IllegalArgumentException(
            config.flow()
                + ": the capture has no TCP, UDP or ICMP echo packet"
                + (config.capturedClient() == null ? "" : " between the given endpoints"));
      }
      return most;
    }

    private boolean isWanted(IpHeader ip) {
      return has(ip, config.capturedClient()) && has(ip, config.capturedServer());
    }

    private static boolean has(IpHeader ip, @Nullable IpAddress address) {
      return address == null || ip.source().equals(address) || ip.destination().equals(address);
    }

    /** Who sent the first SYN, or else the first packet. */
    private IpAddress initiator(Pair pair) {
      IpAddress first = null;
      for (CapturedDatagram each : capture) {
        IpHeader ip = each.datagram().ip();
        if (ip == null || whyNot(each.datagram()) != null || !Pair.of(ip).equals(pair)) {
          continue;
        }
        if (isSyn(each.datagram())) {
          return ip.source();
        }
        first = first == null ? ip.source() : first;
      }
      return first == null ? pair.first : first;
    }

    private IpAddress other(Pair pair) {
      return client.equals(pair.first) ? pair.second : pair.first;
    }

    private static boolean isSyn(Packet packet) {
      return packet.transport() instanceof TcpHeader tcp
          && tcp.has(TcpHeader.SYN)
          && !tcp.has(TcpHeader.ACK);
    }

    /** Why a packet can't be replayed, or null. */
    private static @Nullable String whyNot(Packet packet) {
      IpHeader ip = packet.ip();
      if (ip == null) {
        return "not IP";
      }
      if (ip.isFragment()) {
        return "fragment";
      }
      if (ip.destination().isMulticast() || ip.destination().isLimitedBroadcast()) {
        return "multicast or broadcast";
      }
      TransportHeader transport = packet.transport();
      if (transport instanceof IcmpHeader icmp) {
        return icmp.isEcho() ? null : IpProtocol.name(ip.protocol()) + " other than echo";
      }
      boolean known = transport instanceof TcpHeader || transport instanceof UdpHeader;
      return known ? null : "protocol " + IpProtocol.name(ip.protocol());
    }

    void build() {
      if (client.equals(server)) {
        throw new IllegalArgumentException(
            config.flow() + ": client and server are both " + client);
      }
      for (CapturedDatagram each : capture) {
        Packet packet = each.datagram();
        String reason = whyNot(packet);
        IpHeader ip = packet.ip();
        if (reason == null && ip != null && !isBetweenEndpoints(ip)) {
          reason = "other endpoints";
        }
        if (reason != null || ip == null) {
          skipped.merge(String.valueOf(reason), 1, Integer::sum);
        } else {
          add(each.timePs(), packet.withEthernet(null), ip.source().equals(client));
        }
      }
    }

    private boolean isBetweenEndpoints(IpHeader ip) {
      return (ip.source().equals(client) && ip.destination().equals(server))
          || (ip.source().equals(server) && ip.destination().equals(client));
    }

    private void add(long timePs, Packet packet, boolean fromClient) {
      if (replayedFrames++ == 0) {
        firstPs = timePs;
        lastPs = timePs;
      }
      lastPs = Math.max(lastPs, timePs);
      Conversation conversation = conversation(packet, fromClient);
      for (Packet piece : cut(packet, conversation.number(), fromClient)) {
        if (frames.size() == MAX_FRAMES) {
          throw new IllegalArgumentException(
              config.flow() + ": the capture has more than " + MAX_FRAMES + " packets to replay");
        }
        int ordinal = ordinals.merge(key(conversation.number(), fromClient), 1, Integer::sum) - 1;
        frames.add(
            new ReplayFrame(
                frames.size(),
                fromClient,
                conversation.number(),
                ordinal,
                lastPs - firstPs,
                piece));
      }
    }

    private static long key(int conversation, boolean fromClient) {
      return (long) conversation << 1 | (fromClient ? 1 : 0);
    }

    private Conversation conversation(Packet packet, boolean fromClient) {
      ConversationKey key = key(packet, fromClient);
      Conversation known = current.get(key);
      if (known != null && !isAnotherSyn(packet, known)) {
        return known;
      }
      Conversation added =
          new Conversation(conversations.size(), key.protocol, key.clientPort, key.serverPort);
      conversations.add(added);
      current.put(key, added);
      if (isSyn(packet) && packet.transport() instanceof TcpHeader tcp) {
        initialSequences.put(added.number(), tcp.sequence());
      }
      return added;
    }

    private static ConversationKey key(Packet packet, boolean fromClient) {
      IpHeader ip = packet.ip();
      TransportHeader transport = packet.transport();
      if (ip == null || transport == null) {
        throw new IllegalStateException("not to be replayed: " + packet);
      }
      if (transport instanceof IcmpHeader icmp) {
        return new ConversationKey(ip.protocol(), icmp.echoIdentifier(), icmp.echoSequence());
      }
      return fromClient
          ? new ConversationKey(ip.protocol(), transport.sourcePort(), transport.destinationPort())
          : new ConversationKey(ip.protocol(), transport.destinationPort(), transport.sourcePort());
    }

    /** A SYN with another sequence number begins another connection on the same ports. */
    private boolean isAnotherSyn(Packet packet, Conversation known) {
      if (!isSyn(packet) || !(packet.transport() instanceof TcpHeader tcp)) {
        return false;
      }
      Integer first = initialSequences.get(known.number());
      return first == null || first != tcp.sequence();
    }

    /**
     * Cuts a segment that the captured host left to its network card to cut (TSO), into what the
     * receiver's MSS and the setting allow: else it would exceed the MTU of the path.
     */
    private List<Packet> cut(Packet packet, int conversation, boolean fromClient) {
      if (!(packet.transport() instanceof TcpHeader tcp)) {
        return List.of(packet);
      }
      if (tcp.has(TcpHeader.SYN) && tcp.options().maximumSegmentSize() > 0) {
        mss.put(key(conversation, fromClient), tcp.options().maximumSegmentSize());
      }
      int limit = payloadLimit(packet, tcp, mss.get(key(conversation, !fromClient)));
      int length = packet.payload().lengthBytes();
      if (length <= limit) {
        return List.of(packet);
      }
      List<Packet> pieces = new ArrayList<>();
      for (int from = 0; from < length; from += limit) {
        int to = Math.min(length, from + limit);
        pieces.add(SegmentCutter.piece(packet, tcp, pieces.size(), from, to));
      }
      return pieces;
    }

    private int payloadLimit(Packet packet, TcpHeader tcp, @Nullable Integer receiverMss) {
      int limit = Integer.MAX_VALUE;
      if (receiverMss != null) {
        // RFC 9293 3.7.1: the MSS counts payload only; options are to be taken off (RFC 6691).
        limit = receiverMss - tcp.options().lengthBytes();
      }
      if (config.maxDatagramBytes() != 0) {
        int headers = packet.networkLengthBytes() - packet.payload().lengthBytes();
        limit = Math.min(limit, config.maxDatagramBytes() - headers);
      }
      return Math.max(1, limit);
    }
  }
}
