package io.sdnsim.vxlan.vswitch;

import static io.sdnsim.vxlan.vswitch.SwitchFixture.PORTAL;
import static io.sdnsim.vxlan.vswitch.SwitchFixture.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.vxlan.acl.AddressMatch;
import io.sdnsim.vxlan.acl.SecurityGroup;
import io.sdnsim.vxlan.acl.SecurityGroup.ExistingFlows;
import io.sdnsim.vxlan.acl.SecurityRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The switch with its two flow tables decides as a naive reading of the rules does. */
class SecurityPropertiesTest {
  private static final int FIRST_PORT = 80;

  /** Rules for one of four destination ports, some of which deny. */
  private static List<SecurityRule> rules(List<Integer> seeds) {
    List<SecurityRule> rules = new ArrayList<>();
    for (int seed : seeds) {
      rules.add(
          new SecurityRule(
              "r" + rules.size(),
              100 + rules.size(),
              seed % 2 == 0,
              seed % 16 < 8 ? IpProtocol.UDP : SecurityRule.ANY_PROTOCOL,
              List.of(AddressMatch.ANY),
              SecurityRule.ALL_PORTS,
              List.of(AddressMatch.ANY),
              List.of(PortRange.of(FIRST_PORT + seed / 2 % 4))));
    }
    return rules;
  }

  private static boolean allows(List<SecurityRule> rules, FlowKey flow) {
    for (SecurityRule rule : rules) {
      if (rule.destinationPorts().get(0).contains(flow.destinationPort())) {
        return rule.allow();
      }
    }
    // What both ends of the network may do when no rule says otherwise.
    return true;
  }

  @Property(tries = 300)
  void switchDecidesAsTheRulesAndTheHistorySay(
      @ForAll @Size(max = 4) List<@IntRange(max = 31) Integer> inbound,
      @ForAll @Size(max = 4) List<@IntRange(max = 31) Integer> outbound,
      @ForAll @Size(max = 4) List<@IntRange(max = 31) Integer> subnetInbound,
      @ForAll @Size(max = 40) List<@IntRange(max = 31) Integer> packets) {
    SecurityGroup card =
        new SecurityGroup("card", ExistingFlows.KEEP, rules(inbound), rules(outbound));
    SecurityGroup subnet =
        new SecurityGroup("subnet", ExistingFlows.KEEP, rules(subnetInbound), List.of());
    // Worker is of the subnet too: what it gets is held against the subnet's rules.
    SwitchFixture fixture = new SwitchFixture().filtered(card, subnet);
    Set<FlowKey> atPortal = new LinkedHashSet<>();
    Set<FlowKey> atWorker = new LinkedHashSet<>();
    for (int seed : packets) {
      boolean toPortal = seed % 2 == 0;
      int from = FIRST_PORT + seed / 2 % 4;
      int to = FIRST_PORT + seed / 8;
      Packet packet =
          toPortal
              ? fixture.udp(WORKER, from, PORTAL, to, 1)
              : fixture.udp(PORTAL, from, WORKER, to, 1);
      FlowKey key = FlowKey.of(0, packet);
      boolean leaves =
          toPortal
              ? passes(atWorker, key, List.of())
              : passes(atPortal, key, List.of(card.outbound(), List.of()));
      boolean arrives =
          leaves
              && (toPortal
                  ? passes(atPortal, key, List.of(subnet.inbound(), card.inbound()))
                  : passes(atWorker, key, List.of(subnet.inbound())));
      int before = fixture.trace.drops().size();
      fixture.fromVm(toPortal ? "worker" : "portal", packet);
      assertThat(fixture.trace.drops().size() == before).as("%s", key).isEqualTo(arrives);
    }
  }

  private static boolean passes(
      Set<FlowKey> connections, FlowKey key, List<List<SecurityRule>> groups) {
    if (connections.contains(key) || connections.contains(key.reversed())) {
      return true;
    }
    boolean allowed = groups.stream().allMatch(rules -> allows(rules, key));
    if (allowed) {
      connections.add(key);
    }
    return allowed;
  }
}
