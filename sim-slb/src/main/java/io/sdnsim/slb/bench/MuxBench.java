package io.sdnsim.slb.bench;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.DecodeException;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VipState.PoolMember;
import io.sdnsim.slb.goal.VipState.RuleState;
import io.sdnsim.slb.goal.VipState.SnatState;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures one Mux: packets from the bytes on the wire to the line again, the memory of its flows
 * and of its state; and with {@link PathBench} the whole way to a VM.
 */
public final class MuxBench {
  private static final IpAddress FIRST_VIP = IpAddress.parse("20.0.0.0");
  private static final IpAddress FIRST_CLIENT = IpAddress.parse("30.0.0.0");
  private static final IpAddress FIRST_DIP = IpAddress.parse("10.1.0.0");
  private static final IpAddress FIRST_HOST = IpAddress.parse("10.2.0.0");
  private static final int BACKENDS = 16;
  private static final int PORT = 443;
  private static final int PAYLOAD_BYTES = 100;
  private static final int BATCH = 500;

  /**
   * Flows are asked for in steps of this prime: neighbors in time are not neighbors in memory. It
   * is above the number of flows, so that the steps come to each.
   */
  private static final int STRIDE = 7_368_787;

  private static final int STATE_VIPS = 2_000;
  private static final int STATE_RULES_PER_VIP = 10;
  private static final int STATE_RANGES_PER_VIP = 100;
  private static final int RANGE_PORTS = 8;

  /** Where the source address and the flags stand in the bytes of a frame. */
  private static final int SOURCE_OFFSET = 14 + 12;

  private static final int FLAGS_OFFSET = 14 + 20 + 13;

  private final MuxRig rig = new MuxRig();
  private final byte[] frame;
  private long sent;

  private MuxBench() {
    rig.program(new MuxState(List.of(vip(0, 1, BACKENDS, 0))));
    frame = FrameCodec.encode(template());
  }

  /**
   * Runs the benchmark.
   *
   * @param flows that the Mux remembers, 1 to 1,000,000
   * @param active of these flows, 1 to {@code flows}, whose packets come in turn; measured beside
   *     all of them
   * @param packets through the Mux, measured
   * @param pathFlows on the way from clients to VMs
   */
  public static MuxBenchResult run(int flows, int active, long packets, int pathFlows) {
    long stateBytes = measureState();
    MuxBench bench = new MuxBench();
    long before = usedHeapBytes();
    bench.begin(flows);
    long flowBytes = usedHeapBytes() - before;
    List<MuxBenchResult.Rate> rates = new ArrayList<>();
    if (active < flows) {
      rates.add(bench.measure(flows, active, packets));
    }
    rates.add(bench.measure(flows, flows, packets));
    bench.check();
    PathBench path = PathBench.measure(pathFlows);
    return new MuxBenchResult(
        flows,
        rates,
        flowBytes,
        STATE_VIPS * STATE_RULES_PER_VIP,
        STATE_VIPS * STATE_RANGES_PER_VIP * RANGE_PORTS,
        stateBytes,
        path.sent(),
        path.received(),
        path.received() * PathBench.HOPS,
        path.wallSeconds(),
        path.cpuSeconds());
  }

  // Packets --------------------------------------------------------------------------------------

  private Packet template() {
    return Packet.of(
        EthernetHeader.of(rig.muxMac(), rig.torMac(), EthernetHeader.TYPE_IPV4),
        Ipv4Header.of(FIRST_CLIENT, FIRST_VIP, 60, IpProtocol.TCP),
        new TcpHeader(50_000, PORT, 1, 1, TcpHeader.ACK, 1000, 0, TcpOptions.NONE),
        new BulkBytes(1, 0, PAYLOAD_BYTES),
        new PacketTag(1, null, 0));
  }

  /** Two packets of every flow, after which the Mux trusts it. */
  private void begin(int flows) {
    for (int flow = 0; flow < flows; flow++) {
      arrive(flow, TcpHeader.SYN);
      arrive(flow, TcpHeader.ACK);
    }
    rig.drain();
  }

  private MuxBenchResult.Rate measure(int flows, int active, long packets) {
    send(flows, active, packets / 2);
    long cpuBegan = threadCpuNanos();
    long began = System.nanoTime();
    send(flows, active, packets);
    double wallSeconds = (System.nanoTime() - began) / 1e9;
    double cpuSeconds = (threadCpuNanos() - cpuBegan) / 1e9;
    return new MuxBenchResult.Rate(active, packets, wallSeconds, cpuSeconds);
  }

  /** Packets of so many of the flows, which lie as far from one another as they can. */
  private void send(int flows, int active, long packets) {
    int distance = flows / active;
    int flow = 0;
    for (long i = 0; i < packets; i++) {
      arrive(flow * distance, TcpHeader.ACK);
      flow = (flow + STRIDE) % active;
    }
    rig.drain();
  }

  private void arrive(int flow, int flags) {
    int client = FIRST_CLIENT.ipv4Bits() + flow;
    for (int i = 0; i < Integer.BYTES; i++) {
      frame[SOURCE_OFFSET + i] = (byte) (client >>> (8 * (Integer.BYTES - 1 - i)));
    }
    frame[FLAGS_OFFSET] = (byte) flags;
    try {
      // Real ones leave checksums to the network card.
      rig.arrive(
          FrameCodec.decode(
              frame,
              0,
              frame.length,
              LinkType.ETHERNET,
              new PacketTag(sent, null, 0),
              ChecksumPolicy.IGNORE));
    } catch (DecodeException e) {
      throw new IllegalStateException(e);
    }
    sent++;
    if (sent % BATCH == 0) {
      rig.drain();
    }
  }

  private void check() {
    if (rig.counted() != sent) {
      throw new IllegalStateException(sent + " packets came, " + rig.counted() + " left");
    }
  }

  // State ----------------------------------------------------------------------------------------

  /** The heap that a Mux with many VIPs has more than one with a single VIP. */
  private static long measureState() {
    MuxRig rig = new MuxRig();
    long before = usedHeapBytes();
    List<VipState> vips = new ArrayList<>();
    for (int i = 0; i < STATE_VIPS; i++) {
      vips.add(vip(i, STATE_RULES_PER_VIP, 2, STATE_RANGES_PER_VIP));
    }
    rig.program(new MuxState(vips));
    vips.clear();
    long bytes = usedHeapBytes() - before;
    rig.drain();
    return bytes;
  }

  private static VipState vip(int number, int rules, int backends, int ranges) {
    List<RuleState> ruleStates = new ArrayList<>();
    for (int rule = 0; rule < rules; rule++) {
      List<PoolMember> pool = new ArrayList<>();
      for (int i = 0; i < backends; i++) {
        pool.add(new PoolMember(backend((number * rules + rule) * backends + i, PORT), false));
      }
      ruleStates.add(new RuleState(IpProtocol.TCP, PORT + rule, pool, RuleSettings.DEFAULT));
    }
    List<SnatState> snat = new ArrayList<>();
    for (int i = 0; i < ranges; i++) {
      snat.add(new SnatState(1024 + RANGE_PORTS * i, RANGE_PORTS, backend(number * 4 + i % 4, 0)));
    }
    return new VipState("vip" + number, FIRST_VIP.plus(number), false, ruleStates, snat);
  }

  private static Backend backend(int number, int port) {
    return new Backend(
        "vm" + number,
        FIRST_DIP.plus(number),
        port,
        FIRST_HOST.plus(number % 64),
        5001,
        new MacAddress(0x02_00_00_00_00_00L + number));
  }

  // Measuring ------------------------------------------------------------------------------------

  private static long usedHeapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static long threadCpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
