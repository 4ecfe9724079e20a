package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.AgentState;
import io.sdnsim.slb.goal.HealthProbe;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.ProbeTarget;
import io.sdnsim.vxlan.vswitch.DnatRule;
import io.sdnsim.vxlan.vswitch.NatPolicy;
import io.sdnsim.vxlan.vswitch.OutboundMode;
import io.sdnsim.vxlan.vswitch.PublicAddress;
import io.sdnsim.vxlan.vswitch.SnatPool;
import io.sdnsim.vxlan.vswitch.SnatRange;

/** Encodes what the SLB manager and host agents tell each other; see {@link ControlCodec}. */
final class AgentCodec {
  private AgentCodec() {}

  static void write(ControlWriter out, AgentState state) {
    write(out, state.nat());
    out.list(
        state.probes(),
        target -> {
          out.text(target.port());
          out.text(target.vm());
          out.address(target.dip());
          write(out, target.probe());
        });
    out.unsigned(state.keepsMuxes() ? 1 : 0, 1);
  }

  static AgentState state(ControlReader in) throws ControlDecodeException {
    return new AgentState(natPolicy(in), in.list(() -> probeTarget(in)), in.flag());
  }

  private static ProbeTarget probeTarget(ControlReader in) throws ControlDecodeException {
    return new ProbeTarget(in.text(), in.text(), in.address(), probe(in));
  }

  /** An empty path means none. */
  private static void write(ControlWriter out, HealthProbe probe) {
    out.unsigned(probe.port(), 2);
    out.text(probe.path() == null ? "" : probe.path());
    out.unsigned(probe.intervalPs(), 8);
    out.unsigned(probe.count(), 4);
  }

  private static HealthProbe probe(ControlReader in) throws ControlDecodeException {
    int port = in.unsignedShort();
    String path = in.text();
    long intervalPs = in.unsigned(8);
    int count = (int) in.unsigned(4);
    return in.checked(() -> new HealthProbe(port, path.isEmpty() ? null : path, intervalPs, count));
  }

  static void write(ControlWriter out, ControlMessage.HealthReport report) {
    out.list(
        report.results(),
        result -> {
          out.text(result.vm());
          out.address(result.dip());
          write(out, result.probe());
          out.unsigned(result.up() ? 1 : 0, 1);
        });
  }

  static ControlMessage.HealthReport healthReport(ControlReader in) throws ControlDecodeException {
    return new ControlMessage.HealthReport(
        in.list(() -> new ProbeResult(in.text(), in.address(), probe(in), in.flag())));
  }

  private static void write(ControlWriter out, NatPolicy policy) {
    out.list(
        policy.dnatRules(),
        rule -> {
          out.text(rule.port());
          out.text(rule.vipName());
          out.address(rule.vip());
          out.unsigned(rule.protocol(), 1);
          out.unsigned(rule.vipPort(), 2);
          out.address(rule.dip());
          out.unsigned(rule.dipPort(), 2);
          out.unsigned(rule.idleTimeoutPs(), 8);
          out.unsigned(rule.internal() ? 1 : 0, 1);
        });
    out.list(
        policy.snatRanges(),
        range -> {
          out.text(range.port());
          out.text(range.vipName());
          out.address(range.vip());
          out.address(range.dip());
          out.unsigned(range.firstPort(), 2);
          out.unsigned(range.count(), 2);
          out.unsigned(range.outbound() == OutboundMode.DIRECT ? 1 : 0, 1);
        });
    out.list(
        policy.pools(),
        pool -> {
          out.text(pool.port());
          out.text(pool.vm());
          out.text(pool.vipName());
          out.address(pool.vip());
          out.address(pool.dip());
          out.unsigned(pool.outbound() == OutboundMode.DIRECT ? 1 : 0, 1);
          out.unsigned(pool.queuePackets(), 4);
          out.unsigned(pool.idlePs(), 8);
        });
    out.list(policy.muxes(), out::address);
    out.list(
        policy.publicAddresses(),
        each -> {
          out.text(each.port());
          out.text(each.vm());
          out.address(each.address());
          out.address(each.dip());
          out.unsigned(each.outbound() == OutboundMode.DIRECT ? 1 : 0, 1);
        });
    out.list(policy.redirectors(), out::address);
  }

  private static SnatPool pool(ControlReader in) throws ControlDecodeException {
    String port = in.text();
    String vm = in.text();
    String vipName = in.text();
    IpAddress vip = in.address();
    IpAddress dip = in.address();
    OutboundMode outbound = in.flag() ? OutboundMode.DIRECT : OutboundMode.VIA_MUX;
    int queuePackets = (int) in.unsigned(4);
    long idlePs = in.unsigned(8);
    return in.checked(
        () -> new SnatPool(port, vm, vipName, vip, dip, outbound, queuePackets, idlePs));
  }

  private static NatPolicy natPolicy(ControlReader in) throws ControlDecodeException {
    return new NatPolicy(
        in.list(() -> dnatRule(in)),
        in.list(() -> snatRange(in)),
        in.list(() -> pool(in)),
        in.list(in::address),
        in.list(() -> publicAddress(in)),
        in.list(in::address));
  }

  private static PublicAddress publicAddress(ControlReader in) throws ControlDecodeException {
    String port = in.text();
    String vm = in.text();
    IpAddress address = in.address();
    IpAddress dip = in.address();
    OutboundMode outbound = in.flag() ? OutboundMode.DIRECT : OutboundMode.VIA_MUX;
    return in.checked(() -> new PublicAddress(port, vm, address, dip, outbound));
  }

  private static DnatRule dnatRule(ControlReader in) throws ControlDecodeException {
    String port = in.text();
    String vipName = in.text();
    IpAddress vip = in.address();
    int protocol = in.octet();
    int vipPort = in.unsignedShort();
    IpAddress dip = in.address();
    int dipPort = in.unsignedShort();
    long idleTimeoutPs = in.unsigned(8);
    boolean internal = in.flag();
    return in.checked(
        () ->
            new DnatRule(
                port, vipName, vip, protocol, vipPort, dip, dipPort, idleTimeoutPs, internal));
  }

  private static SnatRange snatRange(ControlReader in) throws ControlDecodeException {
    String port = in.text();
    String vipName = in.text();
    IpAddress vip = in.address();
    IpAddress dip = in.address();
    int firstPort = in.unsignedShort();
    int count = in.unsignedShort();
    OutboundMode outbound = in.flag() ? OutboundMode.DIRECT : OutboundMode.VIA_MUX;
    return in.checked(() -> new SnatRange(port, vipName, vip, dip, firstPort, count, outbound));
  }
}
