package io.sdnsim.scenarios.read;

import io.sdnsim.core.trace.CoreDrop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The drop reasons that expectations may name. */
final class DropReasons {
  /** Of the modules above sim-core. */
  private static final List<String> OF_SERVICES =
      List.of(
          "BadVxlanHeader",
          "BroadcastNotCarried",
          "NatBindingsExhausted",
          "NatConflict",
          "NoBackend",
          "NoMux",
          "NoNatBinding",
          "NoVipRule",
          "NotFromVip",
          "PortBlocked",
          "SnatPortsExhausted",
          "SpoofedSource",
          "TunnelTooBig",
          "UnknownCustomerAddress",
          "UnknownInnerMac",
          "UnknownVni",
          "VipFragment");

  private DropReasons() {}

  static List<String> labels() {
    List<String> labels = new ArrayList<>();
    Arrays.stream(CoreDrop.values()).map(CoreDrop::label).forEach(labels::add);
    labels.addAll(OF_SERVICES);
    return labels;
  }
}
