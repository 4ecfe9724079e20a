package io.sdnsim.scenarios.model;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.link.Impairment;
import io.sdnsim.scenarios.model.IpConfig.RouteConfig;
import io.sdnsim.scenarios.model.SecurityGroupConfig.SecurityRuleConfig;
import io.sdnsim.scenarios.model.SlbConfig.VipRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that is done to the network at a given time. */
public sealed interface ScenarioEvent {
  /** Where the event stands in the file. */
  SourceLocation at();

  /** What {@code after} of an expectation names; null when the event has no id. */
  @Nullable String id();

  /** Simulated time. Events of the same time happen in file order. */
  long timePs();

  /** How a node fails, and what its neighbors see. */
  enum NodeFault {
    /** The power goes: all its ports lose carrier, everything volatile is forgotten. */
    POWER_OFF,
    /** Nothing answers and nothing is sent any more; carrier stays. */
    FREEZE,
    /**
     * The processes (BGP, SLB, applications) die; the kernel lives on, closes their TCP connections
     * and answers ARP and ping; carrier stays.
     */
    PROCESS_CRASH,
    /**
     * The BGP process alone dies; the kernel closes its TCP connections, and with graceful restart
     * keeps its routes. Everything else on the node goes on.
     */
    BGP_CRASH,
    /** Processes take their leave (BGP Cease, TCP FIN), then as {@code POWER_OFF}. */
    CLEAN_STOP
  }

  /** How a link fails, and what its ends see. */
  enum LinkFault {
    /**
     * Frames in flight are lost and the receiver's port sees no carrier: with one direction cut,
     * only the port that would have received from it.
     */
    CARRIER_DOWN,
    /** Frames are lost and neither port notices. */
    SILENT_CUT
  }

  /** What is done to a BGP session. */
  enum SessionAction {
    /** Administrative shutdown: Cease (subcode 2), and no new session until {@code UP}. */
    DOWN,
    /** Ends an administrative shutdown. */
    UP,
    /** Administrative reset: Cease (subcode 4), and the session starts again. */
    RESET
  }

  /** {@code fail: { node, how }}. */
  record FailNode(
      SourceLocation at, @Nullable String id, long timePs, Located<String> node, NodeFault how)
      implements ScenarioEvent {}

  /**
   * {@code restore: { node }}: the node is as if just switched on, or thaws with the state that it
   * had when it froze, or its processes are started again.
   */
  record RestoreNode(SourceLocation at, @Nullable String id, long timePs, Located<String> node)
      implements ScenarioEvent {}

  /** {@code fail: { link, how, direction }}. */
  record FailLink(
      SourceLocation at,
      @Nullable String id,
      long timePs,
      PortRef link,
      LinkFault how,
      LinkSide direction)
      implements ScenarioEvent {}

  /** {@code restore: { link, direction }}: carrier and delivery are back; impairments stay. */
  record RestoreLink(
      SourceLocation at, @Nullable String id, long timePs, PortRef link, LinkSide direction)
      implements ScenarioEvent {}

  /**
   * {@code impair: { link, direction, ... }}: replaces whatever impaired these directions before.
   * {@code clear: { link, direction }} is the same with {@link Impairment#NONE}.
   */
  record ImpairLink(
      SourceLocation at,
      @Nullable String id,
      long timePs,
      PortRef link,
      LinkSide direction,
      Impairment impairment)
      implements ScenarioEvent {}

  /**
   * {@code bgp-session: { node, neighbor, do, message }}.
   *
   * @param message for the neighbor's operator (RFC 9003); empty for none
   */
  record BgpSession(
      SourceLocation at,
      @Nullable String id,
      long timePs,
      Located<String> node,
      Located<IpAddress> neighbor,
      SessionAction action,
      String message)
      implements ScenarioEvent {}

  /**
   * {@code config: { node | vip | vm | network-security-group, set }}: an operator changes the
   * running configuration.
   */
  record ChangeConfig(SourceLocation at, @Nullable String id, long timePs, ConfigChange change)
      implements ScenarioEvent {}

  /** What can be changed while the network runs; each change replaces the whole value. */
  sealed interface ConfigChange {
    SourceLocation at();

    /** {@code set: { routes: [...] }}: all static routes of a node; the gateway stays. */
    record SetRoutes(SourceLocation at, Located<String> node, List<RouteConfig> routes)
        implements ConfigChange {
      public SetRoutes {
        routes = List.copyOf(routes);
      }
    }

    /** {@code set: { networks: [...] }}: all networks that a node's BGP originates. */
    record SetNetworks(SourceLocation at, Located<String> node, List<Located<Prefix>> networks)
        implements ConfigChange {
      public SetNetworks {
        networks = List.copyOf(networks);
      }
    }

    /** {@code set: { acl: { name, rules } }}: one access list that the node already has. */
    record SetAcl(SourceLocation at, Located<String> node, AclConfig acl) implements ConfigChange {}

    /** {@code set: { interface: { name, up } }}: {@code shutdown} and {@code no shutdown}. */
    record SetInterface(
        SourceLocation at, Located<String> node, Located<String> interfaceName, boolean up)
        implements ConfigChange {}

    /**
     * {@code set: { bgp: { route-maps: ... } }}: lists and maps by name, and ROAs.
     *
     * @param bgp the whole configuration from then on; null for a node without BGP, which is
     *     refused
     */
    record SetBgp(SourceLocation at, Located<String> node, @Nullable BgpConfig bgp)
        implements ConfigChange {}

    /** {@code set: { enabled: false }} of a VIP: the controller takes it away, or brings it. */
    record SetVipEnabled(SourceLocation at, Located<String> vip, boolean enabled)
        implements ConfigChange {}

    /** {@code set: { firewall: ... }} of a virtual machine: by its own administrator. */
    record SetFirewall(SourceLocation at, Located<String> vm, GuestFirewall firewall)
        implements ConfigChange {}

    /** {@code set: { public-ip: ... }} of a virtual machine: through the controller. */
    record SetPublicAddresses(
        SourceLocation at, Located<String> vm, List<Located<IpAddress>> addresses)
        implements ConfigChange {
      public SetPublicAddresses {
        addresses = List.copyOf(addresses);
      }
    }

    /** {@code set: { rules: [...] }} of a network security group: through the controller. */
    record SetSecurityRules(
        SourceLocation at, Located<String> group, List<SecurityRuleConfig> rules)
        implements ConfigChange {
      public SetSecurityRules {
        rules = List.copyOf(rules);
      }
    }

    /** {@code set: { rules: [...] }} of a VIP: through the controller to Muxes and hosts. */
    record SetVipRules(SourceLocation at, Located<String> vip, List<VipRule> rules)
        implements ConfigChange {
      public SetVipRules {
        rules = List.copyOf(rules);
      }
    }
  }
}
