package io.sdnsim.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTextTest {
  private static final List<Step> ALL =
      List.of(
          new Step.Originated("ping"),
          new Step.Received("eth0", "a"),
          new Step.Bridged(1, "eth1"),
          new Step.Routed("10.0.0.0/8", "10.1.0.1", "eth1", "static", 0, 1),
          new Step.Filtered("edge-in line 20", false),
          new Step.Translated("nat 1", "udp a > b", "udp c > b"),
          new Step.LoadBalanced("vip", "backend", "hash"),
          new Step.Encapsulated("vni 5001", "udp a > b"),
          new Step.Decapsulated("vni 5001"),
          new Step.Policed("meter", "pass"),
          new Step.Queued("neighbor", -1),
          new Step.Transmitted("eth1"),
          new Step.Copied("flood", 2),
          new Step.Fragmented(3, 1500),
          new Step.Reassembled(3),
          new Step.Delivered("udp 7"),
          new Step.Dropped(CoreDrop.DENIED, "line 20"));

  @Test
  void everyKindOfStep_hasAText() {
    assertThat(ALL.stream().map(Object::getClass))
        .containsExactlyInAnyOrder(
            Arrays.stream(Step.class.getPermittedSubclasses()).toArray(Class<?>[]::new));
    assertThat(ALL.stream().map(StepText::of))
        .containsExactly(
            "Originated by ping",
            "Received on eth0 from a",
            "Bridged vlan 1 to eth1",
            "Routed 10.0.0.0/8 via 10.1.0.1 (static)",
            "Filtered deny by edge-in line 20",
            "Translated udp a > b to udp c > b (nat 1)",
            "LoadBalanced vip to backend (hash)",
            "Encapsulated vni 5001",
            "Decapsulated vni 5001",
            "Policed meter pass",
            "Queued neighbor",
            "Transmitted on eth1",
            "Copied flood (2 more)",
            "Fragmented into 3 for MTU 1500",
            "Reassembled from 3 fragments",
            "Delivered to udp 7",
            "Dropped Denied (line 20)");
  }
}
