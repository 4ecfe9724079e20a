package io.sdnsim.slb.goal;

import java.util.List;

/** What one Mux is told, whole each time; the same for all Muxes. */
public record MuxState(List<VipState> vips, FastpathState fastpath) {
  public MuxState {
    vips = List.copyOf(vips);
  }

  /** Without Fastpath. */
  public MuxState(List<VipState> vips) {
    this(vips, FastpathState.OFF);
  }

  public MuxState withVips(List<VipState> newVips) {
    return new MuxState(newVips, fastpath);
  }
}
