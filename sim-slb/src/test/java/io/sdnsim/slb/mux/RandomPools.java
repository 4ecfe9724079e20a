package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.Distribution;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.SelectionMethod;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.goal.VipState.PoolMember;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** States of Muxes with some VIPs, whose pools and settings a random source draws. */
final class RandomPools {
  static final int FIRST_PORT = 1000;
  static final int RULES = 2;

  private static final Mux.FlowListener NO_LISTENER =
      new Mux.FlowListener() {
        @Override
        public void changed(MuxFlowTable flows, int flow) {}

        @Override
        public void gone(MuxFlowTable flows, int flow, boolean idle) {}
      };

  private RandomPools() {}

  /** A Mux of its own, which shares no table with others. */
  static Mux mux(long hashSeed) {
    return new Mux(
        MuxConfig.DEFAULT.withHashSeed(hashSeed), new BackendPickers(), null, NO_LISTENER);
  }

  static IpAddress address(int vip) {
    return IpAddress.ofIpv4(0xCB007150 + vip);
  }

  private static Backend backend(int number) {
    IpAddress address = IpAddress.ofIpv4(0x0A000000 + number);
    return new Backend("vm" + number, address, 443, address, 5001, new MacAddress(number));
  }

  static List<PoolMember> pool(int count, IntPredicate draining) {
    return IntStream.range(0, count)
        .mapToObj(i -> new PoolMember(backend(i), draining.test(i)))
        .toList();
  }

  static VipState vip(
      int number, int protocol, int port, List<PoolMember> pool, RuleSettings settings) {
    return vip(number, List.of(new VipState.RuleState(protocol, port, pool, settings)));
  }

  private static VipState vip(int number, List<VipState.RuleState> rules) {
    return new VipState("vip" + number, address(number), false, rules, List.of());
  }

  /** A state with this many VIPs, each with rules for TCP ports from {@link #FIRST_PORT}. */
  static MuxState draw(Random random, int vips) {
    List<VipState> all = new ArrayList<>();
    for (int number = 0; number < vips; number++) {
      List<VipState.RuleState> rules = new ArrayList<>();
      for (int rule = 0; rule < RULES; rule++) {
        rules.add(
            new VipState.RuleState(
                IpProtocol.TCP, FIRST_PORT + rule, drawPool(random), drawSettings(random)));
      }
      all.add(vip(number, rules));
    }
    return new MuxState(all);
  }

  private static List<PoolMember> drawPool(Random random) {
    List<PoolMember> members =
        new ArrayList<>(pool(1 + random.nextInt(20), i -> random.nextInt(5) == 0));
    Collections.shuffle(members, random);
    return members;
  }

  private static RuleSettings drawSettings(Random random) {
    SelectionMethod[] methods = SelectionMethod.values();
    Distribution[] distributions = Distribution.values();
    return RuleSettings.DEFAULT
        .withSelection(methods[random.nextInt(methods.length)])
        .withMaglevEntries(random.nextInt(2) == 0 ? RuleSettings.AUTOMATIC : 2053)
        .withDistribution(distributions[random.nextInt(distributions.length)]);
  }
}
