package io.sdnsim.slb.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Ipv4Header;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.packet.TcpOptions;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.RuleSettings;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two tenants whose internal load balancers have the same address. */
class InternalVipsTest {
  private static final IpAddress VIP = IpAddress.parse("10.1.0.100");
  private static final IpAddress CLIENT = IpAddress.parse("10.1.0.9");
  private static final int BLUE = 5001;
  private static final int RED = 6001;

  private final List<String> gone = new ArrayList<>();
  private final BackendPickers pickers = new BackendPickers();
  private final InternalVips vips =
      new InternalVips(vni -> new Mux(MuxConfig.DEFAULT, pickers, null, new Silence()));

  private static final class Silence implements Mux.FlowListener {
    @Override
    public void changed(MuxFlowTable flows, int flow) {}

    @Override
    public void gone(MuxFlowTable flows, int flow, boolean idle) {}
  }

  private static VipState vip(int vni, String backend) {
    Backend vm =
        new Backend(
            backend,
            IpAddress.parse("10.1.0.4"),
            8080,
            IpAddress.parse("192.168.233.21"),
            vni,
            MacAddress.parse("02:00:00:00:00:04"));
    return new VipState(
        "app",
        VIP,
        false,
        false,
        vni,
        List.of(
            new VipState.RuleState(
                IpProtocol.TCP,
                80,
                List.of(new VipState.PoolMember(vm, false)),
                RuleSettings.DEFAULT)),
        List.of());
  }

  private void apply(VipState... states) {
    vips.apply(List.of(states), (vni, old) -> gone.add(vni + " " + old.address()));
  }

  private String backendOf(int vni, int flags) {
    MuxVerdict verdict = vips.decide(0, vni, packet(VIP, flags));
    return verdict instanceof MuxVerdict.Forward forward
        ? forward.backend().vm() + ", " + forward.how()
        : String.valueOf(verdict);
  }

  private static Packet packet(IpAddress to, int flags) {
    return Packet.ip(
        Ipv4Header.of(CLIENT, to, 60, IpProtocol.TCP),
        new TcpHeader(40_000, 80, 0, 0, flags, 0, 0, TcpOptions.NONE),
        Payload.EMPTY,
        new PacketTag(1, null, 0));
  }

  @Test
  void sameAddressesOfTwoTenants_areTwoFlows() {
    apply(vip(BLUE, "blue1"), vip(RED, "red1"));
    assertThat(backendOf(BLUE, TcpHeader.SYN)).isEqualTo("blue1, hash");
    assertThat(backendOf(RED, TcpHeader.ACK)).isEqualTo("red1, hash");
    assertThat(backendOf(BLUE, TcpHeader.ACK)).isEqualTo("blue1, flow-table hit");
    assertThat(backendOf(RED, TcpHeader.ACK)).isEqualTo("red1, flow-table hit");
  }

  @Test
  void knownFlow_staysWhenTheBackendsChange() {
    apply(vip(BLUE, "blue1"));
    backendOf(BLUE, TcpHeader.SYN);
    apply(vip(BLUE, "blue2"));
    assertThat(backendOf(BLUE, TcpHeader.ACK)).isEqualTo("blue1, flow-table hit");
    assertThat(backendOf(BLUE, TcpHeader.SYN)).isEqualTo("blue2, hash");
    assertThat(gone).isEmpty();
  }

  @Test
  void otherSubnets_andOtherAddresses_areNotMeant() {
    apply(vip(BLUE, "blue1"));
    assertThat(vips.decide(0, RED, packet(VIP, TcpHeader.SYN))).isNull();
    assertThat(vips.decide(0, BLUE, packet(CLIENT, TcpHeader.SYN))).isNull();
  }

  @Test
  void vipThatIsGone_isReported_andTakesNothing() {
    apply(vip(BLUE, "blue1"), vip(RED, "red1"));
    apply(vip(RED, "red1"));
    assertThat(gone).containsExactly("5001 10.1.0.100");
    assertThat(vips.decide(0, BLUE, packet(VIP, TcpHeader.SYN))).isNull();
    assertThat(backendOf(RED, TcpHeader.SYN)).isEqualTo("red1, hash");
  }

  @Test
  void idleFlow_isForgotten() {
    assertThat(vips.nextExpiryPs()).isEqualTo(SimTime.NEVER);
    apply(vip(BLUE, "blue1"));
    backendOf(BLUE, TcpHeader.SYN);
    assertThat(vips.nextExpiryPs()).isEqualTo(FlowLimits.DEFAULT.untrustedIdlePs());
    vips.expire(FlowLimits.DEFAULT.untrustedIdlePs());
    assertThat(vips.nextExpiryPs()).isEqualTo(SimTime.NEVER);
  }

  /** Flows stay over a VIP's absence, and nothing stays that neither a VIP nor a flow needs. */
  @Test
  void subnetWithoutVipsAndFlows_isForgotten() {
    apply(vip(BLUE, "blue1"), vip(RED, "red1"));
    backendOf(BLUE, TcpHeader.SYN);
    apply();
    assertThat(vips.subnets()).containsExactly(BLUE);
    apply(vip(BLUE, "blue2"));
    assertThat(backendOf(BLUE, TcpHeader.ACK)).isEqualTo("blue1, flow-table hit");
    apply();
    vips.expire(FlowLimits.DEFAULT.trustedIdlePs());
    assertThat(vips.subnets()).isEmpty();
    apply(vip(BLUE, "blue1"));
    vips.expire(FlowLimits.DEFAULT.trustedIdlePs());
    assertThat(backendOf(BLUE, TcpHeader.SYN)).isEqualTo("blue1, hash");
  }
}
