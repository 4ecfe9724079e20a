package io.sdnsim.core.host;

import io.sdnsim.core.device.IpNode;
import io.sdnsim.core.device.NodeProcess;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.Quoted;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.EchoHandler;
import io.sdnsim.core.transport.EchoSocket;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.core.transport.UdpHandler;
import io.sdnsim.core.transport.UdpSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the probers of a {@link ProbeConfig}, ping among them. */
public final class ProbeApp implements NodeProcess {
  private static final String NO_ANSWER = "no answer in time";

  private final IpNode node;
  private final NodeContext context;
  private final ProbeConfig config;
  private final FlowStats stats;
  private final TcpConfig tcp;
  private final List<Prober> probers = new ArrayList<>();

  /**
   * @param stats from {@link ProbeConfig#newStats}; the same object for every life of the prober
   * @param tcp the host's settings; the SYN of a probe is sent only once all the same
   */
  public ProbeApp(IpNode node, ProbeConfig config, FlowStats stats, TcpConfig tcp) {
    this.node = node;
    this.context = node.context();
    this.config = config;
    this.stats = stats;
    this.tcp = tcp.withSynRetries(0);
  }

  @Override
  public void start() {
    long firstPs = Math.max(context.nowPs(), config.startPs());
    for (int i = 0; i < config.probers(); i++) {
      Prober prober = new Prober(i);
      probers.add(prober);
      prober.schedule(firstPs + config.intervalPs() / config.probers() * i);
    }
  }

  @Override
  public void shutDown() {
    probers.forEach(Prober::close);
    probers.clear();
  }

  @Override
  public void crash() {
    probers.forEach(Prober::stop);
    probers.clear();
  }

  /** What a probe holds until it is decided: a connection or a port. */
  private interface Asker {
    void ask(int number);

    /** The probe's time is over, or the prober closes. */
    void release();
  }

  /** A probe that waits for its answer, and when its time is over. */
  private record Outstanding(Asker asker, long overPs) {}

  /** One prober with its own stream of probes. */
  private final class Prober {
    private final int index;
    private final FlowTag tag;
    private final Timer timer = context.timer(this::probe);
    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    private @Nullable Asker pinned;
    private int pinnedPort;
    private boolean stopped;

    Prober(int index) {
      this.index = index;
      this.tag = new FlowTag(config.flow(), index, false);
    }

    void schedule(long timePs) {
      int sent = stats.stream(index).nextNumber();
      boolean more = config.count() == 0 || sent < config.count();
      if (more && timePs < config.stopPs()) {
        timer.setAt(timePs);
      } else {
        stats.stream(index).stopped(timePs);
        if (!outstanding.isEmpty()) {
          timer.setAt(outstanding.getLast().overPs);
        }
      }
    }

    private void probe() {
      long nowPs = context.nowPs();
      releaseOverdue(nowPs);
      boolean more = config.count() == 0 || stats.stream(index).nextNumber() < config.count();
      if (stopped || !more || nowPs >= config.stopPs()) {
        return;
      }
      Asker asker = asker();
      int number = stats.packetSent(index, nowPs, payloadBytes());
      if (asker != pinned) {
        outstanding.add(new Outstanding(asker, nowPs + config.timeoutPs()));
      }
      asker.ask(number);
      schedule(nowPs + config.intervalPs());
    }

    private int payloadBytes() {
      return config.kind() == ProbeConfig.Kind.TCP_CONNECT ? 0 : config.payloadBytes();
    }

    private void releaseOverdue(long nowPs) {
      while (!outstanding.isEmpty() && outstanding.getFirst().overPs <= nowPs) {
        outstanding.removeFirst().asker.release();
      }
    }

    private Asker asker() {
      if (config.kind() == ProbeConfig.Kind.TCP_CONNECT) {
        return new ConnectAsker(this);
      }
      if (pinned != null) {
        return pinned;
      }
      Asker asker =
          config.kind() == ProbeConfig.Kind.UDP ? new UdpAsker(this) : new EchoAsker(this);
      if (config.sourcePorts() == ProbeConfig.SourcePorts.PINNED) {
        pinned = asker;
      }
      return asker;
    }

    void answered(int number, int bytes) {
      if (!stopped) {
        stats.packetReceived(index, number, context.nowPs(), bytes);
      }
    }

    void failed(int number, String why) {
      if (!stopped) {
        stats.stream(index).failed(number, context.nowPs());
        stats.error(why);
      }
    }

