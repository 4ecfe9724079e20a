package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Any sequence of operations, against {@link FlowTableModel}. */
class MuxFlowTableModelTest {
  /** Times are multiples of it, so that many flows expire at once. */
  private static final long UNIT_PS = RuleSettings.MIN_IDLE_PS / 8;

  private static final FlowLimits LIMITS = new FlowLimits(300, 250, 6 * UNIT_PS, 3 * UNIT_PS);
  private static final int KEYS = 800;
  private static final int BATCH = 24;
  private static final int SWEEP_EVERY = 16;

  /** How the keys are spread over the table. */
  enum Hashes {
    REAL {
      @Override
      long of(FlowKey key, int number) {
        return MuxFlowTable.hashOf(
            key.source(),
            key.destination(),
            key.protocol(),
            key.sourcePort(),
            key.destinationPort());
      }
    },
    /** Runs of rows that begin at different homes and grow together. */
    NEIGHBORS {
      @Override
      long of(FlowKey key, int number) {
        return (long) (number % 9) << 33 | number;
      }
    },
    /** Runs that begin at the end of the table, whatever its size, and go on at its beginning. */
    ACROSS_THE_END {
      @Override
      long of(FlowKey key, int number) {
        return (-1L - number % 5) << 32 | number;
      }
    },
    /** All that differs is what the table does not keep. */
    ONE {
      @Override
      long of(FlowKey key, int number) {
        return 0x1234_5678_0000_0000L | number;
      }
    };

    abstract long of(FlowKey key, int number);
  }

  private final List<Target> targets = new ArrayList<>();
  private final MuxFlowTable table = new MuxFlowTable(LIMITS);
  private final FlowTableModel model = new FlowTableModel(LIMITS);
  private Hashes hashes = Hashes.REAL;
  private long nowPs;
  private boolean followed;

  MuxFlowTableModelTest() {
    for (int i = 0; i < 6; i++) {
      IpAddress address = IpAddress.ofIpv4(0x0A000000 + i);
      Backend backend =
          new Backend("web" + i, address, 443, address, 5001, new MacAddress(0x02_00_00L + i));
      long idlePs = i < 2 ? RuleSettings.AUTOMATIC : RuleSettings.MIN_IDLE_PS + i % 3 * UNIT_PS;
      targets.add(new Target("portal", backend, RuleSettings.DEFAULT.withIdleTimeout(idlePs)));
    }
  }

  /** Keys that differ in the family alone, in the upper halves of IPv6 alone, and without ports. */
  private static FlowKey key(int number) {
    int client = number / 4;
    IpAddress ipv4 = IpAddress.ofIpv4(client);
    IpAddress vip4 = IpAddress.ofIpv4(9);
    IpAddress vip6 = IpAddress.ofIpv6(0, 9);
    return switch (number % 4) {
      case 0 -> new FlowKey(0, ipv4, vip4, IpProtocol.TCP, 50_000, 443);
      case 1 -> new FlowKey(0, IpAddress.ofIpv6(0, client), vip6, IpProtocol.TCP, 50_000, 443);
      case 2 -> new FlowKey(0, IpAddress.ofIpv6(7, client), vip6, IpProtocol.TCP, 50_000, 443);
      default -> new FlowKey(0, ipv4, vip4, 0, 0, 0);
    };
  }

  private int find(int number) {
    FlowKey key = key(number);
    return table.find(
        hashes.of(key, number),
        key.source(),
        key.destination(),
        key.protocol(),
        key.sourcePort(),
        key.destinationPort());
  }

  @Property(tries = 200)
  void anySequence_agreesWithTheModel(
      @ForAll Hashes spread,
      @ForAll @Size(min = 100, max = 400) List<@IntRange(max = 999_999_999) Integer> operations) {
    hashes = spread;
    for (int i = 0; i < operations.size(); i++) {
      int random = operations.get(i);
      int number = random % KEYS;
      operate(random / KEYS % 16, number, random / (KEYS * 16));
      check(number);
      if (i % SWEEP_EVERY == 0) {
        sweep();
      }
    }
    sweep();
    // At last the whole order.
    nowPs += 100 * UNIT_PS;
    expire();
    assertThat(table.size()).isZero();
    sweep();
  }

