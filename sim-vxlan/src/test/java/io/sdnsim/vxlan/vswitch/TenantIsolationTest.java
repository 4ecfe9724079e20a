package io.sdnsim.vxlan.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.UdpHeader;
import io.sdnsim.vxlan.network.VirtualNetworkConfig;
import io.sdnsim.vxlan.network.VirtualSubnetConfig;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Two tenants with the same addresses on the same hosts: random traffic never crosses over. */
class TenantIsolationTest {
  private static final int CONTOSO = 5001;
  private static final int FABRIKAM = 6001;
  private static final List<VirtualNetworkConfig> NETWORKS =
      List.of(network("contoso", CONTOSO), network("fabrikam", FABRIKAM));

  private static VirtualNetworkConfig network(String name, int vni) {
    return new VirtualNetworkConfig(
        name,
        List.of(
            new VirtualSubnetConfig(vni, Prefix.parse("10.1.1.0/24")),
            new VirtualSubnetConfig(vni + 1, Prefix.parse("10.1.2.0/24"))));
  }

  private static IpAddress address(int subnet, int number) {
    return IpAddress.parse("10.1." + (1 + subnet) + "." + (11 + number));
  }

  /** Addresses .11 and .12 of both subnets belong to both tenants, .13 to one of them. */
  private static OverlayFixture twoTenants(int placement) {
    OverlayFixture fixture = new OverlayFixture(2);
    int bits = placement;
    for (int subnet = 0; subnet < 2; subnet++) {
      for (int number = 0; number < 2; number++) {
        for (int vni : new int[] {CONTOSO, FABRIKAM}) {
          String name = (vni == CONTOSO ? "contoso" : "fabrikam") + subnet + number;
          fixture.addVm(name, bits & 1, vni + subnet, address(subnet, number));
          bits >>= 1;
        }
      }
    }
    fixture.addVm("contoso03", bits & 1, CONTOSO, address(0, 2));
    return fixture.open(NETWORKS);
  }

  private static String tenantOf(OverlayFixture.Vm vm) {
    return vm.name.substring(0, vm.name.length() - 2);
  }

  private static Packet packet(
      OverlayFixture fixture, OverlayFixture.Vm from, IpAddress source, IpAddress to, int port) {
    return Packet.ip(
        Ipv4Header.of(source, to, 64, IpProtocol.UDP),
        new UdpHeader(port, 53),
        new BulkBytes(1, 0, 10),
        fixture.contextOf(from).newTag(new FlowTag(tenantOf(from), 0, false), 0));
  }

  @Property(tries = 200)
  void packetsArriveAtTheirOwnTenantsMachine_andNowhereElse(
      @ForAll @IntRange(max = 511) int placement,
      @ForAll @Size(max = 60) List<@IntRange(max = 0xFFFF) Integer> packets) {
    OverlayFixture fixture = twoTenants(placement);
    List<OverlayFixture.Vm> vms = List.copyOf(fixture.vms.values());
    for (int seed : packets) {
      OverlayFixture.Vm from = vms.get(seed % vms.size());
      IpAddress to = address(seed >> 4 & 1, (seed >> 5) % 4);
      boolean spoofed = (seed >> 8) % 8 == 0;
      IpAddress source = spoofed ? address(seed >> 11 & 1, seed >> 12 & 3) : from.address;
      // To the router, or straight to whatever machine, the other tenant's included.
      MacAddress mac =
          (seed >> 10 & 1) == 0
              ? VirtualHostConfig.DEFAULT_ROUTER_MAC
              : vms.get((seed >> 8) % vms.size()).port.mac();
      vms.forEach(vm -> vm.arrived.clear());
      int dropsBefore = fixture.trace.drops().size();

      fixture.send(from, mac, packet(fixture, from, source, to, 1000 + seed % 3));

      OverlayFixture.Vm wanted = owner(vms, tenantOf(from), to);
      boolean honest = source.equals(from.address);
      for (OverlayFixture.Vm vm : vms) {
        assertThat(vm.arrived)
            .as("%s to %s arrives at %s", from.name, to, vm.name)
            .hasSize(vm == wanted && honest ? 1 : 0);
      }
      boolean delivered = wanted != null && honest;
      assertThat(fixture.trace.drops().size() - dropsBefore).isEqualTo(delivered ? 0 : 1);
    }
  }

  private static OverlayFixture.Vm owner(
      List<OverlayFixture.Vm> vms, String tenant, IpAddress address) {
    return vms.stream()
        .filter(vm -> tenantOf(vm).equals(tenant) && vm.address.equals(address))
        .findFirst()
        .orElse(null);
  }
}
