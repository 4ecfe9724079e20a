package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;
import org.junit.jupiter.api.Test;

class MuxFlowTableTest {
  private static final long TRUSTED_PS = 40;
  private static final long UNTRUSTED_PS = 10;
  private static final long OWN_PS = RuleSettings.MIN_IDLE_PS;

  private final MuxFlowTable table =
      new MuxFlowTable(new FlowLimits(3, 2, TRUSTED_PS, UNTRUSTED_PS));

  private static Target target(int number, long idleTimeoutPs) {
    IpAddress address = IpAddress.ofIpv4(0x0A000000 + number);
    return new Target(
        "portal",
        new Backend("web" + number, address, 443, address, 5001, new MacAddress(number)),
        RuleSettings.DEFAULT.withIdleTimeout(idleTimeoutPs));
  }

  /** Half of them IPv6 flows that differ from the IPv4 ones in nothing but the family. */
  private static FlowKey key(int number) {
    int client = number / 2;
    return number % 2 == 0
        ? new FlowKey(0, IpAddress.ofIpv4(client), IpAddress.ofIpv4(9), IpProtocol.TCP, 50_000, 443)
        : new FlowKey(
            0, IpAddress.ofIpv6(0, client), IpAddress.ofIpv6(0, 9), IpProtocol.TCP, 50_000, 443);
  }

  private static long hash(FlowKey key) {
    return MuxFlowTable.hashOf(
        key.source(), key.destination(), key.protocol(), key.sourcePort(), key.destinationPort());
  }

  private static int find(MuxFlowTable table, FlowKey key) {
    return table.find(
        hash(key),
        key.source(),
        key.destination(),
        key.protocol(),
        key.sourcePort(),
        key.destinationPort());
  }

  private int add(long nowPs, int number, Target target) {
    return table.add(nowPs, hash(key(number)), key(number), target);
  }

  @Test
  void flow_isFoundByItsKey_andGivesItBack() {
    Target target = target(1, RuleSettings.AUTOMATIC);
    int ipv4 = add(0, 4, target);
    int ipv6 = add(0, 5, target);
    assertThat(find(table, key(4))).isEqualTo(ipv4);
    assertThat(find(table, key(5))).isEqualTo(ipv6);
    assertThat(table.key(ipv4)).isEqualTo(key(4));
    assertThat(table.key(ipv6)).isEqualTo(key(5));
    assertThat(table.target(ipv6)).isSameAs(target);
    assertThat(find(table, key(6))).isEqualTo(MuxFlowTable.NONE);
  }

  @Test
  void quotas_areApart() {
    Target target = target(1, RuleSettings.AUTOMATIC);
    int first = add(0, 1, target);
    add(0, 2, target);
    assertThat(table.hasRoom()).isFalse();
    assertThatThrownBy(() -> add(0, 3, target)).isInstanceOf(IllegalStateException.class);
    assertThat(table.trust(0, first)).isTrue();
    assertThat(table.trust(0, first)).isFalse();
    assertThat(table.hasRoom()).isTrue();
    assertThat(table.trust(0, add(0, 3, target))).isTrue();
    assertThat(table.trust(0, add(0, 4, target))).isTrue();
    assertThat(table.trust(0, add(0, 5, target))).isFalse();
    assertThat(table.trusted()).isEqualTo(3);
    assertThat(table.untrusted()).isEqualTo(2);
  }

  @Test
  void timeouts_areThoseOfUntrustedAndTrusted_andOfTheRule() {
    int untrusted = add(0, 1, target(1, RuleSettings.AUTOMATIC));
    int trusted = add(0, 2, target(1, RuleSettings.AUTOMATIC));
    table.trust(0, trusted);
    int own = add(0, 3, target(1, OWN_PS));
    table.trust(0, own);
    assertThat(table.isExpired(UNTRUSTED_PS - 1, untrusted)).isFalse();
    assertThat(table.isExpired(UNTRUSTED_PS, untrusted)).isTrue();
    assertThat(table.firstExpired(UNTRUSTED_PS)).isEqualTo(untrusted);
    table.remove(untrusted);
    assertThat(table.nextExpiryPs()).isEqualTo(TRUSTED_PS);
    // What is removed may move others.
    table.remove(find(table, key(2)));
    assertThat(table.nextExpiryPs()).isEqualTo(OWN_PS);
    own = table.firstExpired(OWN_PS);
    assertThat(table.key(own)).isEqualTo(key(3));
    table.remove(own);
    assertThat(table.nextExpiryPs()).isEqualTo(SimTime.NEVER);
  }

  @Test
  void sequence_followsTheNewestSegment_acrossTheWrap() {
    int flow = add(0, 1, target(1, RuleSettings.AUTOMATIC));
    table.follow(flow, -5, 100);
    table.follow(flow, 10, 200);
    table.follow(flow, -5, 300);
    assertThat(table.nextSequence(flow)).isEqualTo(10);
    assertThat(table.acknowledgment(flow)).isEqualTo(300);
  }

  @Test
  void ipv6FlowsOfOneHash_areToldApartByAllOfTheirAddresses() {
    FlowKey[] keys = {ipv6(1, 1), ipv6(1, 2), ipv6(2, 1)};
    MuxFlowTable wide = new MuxFlowTable(new FlowLimits(9, 9, TRUSTED_PS, UNTRUSTED_PS));
    Target target = target(1, RuleSettings.AUTOMATIC);
    int[] flows = {
      wide.add(0, 7, keys[0], target), wide.add(0, 7, keys[1], target), MuxFlowTable.NONE
    };
    assertThat(flows[1]).isNotEqualTo(flows[0]);
    for (int i = 0; i < keys.length; i++) {
      FlowKey key = keys[i];
      int found = wide.find(7, key.source(), key.destination(), key.protocol(), 50_000, 443);
      assertThat(found).isEqualTo(flows[i]);
    }
    assertThat(wide.key(flows[0])).isEqualTo(keys[0]);
    assertThat(wide.key(flows[1])).isEqualTo(keys[1]);
  }

  /** They differ in the upper halves of their addresses alone. */
  private static FlowKey ipv6(long sourcePrefix, long destinationPrefix) {
    IpAddress source = IpAddress.ofIpv6(sourcePrefix, 5);
    IpAddress destination = IpAddress.ofIpv6(destinationPrefix, 9);
    return new FlowKey(0, source, destination, IpProtocol.TCP, 50_000, 443);
  }

  @Test
  void flowInTheRowOfAnother_doesNotInheritItsSequenceNumbers() {
    Target target = target(1, RuleSettings.AUTOMATIC);
    int first = table.add(0, 7, key(2), target);
    table.follow(first, 1_000, 2_000);
    assertThat(table.nextSequence(first)).isEqualTo(1_000);
    table.remove(first);
    int second = table.add(0, 7, key(4), target);
    assertThat(second).isEqualTo(first);
    table.follow(second, 10, 20);
    assertThat(table.nextSequence(second)).isEqualTo(10);
    assertThat(table.acknowledgment(second)).isEqualTo(20);
  }

  @Test
  void rowsOfFlowsThatAreGone_areUsedAgain() {
    FlowRows rows = new FlowRows();
    int slots = rows.slots();
    for (int number = 0; number < 10 * slots; number++) {
      assertThat(rows.isFull()).isFalse();
      int flow = rows.take(hash(key(number)), key(number), 0);
      rows.release(flow);
      assertThat(rows.fill(flow)).isEqualTo(FlowRows.NONE);
    }
    assertThat(rows.slots()).isEqualTo(slots);
  }
}
