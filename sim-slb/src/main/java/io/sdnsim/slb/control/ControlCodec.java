package io.sdnsim.slb.control;

import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.FastpathState;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.Talker;
import io.sdnsim.slb.goal.VipState;

/**
 * Encodes control messages: a length of 4 bytes (of what follows), a type of 1 byte, fields in
 * network byte order. Text has a length of 2 bytes, an address one of 1 byte, a list a count of 4
 * bytes. An encoding of our own; see {@link ControlMessage}.
 */
public final class ControlCodec {
  /** The longest message that is read; a peer that announces more is disconnected. */
  public static final int MAX_MESSAGE_BYTES = 1 << 26;

  static final int LENGTH_BYTES = 4;

  private static final int HELLO = 1;
  private static final int MUX_GOAL = 2;
  private static final int NETWORK_GOAL = 3;
  private static final int AGENT_GOAL = 4;
  private static final int ACKNOWLEDGE = 5;
  private static final int HEALTH_REPORT = 6;
  private static final int MUX_LEASES = 7;
  private static final int SNAT_REQUEST = 8;
  private static final int SNAT_ANSWER = 9;
  private static final int SNAT_RELEASE = 10;
  private static final int SNAT_REVOKE = 11;
  private static final int OVERLOADED = 12;

  private ControlCodec() {}

  /** The message with its length in front. */
  public static byte[] encode(ControlMessage message) {
    ControlWriter body = new ControlWriter();
    writeBody(body, message);
    byte[] bytes = body.toByteArray();
    byte[] framed = new byte[LENGTH_BYTES + bytes.length];
    for (int i = 0; i < LENGTH_BYTES; i++) {
      framed[i] = (byte) (bytes.length >>> (8 * (LENGTH_BYTES - 1 - i)));
    }
    System.arraycopy(bytes, 0, framed, LENGTH_BYTES, bytes.length);
    return framed;
  }

  private static void writeBody(ControlWriter out, ControlMessage message) {
    if (message instanceof ControlMessage.Hello hello) {
      out.unsigned(HELLO, 1);
      out.text(hello.host());
      LeaseCodec.write(out, hello.leases());
    } else if (message instanceof ControlMessage.MuxGoal goal) {
      out.unsigned(MUX_GOAL, 1);
      out.unsigned(goal.version(), 8);
      out.list(goal.state().vips(), vip -> write(out, vip));
      out.list(goal.state().publicIps(), each -> write(out, each));
      out.list(goal.state().fastpath().subnets(), subnet -> NetworkPolicyCodec.write(out, subnet));
      out.list(goal.state().fastpath().muxes(), out::address);
    } else if (message instanceof ControlMessage.NetworkGoal goal) {
      out.unsigned(NETWORK_GOAL, 1);
      out.unsigned(goal.version(), 8);
      NetworkPolicyCodec.write(out, goal.policy());
    } else if (message instanceof ControlMessage.AgentGoal goal) {
      out.unsigned(AGENT_GOAL, 1);
      out.unsigned(goal.version(), 8);
      AgentCodec.write(out, goal.state());
    } else if (message instanceof ControlMessage.HealthReport report) {
      out.unsigned(HEALTH_REPORT, 1);
      AgentCodec.write(out, report);
    } else if (message instanceof ControlMessage.MuxLeases leases) {
      out.unsigned(MUX_LEASES, 1);
      out.unsigned(leases.version(), 8);
      out.list(leases.changes(), change -> LeaseCodec.write(out, change));
    } else if (message instanceof ControlMessage.SnatRequest request) {
      out.unsigned(SNAT_REQUEST, 1);
      out.text(request.vm());
    } else if (message instanceof ControlMessage.SnatAnswer answer) {
      out.unsigned(SNAT_ANSWER, 1);
      LeaseCodec.write(out, answer);
    } else if (message instanceof ControlMessage.SnatRelease release) {
      out.unsigned(SNAT_RELEASE, 1);
      LeaseCodec.write(out, release.leases());
    } else if (message instanceof ControlMessage.SnatRevoke revoke) {
      out.unsigned(SNAT_REVOKE, 1);
      LeaseCodec.write(out, revoke.leases());
    } else if (message instanceof ControlMessage.Overloaded report) {
      out.unsigned(OVERLOADED, 1);
      out.unsigned(report.dropped(), 8);
      out.list(report.talkers(), talker -> write(out, talker));
    } else if (message instanceof ControlMessage.Acknowledge acknowledge) {
      out.unsigned(ACKNOWLEDGE, 1);
      out.unsigned(acknowledge.version(), 8);
    } else {
      throw new IllegalStateException("unknown message " + message);
    }
  }

  /**
   * Decodes a message without its length.
   *
   * @throws ControlDecodeException when the bytes are no message
   */
  public static ControlMessage decode(byte[] body) throws ControlDecodeException {
    ControlReader in = new ControlReader(body);
    ControlMessage message = readBody(in);
    in.end();
    return message;
  }

