package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * What one Mux is told, whole each time; the same for all Muxes.
 *
 * @param publicIps addresses whose packets all go to one VM, without state
 */
public record MuxState(List<VipState> vips, List<PublicIpState> publicIps, FastpathState fastpath) {
  /**
   * An instance-level public IP.
   *
   * @param backend the VM that has it, with port 0: every port stays as it is
   */
  public record PublicIpState(IpAddress address, Backend backend) {
    /** What it is called among VIPs. */
    public String title() {
      return PublicIp.title(address);
    }
  }

  public MuxState {
    vips = List.copyOf(vips);
    publicIps = List.copyOf(publicIps);
  }

  /** A state without Fastpath. */
  public MuxState(List<VipState> vips, List<PublicIpState> publicIps) {
    this(vips, publicIps, FastpathState.OFF);
  }

  /** A state without public IPs of single VMs and Fastpath. */
  public MuxState(List<VipState> vips) {
    this(vips, List.of());
  }

  public MuxState withVips(List<VipState> newVips) {
    return new MuxState(newVips, publicIps, fastpath);
  }

  public MuxState withPublicIps(List<PublicIpState> newPublicIps) {
    return new MuxState(vips, newPublicIps, fastpath);
  }
}