  private void operate(int what, int number, int random) {
    switch (what) {
      case 0, 1 -> addMany(number, random);
      case 2 -> nowPs += random % 4 * UNIT_PS;
      case 3 -> expire();
      default -> {
        // Where little is known, most keys are not: look for one that is.
        int known = number;
        while (known < number + BATCH && model.find(key(known % KEYS)) == null) {
          known++;
        }
        FlowTableModel.Flow flow = model.find(key(known % KEYS));
        if (flow == null) {
          assertThat(find(number)).isEqualTo(MuxFlowTable.NONE);
        } else {
          use(what, find(known % KEYS), flow, random);
        }
      }
    }
  }

  private void addMany(int first, int random) {
    for (int i = first; i < first + BATCH; i++) {
      int number = i % KEYS;
      FlowKey key = key(number);
      if (model.find(key) == null) {
        Target target = targets.get((random + i) % targets.size());
        if (model.hasRoom()) {
          model.add(nowPs, key, target);
          int flow = table.add(nowPs, hashes.of(key, number), key, target);
          assertThat(table.key(flow)).isEqualTo(key);
        } else {
          assertThatThrownBy(() -> table.add(nowPs, hashes.of(key, number), key, target))
              .isInstanceOf(IllegalStateException.class);
        }
      }
    }
  }

  private void use(int what, int found, FlowTableModel.Flow flow, int random) {
    switch (what) {
      case 4, 5, 6 -> {
        table.remove(found);
        model.remove(flow);
      }
      case 7, 8, 9 -> {
        table.touch(nowPs, found);
        model.touch(nowPs, flow);
      }
      case 10, 11, 12 -> assertThat(table.trust(nowPs, found)).isEqualTo(model.trust(nowPs, flow));
      case 13 -> {
        table.close(nowPs, found);
        model.close(nowPs, flow);
      }
      default -> {
        followed = true;
        table.follow(found, random, ~random);
        flow.follow(random, ~random);
      }
    }
  }

  private void expire() {
    for (FlowTableModel.Flow due = model.next();
        due != null && model.expiryPs(due) <= nowPs;
        due = model.next()) {
      int flow = table.firstExpired(nowPs);
      assertThat(flow).isNotEqualTo(MuxFlowTable.NONE);
      assertThat(table.key(flow)).isEqualTo(due.key);
      check(flow, due);
      table.remove(flow);
      model.remove(due);
    }
    assertThat(table.firstExpired(nowPs)).isEqualTo(MuxFlowTable.NONE);
  }

  private void sweep() {
    for (int number = 0; number < KEYS; number++) {
      check(number);
    }
    assertThat(table.size()).isEqualTo(model.size());
    assertThat(table.trusted()).isEqualTo(model.trusted());
    assertThat(table.untrusted()).isEqualTo(model.size() - model.trusted());
    assertThat(table.hasRoom()).isEqualTo(model.hasRoom());
    assertThat(table.nextExpiryPs()).isEqualTo(model.nextExpiryPs());
  }

  private void check(int number) {
    int found = find(number);
    FlowTableModel.Flow flow = model.find(key(number));
    if (found == MuxFlowTable.NONE || flow == null) {
      assertThat(found == MuxFlowTable.NONE).isEqualTo(flow == null);
    } else {
      check(found, flow);
    }
  }

  private void check(int found, FlowTableModel.Flow flow) {
    assertThat(table.key(found)).isEqualTo(flow.key);
    assertThat(table.target(found)).isSameAs(flow.target);
    assertThat(table.isTrusted(found)).isEqualTo(flow.isTrusted());
    assertThat(table.isClosing(found)).isEqualTo(flow.closing);
    assertThat(table.isExpired(nowPs, found)).isEqualTo(model.expiryPs(flow) <= nowPs);
    if (followed) {
      assertThat(table.nextSequence(found)).isEqualTo(flow.nextSequence);
      assertThat(table.acknowledgment(found)).isEqualTo(flow.acknowledgment);
    }
  }
}
