package io.sdnsim.slb.goal;

import java.util.List;

/** What one Mux is told, whole each time; the same for all Muxes. */
public record MuxState(List<VipState> vips) {
  public MuxState {
    vips = List.copyOf(vips);
  }
}
