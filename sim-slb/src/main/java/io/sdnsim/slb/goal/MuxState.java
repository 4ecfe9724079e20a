package io.sdnsim.slb.goal;

import io.sdnsim.core.address.IpAddress;
import java.util.List;

/**
 * Everything that a Mux is told.
 *
 * @param publicIps addresses whose packets all go to one VM, without state
 */
public record MuxState(List<VipState> vips, List<PublicIpState> publicIps) {
  /**
   * An instance-level public IP.
   *
   * @param backend the VM that has it, with port 0: every port stays as it is
   */
  public record PublicIpState(IpAddress address, Backend backend) {}

  public MuxState {
    vips = List.copyOf(vips);
    publicIps = List.copyOf(publicIps);
  }

  /** A state without public IPs of single VMs. */
  public MuxState(List<VipState> vips) {
    this(vips, List.of());
  }

  public MuxState withVips(List<VipState> newVips) {
    return new MuxState(newVips, publicIps);
  }
}
