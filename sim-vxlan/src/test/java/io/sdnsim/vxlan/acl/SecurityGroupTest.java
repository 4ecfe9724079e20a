package io.sdnsim.vxlan.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.l3.acl.PortRange;
import io.sdnsim.core.packet.FlowKey;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.vxlan.acl.SecurityGroup.ExistingFlows;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityGroupTest {
  private static final AddressSpace NETWORK =
      address ->
          Prefix.parse("10.0.0.0/16").contains(address)
              || Prefix.parse("fd00::/48").contains(address);
  private static final String VM = "10.0.0.4";
  private static final String WORLD = "203.0.113.9";

  private static SecurityRule rule(
      String name, int priority, boolean allow, AddressMatch source, PortRange port) {
    return new SecurityRule(
        name,
        priority,
        allow,
        IpProtocol.TCP,
        List.of(source),
        SecurityRule.ALL_PORTS,
        List.of(AddressMatch.ANY),
        List.of(port));
  }

  private static AddressMatch prefix(String text) {
    return new AddressMatch.Network(Prefix.parse(text));
  }

  private static SecurityGroup inbound(SecurityRule... rules) {
    return new SecurityGroup("web", ExistingFlows.KEEP, List.of(rules), List.of());
  }

  private static FlowKey flow(int protocol, String from, String to, int port) {
    return new FlowKey(0, IpAddress.parse(from), IpAddress.parse(to), protocol, 40_000, port);
  }

  /** The name of the rule that decides. */
  private static String decides(SecurityGroup group, boolean inbound, FlowKey flow) {
    return RuleGroup.of(group, inbound, flow.source().isIpv6()).match(flow, NETWORK).name();
  }

  private static String decidesTcp(SecurityGroup group, boolean inbound, String from, String to) {
    return decides(group, inbound, flow(IpProtocol.TCP, from, to, 443));
  }

  @Test
  void defaultRules_allowTheNetworkProbesAndTheWayOut_andDenyTheRest() {
    SecurityGroup empty = inbound();
    assertThat(decidesTcp(empty, true, "10.0.1.4", VM)).isEqualTo("AllowVnetInBound");
    assertThat(decidesTcp(empty, true, "168.63.129.16", VM)).isEqualTo("AllowVnetInBound");
    assertThat(decidesTcp(empty, true, WORLD, VM)).isEqualTo("DenyAllInBound");
    assertThat(decidesTcp(empty, false, VM, "10.0.1.4")).isEqualTo("AllowVnetOutBound");
    assertThat(decidesTcp(empty, false, VM, WORLD)).isEqualTo("AllowInternetOutBound");
    assertThat(decidesTcp(empty, false, VM, "168.63.129.16")).isEqualTo("AllowVnetOutBound");
    // A probe to an address that is not the network's, such as a VIP with floating IP.
    assertThat(decidesTcp(empty, true, "168.63.129.16", WORLD))
        .isEqualTo("AllowAzureLoadBalancerInBound");
    assertThat(decidesTcp(empty, false, WORLD, "168.63.129.16")).isEqualTo("DenyAllOutBound");
  }

  @Test
  void lowestPriorityThatMatches_decides_whateverTheOrderOfTheFile() {
    SecurityGroup group =
        inbound(
            rule("late", 200, false, AddressMatch.ANY, PortRange.ALL),
            rule("early", 100, true, prefix("203.0.113.0/24"), PortRange.of(443)));
    assertThat(decidesTcp(group, true, WORLD, VM)).isEqualTo("early");
    assertThat(decidesTcp(group, true, "198.51.100.1", VM)).isEqualTo("late");
    assertThat(decides(group, true, flow(IpProtocol.UDP, WORLD, VM, 443)))
        .isEqualTo("DenyAllInBound");
  }

  @Test
  void portsAreOfTcpAndUdpAlone() {
    SecurityRule ports =
        new SecurityRule(
            "ports",
            100,
            true,
            SecurityRule.ANY_PROTOCOL,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS,
            List.of(AddressMatch.ANY),
            List.of(new PortRange(80, 90), PortRange.of(443)));
    SecurityGroup group = inbound(ports);
    assertThat(decides(group, true, flow(IpProtocol.UDP, WORLD, VM, 85))).isEqualTo("ports");
    assertThat(decides(group, true, flow(IpProtocol.TCP, WORLD, VM, 443))).isEqualTo("ports");
    assertThat(decides(group, true, flow(IpProtocol.TCP, WORLD, VM, 91)))
        .isEqualTo("DenyAllInBound");
    // The identifier of an echo stands where ports do.
    assertThat(decides(group, true, flow(IpProtocol.ICMP, WORLD, VM, 85)))
        .isEqualTo("DenyAllInBound");
  }

  @Test
  void icmp_standsForIcmpv6_andPrefixesAreOfOneFamily() {
    SecurityRule ping =
        new SecurityRule(
            "ping",
            100,
            true,
            IpProtocol.ICMP,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS,
            List.of(AddressMatch.ANY),
            SecurityRule.ALL_PORTS);
    SecurityGroup group =
        inbound(ping, rule("four", 110, true, prefix("0.0.0.0/0"), PortRange.ALL));
    assertThat(decides(group, true, flow(IpProtocol.ICMPV6, "2001:db8::9", "fd00::4", 0)))
        .isEqualTo("ping");
    assertThat(decides(group, true, flow(IpProtocol.TCP, "2001:db8::9", "fd00::4", 443)))
        .isEqualTo("DenyAllInBound");
    assertThat(decidesTcp(group, true, WORLD, VM)).isEqualTo("four");
  }

  @Test
  void internet_isWhatIsNotOfTheNetwork() {
    SecurityGroup group =
        inbound(
            rule("world", 100, true, new AddressMatch.Tag(ServiceTag.INTERNET), PortRange.of(443)));
    assertThat(decidesTcp(group, true, WORLD, VM)).isEqualTo("world");
    assertThat(decidesTcp(group, true, "10.0.1.4", VM)).isEqualTo("AllowVnetInBound");
  }

  @Test
  void equalPrioritiesInOneDirection_areRefused_inTwoTheyAreNot() {
    SecurityRule a = rule("a", 100, true, AddressMatch.ANY, PortRange.ALL);
    SecurityRule b = rule("b", 100, true, AddressMatch.ANY, PortRange.ALL);
    assertThatThrownBy(() -> inbound(a, b)).hasMessageContaining("a and b have one priority");
    assertThat(new SecurityGroup("web", ExistingFlows.KEEP, List.of(a), List.of(b)).outbound())
        .containsExactly(b);
  }

  @Test
  void prioritiesOfUsers_are100To4096() {
    for (int priority : new int[] {99, 4097, 65_000}) {
      SecurityRule rule = rule("a", priority, true, AddressMatch.ANY, PortRange.ALL);
      assertThatThrownBy(() -> inbound(rule)).hasMessageContaining("100 to 4096");
    }
    assertThat(inbound(rule("a", 4096, true, AddressMatch.ANY, PortRange.ALL)).inbound())
        .hasSize(1);
  }
}
