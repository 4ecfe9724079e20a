package io.sdnsim.vxlan.vswitch;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.IpProtocol;

/**
 * The host's half of a load-balancing rule: packets to the VIP's port that a Mux sent to this VM go
 * to the VM's own address and port.
 *
 * @param port the VM's port on the virtual switch
 * @param vipName as users write it
 * @param protocol an IP protocol number, TCP or UDP
 * @param vipPort 1 to 65535
 * @param dip the VM's address; the VIP itself where it floats, and the VM has it on a loopback
 * @param dipPort 1 to 65535
 * @param idleTimeoutPs when a flow without a packet is forgotten; 0 leaves that to the host
 * @param internal whether the VIP is an internal load balancer's, whose clients are in the virtual
 *     network
 */
public record DnatRule(
    String port,
    String vipName,
    IpAddress vip,
    int protocol,
    int vipPort,
    IpAddress dip,
    int dipPort,
    long idleTimeoutPs,
    boolean internal) {
  /** A rule of a VIP that the world can reach. */
  public DnatRule(
      String port,
      String vipName,
      IpAddress vip,
      int protocol,
      int vipPort,
      IpAddress dip,
      int dipPort,
      long idleTimeoutPs) {
    this(port, vipName, vip, protocol, vipPort, dip, dipPort, idleTimeoutPs, false);
  }

  /**
   * @throws IllegalArgumentException when the idle timeout is negative
   */
  public DnatRule {
    if (idleTimeoutPs < 0) {
      throw new IllegalArgumentException("idle timeout " + idleTimeoutPs);
    }
  }

  /** Whether the VM sees the VIP as it is. */
  boolean floats() {
    return dip.equals(vip);
  }

  /** {@code dnat vip portal tcp/443}, as traces name it. */
  public String title() {
    return "dnat vip " + vipName + " " + IpProtocol.name(protocol) + "/" + vipPort;
  }
}
