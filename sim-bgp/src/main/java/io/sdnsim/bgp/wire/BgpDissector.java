package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.wire.Dissector;
import io.sdnsim.core.wire.Layer;
import java.util.List;

/** Shows the BGP messages in a TCP segment, one layer each. */
public final class BgpDissector {
  private BgpDissector() {}

  /** Makes a dissector know BGP by its port. */
  public static void register(Dissector dissector) {
    dissector.register(
        Dissector.Selector.TCP_PORT, BgpMessage.PORT, (packet, payload) -> layers(payload));
  }

  private static List<Layer> layers(Bytes payload) {
    return BgpSummary.lines(payload.toArray()).stream()
        .map(line -> Layer.named("bgp").with("message", line).build())
        .toList();
  }
}
