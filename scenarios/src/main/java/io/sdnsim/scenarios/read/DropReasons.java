package io.sdnsim.scenarios.read;

import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.DropReason;
import io.sdnsim.slb.mux.SlbDrop;
import io.sdnsim.vxlan.tunnel.VxlanDrop;
import java.util.List;
import java.util.stream.Stream;

/** The drop reasons that expectations may name. */
final class DropReasons {
  private DropReasons() {}

  static List<String> labels() {
    return Stream.of(CoreDrop.values(), VxlanDrop.values(), SlbDrop.values())
        .flatMap(Stream::of)
        .map(DropReason::label)
        .toList();
  }
}