  private static ControlMessage readBody(ControlReader in) throws ControlDecodeException {
    int type = in.octet();
    return switch (type) {
      case HELLO -> new ControlMessage.Hello(in.text(), LeaseCodec.leases(in));
      case MUX_GOAL -> new ControlMessage.MuxGoal(in.unsigned(8), muxState(in));
      case NETWORK_GOAL ->
          new ControlMessage.NetworkGoal(in.unsigned(8), NetworkPolicyCodec.read(in));
      case AGENT_GOAL -> new ControlMessage.AgentGoal(in.unsigned(8), AgentCodec.state(in));
      case MUX_LEASES ->
          new ControlMessage.MuxLeases(in.unsigned(8), in.list(() -> LeaseCodec.change(in)));
      case SNAT_REQUEST -> new ControlMessage.SnatRequest(in.text());
      case SNAT_ANSWER -> LeaseCodec.answer(in);
      case SNAT_RELEASE -> new ControlMessage.SnatRelease(LeaseCodec.leases(in));
      case SNAT_REVOKE -> new ControlMessage.SnatRevoke(LeaseCodec.leases(in));
      case HEALTH_REPORT -> AgentCodec.healthReport(in);
      case OVERLOADED -> new ControlMessage.Overloaded(in.unsigned(8), in.list(() -> talker(in)));
      case ACKNOWLEDGE -> new ControlMessage.Acknowledge(in.unsigned(8));
      default -> throw in.problem("unknown message type " + type);
    };
  }

  private static void write(ControlWriter out, Talker talker) {
    out.text(talker.vip());
    out.unsigned(talker.packets(), 8);
  }

  private static Talker talker(ControlReader in) throws ControlDecodeException {
    return new Talker(in.text(), in.unsigned(8));
  }

  private static void write(ControlWriter out, VipState vip) {
    out.text(vip.name());
    out.address(vip.address());
    out.unsigned(vip.icmpReply() ? 1 : 0, 1);
    out.unsigned(vip.outboundOnly() ? 1 : 0, 1);
    out.unsigned(vip.vni(), 3);
    out.list(
        vip.rules(),
        rule -> {
          out.unsigned(rule.protocol(), 1);
          out.unsigned(rule.port(), 2);
          out.list(rule.pool(), member -> write(out, member));
          write(out, rule.settings());
        });
    out.list(
        vip.snatRanges(),
        range -> {
          out.unsigned(range.firstPort(), 2);
          out.unsigned(range.count(), 2);
          write(out, range.backend());
        });
  }

  private static void write(ControlWriter out, MuxState.PublicIpState publicIp) {
    out.address(publicIp.address());
    write(out, publicIp.backend());
  }

  private static MuxState muxState(ControlReader in) throws ControlDecodeException {
    return new MuxState(
        in.list(() -> vip(in)),
        in.list(() -> new MuxState.PublicIpState(in.address(), backend(in))),
        new FastpathState(in.list(() -> NetworkPolicyCodec.prefix(in)), in.list(in::address)));
  }

  private static VipState vip(ControlReader in) throws ControlDecodeException {
    return new VipState(
        in.text(),
        in.address(),
        in.flag(),
        in.flag(),
        (int) in.unsigned(3),
        in.list(() -> rule(in)),
        in.list(() -> range(in)));
  }

  private static VipState.RuleState rule(ControlReader in) throws ControlDecodeException {
    return new VipState.RuleState(
        in.octet(), in.unsignedShort(), in.list(() -> poolMember(in)), ruleSettings(in));
  }

  private static void write(ControlWriter out, VipState.PoolMember member) {
    write(out, member.backend());
    out.unsigned(member.draining() ? 1 : 0, 1);
  }

  private static VipState.PoolMember poolMember(ControlReader in) throws ControlDecodeException {
    return new VipState.PoolMember(backend(in), in.flag());
  }

  private static void write(ControlWriter out, RuleSettings settings) {
    out.unsigned(settings.selection().ordinal(), 1);
    out.unsigned(settings.maglevEntries(), 4);
    out.unsigned(settings.distribution().ordinal(), 1);
    out.unsigned(settings.idleTimeoutPs(), 8);
    out.unsigned(settings.tcpReset() ? 1 : 0, 1);
  }

  private static RuleSettings ruleSettings(ControlReader in) throws ControlDecodeException {
    SelectionMethod selection = in.constant(SelectionMethod.values());
    long maglevEntries = in.unsigned(4);
    Distribution distribution = in.constant(Distribution.values());
    long idleTimeoutPs = in.unsigned(8);
    boolean tcpReset = in.flag();
    return in.checked(
        () ->
            new RuleSettings(
                selection,
                (int) Math.min(maglevEntries, Integer.MAX_VALUE),
                distribution,
                idleTimeoutPs,
                tcpReset));
  }

  private static VipState.SnatState range(ControlReader in) throws ControlDecodeException {
    int firstPort = in.unsignedShort();
    int count = in.unsignedShort();
    Backend backend = backend(in);
    return in.checked(() -> new VipState.SnatState(firstPort, count, backend));
  }

  static void write(ControlWriter out, Backend backend) {
    out.text(backend.vm());
    out.address(backend.dip());
    out.unsigned(backend.port(), 2);
    out.address(backend.providerAddress());
    out.unsigned(backend.vni(), 3);
    out.mac(backend.mac());
    NetworkPolicyCodec.write(out, backend.encapsulation());
  }

  static Backend backend(ControlReader in) throws ControlDecodeException {
    return new Backend(
        in.text(),
        in.address(),
        in.unsignedShort(),
        in.address(),
        (int) in.unsigned(3),
        in.mac(),
        NetworkPolicyCodec.encapsulation(in));
  }
}