    void failed(int number, Packet error) {
      if (!stopped) {
        stats.stream(index).failed(number, context.nowPs());
        stats.icmpError(error);
      }
    }

    void stop() {
      stopped = true;
      timer.cancel();
      stats.stream(index).stopped(context.nowPs());
    }

    void close() {
      stop();
      outstanding.forEach(waiting -> waiting.asker.release());
      outstanding.clear();
      if (pinned != null) {
        pinned.release();
      }
    }
  }

  /** One TCP connection that is reset as soon as it stands. */
  private final class ConnectAsker implements Asker, TcpHandler {
    private final Prober prober;
    private int number;
    private @Nullable TcpSocket socket;
    private boolean decided;

    ConnectAsker(Prober prober) {
      this.prober = prober;
    }

    @Override
    public void ask(int newNumber) {
      number = newNumber;
      boolean pinnedPort = config.sourcePorts() == ProbeConfig.SourcePorts.PINNED;
      Endpoint target = config.target();
      TcpSocket opened =
          node.transport()
              .connect(
                  tcp,
                  null,
                  pinnedPort ? prober.pinnedPort : 0,
                  target.address(),
                  target.port(),
                  prober.tag,
                  this);
      if (pinnedPort) {
        prober.pinnedPort = opened.localPort();
      }
      if (!decided) {
        socket = opened;
      }
    }

    @Override
    public void connected(TcpSocket connected) {
      if (!decided) {
        decided = true;
        prober.answered(number, 0);
      }
      socket = null;
      connected.abort();
    }

    @Override
    public void received(TcpSocket from, Payload data) {}

    @Override
    public void closed(TcpSocket closed, CloseReason reason) {
      socket = null;
      if (!decided) {
        decided = true;
        prober.failed(number, reason.name());
      }
    }

    @Override
    public void release() {
      TcpSocket held = socket;
      socket = null;
      if (!decided) {
        decided = true;
        prober.failed(number, NO_ANSWER);
      }
      if (held != null) {
        held.abort();
      }
    }
  }

  /** A UDP port from which one probe (rotating) or all of a prober's (pinned) are sent. */
  private final class UdpAsker implements Asker, UdpHandler {
    private final Prober prober;
    private final UdpSocket socket;

    UdpAsker(Prober prober) {
      this.prober = prober;
      this.socket = node.transport().bindUdp(null, 0, this);
    }

    @Override
    public void ask(int number) {
      int length = config.payloadBytes();
      BulkBytes payload =
          new BulkBytes(HttpText.streamOf(prober.tag), (long) number * length, length);
      Endpoint target = config.target();
      socket.send(target.address(), target.port(), payload, prober.tag, number, config.hopLimit());
    }

    @Override
    public void received(UdpSocket at, Packet datagram) {
      prober.answered(datagram.tag().number(), datagram.payload().lengthBytes());
    }

    @Override
    public void failed(UdpSocket at, Packet error) {
      if (error.payload() instanceof Quoted quoted) {
        prober.failed(quoted.original().tag().number(), error);
      }
    }

    @Override
    public void release() {
      socket.close();
    }
  }

  /** An echo identifier from which one probe (rotating) or all of a prober's (pinned) are sent. */
  private final class EchoAsker implements Asker, EchoHandler {
    private final Prober prober;
    private final EchoSocket socket;

    EchoAsker(Prober prober) {
      this.prober = prober;
      this.socket = node.transport().openEcho(this);
    }

    @Override
    public void ask(int number) {
      socket.sendRequest(
          config.target().address(),
          number & 0xFFFF,
          config.payloadBytes(),
          prober.tag,
          config.hopLimit(),
          config.dontFragment());
    }

    /** The number of the probe that a 16-bit sequence number stands for: the latest that fits. */
    private int numberOf(int sequence) {
      int last = stats.stream(prober.index).nextNumber() - 1;
      return last - (last - sequence & 0xFFFF);
    }

    @Override
    public void replied(EchoSocket at, Packet reply) {
      if (reply.transport() instanceof IcmpHeader icmp) {
        prober.answered(numberOf(icmp.echoSequence()), reply.payload().lengthBytes());
      }
    }

    @Override
    public void failed(EchoSocket at, Packet error) {
      if (error.payload() instanceof Quoted quoted
          && quoted.original().transport() instanceof IcmpHeader icmp) {
        prober.failed(numberOf(icmp.echoSequence()), error);
      }
    }

    @Override
    public void release() {
      socket.close();
    }
  }
}
