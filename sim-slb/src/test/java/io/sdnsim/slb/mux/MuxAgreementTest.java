package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random VIPs, pools, strategies, distributions and seeds: whatever a Mux has been told and has
 * seen before, it sends a flow that is new to it where any other Mux would (Ananta 3.3.2).
 */
class MuxAgreementTest {
  private static final int OLD_CLIENTS = 0x0B000000;
  private static final int NEW_CLIENTS = 0x0C000000;

  private static Packet packet(Random random, int clients, int vips, int flags) {
    IpAddress client = IpAddress.ofIpv4(clients + random.nextInt(1 << 16));
    int port = RandomPools.FIRST_PORT + random.nextInt(RandomPools.RULES);
    return Packet.ip(
        Ipv4Header.of(client, RandomPools.address(random.nextInt(vips)), 60, IpProtocol.TCP),
        new TcpHeader(1 + random.nextInt(65_535), port, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        new PacketTag(1, null, 0));
  }

  /** A Mux that has lived through other states, and learned flows in each of them. */
  private static Mux aged(Random random, long hashSeed, int vips, MuxState now) {
    Mux mux = RandomPools.mux(hashSeed);
    for (int state = random.nextInt(4); state > 0; state--) {
      mux.apply(RandomPools.draw(random, vips));
      for (int i = 0; i < 50; i++) {
        mux.decide(0, packet(random, OLD_CLIENTS, vips, TcpHeader.SYN));
      }
    }
    List<VipState> shuffled = new ArrayList<>(now.vips());
    Collections.shuffle(shuffled, random);
    mux.apply(new MuxState(shuffled));
    return mux;
  }

  @Property(tries = 200)
  void allMuxes_sendANewFlowToTheSameBackend(
      @ForAll long seed,
      @ForAll long hashSeed,
      @ForAll @IntRange(min = 2, max = 8) int muxes,
      @ForAll @IntRange(min = 1, max = 4) int vips) {
    Random random = new Random(seed);
    MuxState state = RandomPools.draw(random, vips);
    List<Mux> pool = new ArrayList<>();
    for (int i = 0; i < muxes; i++) {
      pool.add(aged(random, hashSeed, vips, state));
    }
    for (int i = 0; i < 100; i++) {
      int flags = random.nextBoolean() ? TcpHeader.SYN : TcpHeader.ACK;
      Packet packet = packet(random, NEW_CLIENTS, vips, flags);
      Object chosen = pool.get(0).decide(0, packet);
      for (Mux mux : pool) {
        assertThat(mux.decide(0, packet)).satisfies(verdict -> assertSame(verdict, chosen));
      }
    }
  }

  /** The first Mux has been asked twice: then it knows the flow, and says so. */
  private static void assertSame(MuxVerdict verdict, Object chosen) {
    if (verdict instanceof MuxVerdict.Forward forward) {
      assertThat(forward.backend()).isEqualTo(((MuxVerdict.Forward) chosen).backend());
    } else {
      assertThat(verdict).isEqualTo(chosen);
    }
  }
}
