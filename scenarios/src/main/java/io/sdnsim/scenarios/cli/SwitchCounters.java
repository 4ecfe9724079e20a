package io.sdnsim.scenarios.cli;

import io.sdnsim.vxlan.vswitch.VirtualSwitch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counters of a virtual switch, which are no part of the trace: read as they stand. */
final class SwitchCounters {
  private static final String LAYERS = "vfp";
  private static final String METERS = "meters";

  /** All of them. */
  static final List<String> NAMES = List.of(LAYERS, METERS);

  private SwitchCounters() {}

  /**
   * The rows of a table.
   *
   * @param virtualSwitch null on a host that never booted
   */
  static List<Map<String, Object>> rows(String table, @Nullable VirtualSwitch virtualSwitch) {
    if (virtualSwitch == null) {
      return List.of();
    }
    return table.equals(LAYERS) ? virtualSwitch.layerRows() : virtualSwitch.meterRows();
  }
}
