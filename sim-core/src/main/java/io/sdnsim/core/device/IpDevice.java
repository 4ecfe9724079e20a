package io.sdnsim.core.device;

import io.sdnsim.core.address.InterfaceAddress;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.bfd.BfdSessions;
import io.sdnsim.core.l3.DatagramHandler;
import io.sdnsim.core.l3.IpInterface;
import io.sdnsim.core.l3.IpOutput;
import io.sdnsim.core.l3.IpStack;
import io.sdnsim.core.l3.RouteTable;
import io.sdnsim.core.l3.acl.AccessList;
import io.sdnsim.core.l3.acl.Firewall;
import io.sdnsim.core.l3.acl.FirewallRules;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.link.FrameHandler;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.EthernetHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A host or router: ports, an IP stack and a transport layer for each VRF, and processes. */
public final class IpDevice implements IpNode {
  private final NodeContext context;
  private final IpDeviceConfig config;
  private final List<Port> ports = new ArrayList<>();
  private final TreeMap<String, Integer> portNumbers = new TreeMap<>();
  private final List<StaticRoute> staticRoutes;
  private final Map<String, AccessListConfig> accessLists = new TreeMap<>();
  private @Nullable FirewallRules firewallRules;
  private @Nullable Life life;

  /**
   * A device without power: {@link #boot} brings it to life.
   *
   * @throws IllegalArgumentException when the configuration contradicts itself
   */
  public IpDevice(NodeContext context, IpDeviceConfig config) {
    this.context = context;
    this.config = config;
    this.staticRoutes = new ArrayList<>(config.staticRoutes());
    config.accessLists().forEach(list -> accessLists.put(list.name(), list));
    for (InterfaceConfig each : config.interfaces()) {
      String name = each.port();
      if (name != null && !portNumbers.containsKey(name)) {
        int number = ports.size();
        MacAddress given = each.mac();
        MacAddress mac = given != null ? given : Network.portMac(context.index(), number);
        ports.add(new Port(context, number, name, mac));
        portNumbers.put(name, number);
      }
    }
    checkNames();
  }

  private void checkNames() {
    Map<String, Boolean> names = new TreeMap<>();
    Map<String, Boolean> lists = new TreeMap<>();
    config.accessLists().forEach(list -> lists.put(list.name(), true));
    for (InterfaceConfig each : config.interfaces()) {
      if (names.put(each.name(), true) != null) {
        throw new IllegalArgumentException(
            config.name() + " has two interfaces named " + each.name());
      }
      for (String list : new String[] {each.aclIn(), each.aclOut()}) {
        if (list != null && !lists.containsKey(list)) {
          throw new IllegalArgumentException(
              config.name() + "." + each.name() + ": there is no access list " + list);
        }
      }
    }
  }

  /** What the device knows only while it has power. */
  private final class Life {
    private final TreeMap<Integer, IpStack> stacks = new TreeMap<>();

    /** Of VRF 0, for those who ask with each packet. */
    private final IpStack defaultStack;

    private final TreeMap<Integer, TransportFactory.Layer> transports = new TreeMap<>();
    private final List<PacketInterceptor> interceptors = new ArrayList<>();
    private final List<LocalDeliveryHook> deliveryHooks = new ArrayList<>();
    private final TreeMap<Integer, NodeProcess> processes = new TreeMap<>();
    private final Map<String, AccessList> accessListsInForce = new TreeMap<>();
    private final @Nullable ReceiveStage receive;
    private @Nullable BfdSessions bfd;
    private @Nullable Firewall firewall;
    private final StaticRoutes routes;

    Life() {
      accessLists.values().forEach(this::put);
      addStack(0);
      defaultStack = stack(0);
      applyFirewall();
      config.interfaces().forEach(each -> addStack(each.vrf()));
      List<PortDemultiplexer> demultiplexers = new ArrayList<>();
      ports.forEach(port -> demultiplexers.add(new PortDemultiplexer(context)));
      for (InterfaceConfig each : config.interfaces()) {
        IpInterface added = makeInterface(each);
        stack(each.vrf()).add(added);
        Port port = added.port();
        if (port != null) {
          demultiplexers.get(port.number()).add(added);
        }
      }
      ReceiveConfig limit = config.receive();
      receive = limit == null ? null : new ReceiveStage(context, limit, ownAddresses());
      for (Port port : ports) {
        FrameHandler handler = demultiplexers.get(port.number()).handler();
        port.attach(receive == null ? handler : receive.before(handler));
      }
      routes = new StaticRoutes(vrf -> stack(vrf).routes(), this::bfd, addressesOfDefaultVrf());
      config
          .neighbors()
          .forEach(
              n ->
                  owner(n.interfaceName())
                      .addStaticNeighbor(n.interfaceName(), n.address(), n.mac()));
    }

    /** Made for the first who asks: few nodes speak BFD. */
    BfdSessions bfd() {
      BfdSessions made = bfd;
      if (made == null) {
        made = new BfdSessions(context, transport(0).sockets());
        bfd = made;
      }
      return made;
    }

    private SortedSet<IpAddress> ownAddresses() {
      SortedSet<IpAddress> own = new TreeSet<>();
      for (InterfaceConfig each : config.interfaces()) {
        each.addresses().forEach(address -> own.add(address.address()));
      }
      return own;
    }

    private List<InterfaceAddress> addressesOfDefaultVrf() {
      List<InterfaceAddress> addresses = new ArrayList<>();
      for (InterfaceConfig each : config.interfaces()) {
        if (each.vrf() == 0) {
          addresses.addAll(each.addresses());
        }
      }
      return addresses;
    }

    private void put(AccessListConfig list) {
      accessListsInForce.put(list.name(), new AccessList(list.name(), list.entries()));
    }

    /** A firewall that was there goes on with the flows that it follows. */
    void applyFirewall() {
      FirewallRules rules = firewallRules;
      Firewall running = firewall;
      if (rules != null && running == null) {
        Firewall made = new Firewall(rules);
        firewall = made;
        stack(0).setFirewall(made);
      } else if (rules != null && running != null) {
        running.apply(rules);
      }
    }

    private void addStack(int vrf) {
      if (stacks.containsKey(vrf)) {
        return;
      }
      IpStack stack = new IpStack(context, config.ip().withVrf(vrf), config.decoder());
      TransportFactory.Layer layer = config.transport().create(context, stack, config.tcp());
      stack.setLocalHandler(layer.input());
      stacks.put(vrf, stack);
      transports.put(vrf, layer);
      NatConfig nat = config.nat();
      if (vrf == 0 && nat != null) {
        stack.setNat(nat);
      }
    }

    private IpInterface makeInterface(InterfaceConfig each) {
      Port port = each.port() == null ? null : findPort(each.port());
      IpInterface made =
          port == null
              ? IpInterface.loopback(each.name(), each.addresses())
              : IpInterface.onPort(
                  each.name(), port, each.vlanId(), each.addresses(), each.mtuBytes());
      made.setAccessLists(list(each.aclIn()), list(each.aclOut()));
      return made;
    }

    private @Nullable AccessList list(@Nullable String name) {
      return name == null ? null : accessListsInForce.get(name);
    }

    private IpStack owner(String interfaceName) {
      for (IpStack stack : stacks.values()) {
        if (stack.findInterface(interfaceName) != null) {
          return stack;
        }
      }
      throw new IllegalArgumentException(
          config.name() + " has no interface " + interfaceName + " for a static neighbor");
    }

    private IpStack stack(int vrf) {
      IpStack stack = stacks.get(vrf);
      if (stack == null) {
        throw new IllegalArgumentException(config.name() + " has no VRF " + vrf);
      }
      return stack;
    }

    private TransportFactory.Layer transport(int vrf) {
      TransportFactory.Layer layer = transports.get(vrf);
      if (layer == null) {
        throw new IllegalArgumentException(config.name() + " has no VRF " + vrf);
      }
      return layer;
    }

    /** Without hooks the transport layer is called straight. */
    void updateDelivery() {
      DatagramHandler transport = transport(0).input();
      stack(0)
          .setLocalHandler(
              deliveryHooks.isEmpty()
                  ? transport
                  : datagram -> {
                    if (!isTaken(datagram)) {
                      transport.deliver(datagram);
                    }
                  });
    }

    private boolean isTaken(Packet datagram) {
      for (int i = 0; i < deliveryHooks.size(); i++) {
        if (deliveryHooks.get(i).take(datagram)) {
          return true;
        }
      }
      return false;
    }

    void start() {
      stacks.values().forEach(IpStack::start);
      staticRoutes.forEach(routes::add);
      startProcesses();
    }

    void startProcesses() {
      routes.bfdRestarted();
      for (int i = 0; i < config.processes().size(); i++) {
        if (!processes.containsKey(i)) {
          NodeProcess process = config.processes().get(i).create(IpDevice.this);
          processes.put(i, process);
          process.start();
        }
      }
    }

    void crashProcesses() {
      processes.values().forEach(NodeProcess::crash);
      if (bfd != null) {
        bfd.crash();
      }
      routes.bfdCrashed();
      processes.clear();
      interceptors.clear();
      deliveryHooks.clear();
      updateDelivery();
      updateHook();
      transports.values().forEach(layer -> layer.crash().run());
    }

    void updateHook() {
      stack(0).setForwardingHook(interceptors.isEmpty() ? null : this::intercept);
    }

    private boolean intercept(Packet datagram) {
      for (PacketInterceptor interceptor : interceptors) {
        if (interceptor.intercept(datagram)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Chooses the interface by the VLAN tag, where a port has several. */
  private static final class PortDemultiplexer implements FrameHandler {
    private final NodeContext context;
    private final TreeMap<Integer, IpInterface> byVlan = new TreeMap<>();

    PortDemultiplexer(NodeContext context) {
      this.context = context;
    }

    void add(IpInterface added) {
      if (byVlan.put(added.vlanId(), added) != null) {
        throw new IllegalArgumentException(
            context.name() + "." + added.name() + ": the port has this VLAN already");
      }
    }

    /** The interface itself, when the port has but one and no frame with a tag is for it. */
    FrameHandler handler() {
      IpInterface untagged = byVlan.get(EthernetHeader.UNTAGGED);
      return byVlan.size() == 1 && untagged != null ? untagged : this;
    }

    @Override
    public void receive(Port port, Packet frame) {
      EthernetHeader ethernet = frame.ethernet();
      int vlan = ethernet == null ? EthernetHeader.UNTAGGED : ethernet.vlanId();
      // IEEE 802.1Q 6.9: VLAN 0 is a priority without a VLAN.
      IpInterface target = byVlan.get(vlan == 0 ? EthernetHeader.UNTAGGED : vlan);
      if (target == null) {
        context.drop(frame, CoreDrop.UNKNOWN_VLAN, Integer.toString(vlan));
      } else {
        target.receive(port, frame);
      }
    }
  }

  @Override
  public NodeContext context() {
    return context;
  }

  public IpDeviceConfig config() {
    return config;
  }

  @Override
  public List<Port> ports() {
    return List.copyOf(ports);
  }

  /**
   * @throws IllegalArgumentException when there is no port of this name
   */
  public Port findPort(String name) {
    Integer number = portNumbers.get(name);
    if (number == null) {
      throw new IllegalArgumentException(config.name() + " has no port " + name);
    }
    return ports.get(number);
  }

  @Override
  public void boot() {
    Life born = new Life();
    life = born;
    born.start();
  }

  @Override
  public void powerOff() {
    Life ended = life;
    life = null;
    if (ended != null) {
      if (ended.receive != null) {
        ended.receive.stop();
      }
      ended.stacks.values().forEach(IpStack::stop);
      ended.transports.values().forEach(layer -> layer.powerOff().run());
    }
  }

  @Override
  public void shutDown() {
    List<NodeProcess> ending = List.copyOf(life().processes.values());
    life().processes.clear();
    ending.forEach(NodeProcess::shutDown);
  }

  @Override
  public void crashProcesses() {
    life().crashProcesses();
  }

  /** One process dies, the others live on. Nothing happens when it is dead already. */
  public void crashProcess(NodeProcess process) {
    if (life().processes.values().remove(process)) {
      process.crashAlone();
    }
  }

  @Override
  public void restartProcesses() {
    life().startProcesses();
  }

  @Override
  public int heldPackets() {
    Life now = life;
    int held = 0;
    if (now != null) {
      for (IpStack stack : now.stacks.values()) {
        held += stack.heldPackets();
      }
      if (now.receive != null) {
        held += now.receive.held();
      }
    }
    return held;
  }

  @Override
  public long receiveDrops() {
    Life now = life;
    return now == null || now.receive == null ? 0 : now.receive.dropped();
  }

  private Life life() {
    Life now = life;
    if (now == null) {
      throw new IllegalStateException(config.name() + " has no power");
    }
    return now;
  }

  /** The IP stack of the default VRF. */
  public IpStack stack() {
    return life().defaultStack;
  }

  /**
   * The IP stack of a VRF.
   *
   * @throws IllegalArgumentException when no interface belongs to the VRF
   */
  public IpStack stack(int vrf) {
    return life().stack(vrf);
  }

  @Override
  public Transport transport() {
    return transport(0);
  }

  /**
   * The sockets of a VRF.
   *
   * @throws IllegalArgumentException when no interface belongs to the VRF
   */
  public Transport transport(int vrf) {
    return life().transport(vrf).sockets();
  }

  @Override
  public RouteTable routes() {
    return stack().routes();
  }

  @Override
  public IpOutput output() {
    return stack();
  }

  @Override
  public BfdSessions bfd() {
    return life().bfd();
  }

  @Override
  public List<InterfaceAddress> localAddresses() {
    return stack().localAddresses();
  }

  /**
   * Hands a datagram to the sockets of the default VRF as if its destination were the node's own.
   */
  public void deliver(Packet datagram) {
    life().transport(0).input().deliver(datagram);
  }

  /** An operator replaces the static routes of all VRFs; they stay over a power cycle. */
  public void replaceStaticRoutes(List<StaticRoute> newRoutes) {
    Life now = life;
    if (now != null) {
      staticRoutes.forEach(now.routes::remove);
      newRoutes.forEach(now.routes::add);
    }
    staticRoutes.clear();
    staticRoutes.addAll(newRoutes);
  }

  /** The static routes as they are configured now. */
  public List<StaticRoute> staticRoutes() {
    return List.copyOf(staticRoutes);
  }

  /**
   * An operator replaces an access list; its counters begin anew. It stays over a power cycle.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public void replaceAccessList(AccessListConfig list) {
    if (accessLists.put(list.name(), list) == null) {
      accessLists.remove(list.name());
      throw new IllegalArgumentException(config.name() + " has no access list " + list.name());
    }
    Life now = life;
    if (now != null) {
      now.put(list);
      for (InterfaceConfig each : config.interfaces()) {
        IpInterface running = now.stack(each.vrf()).findInterface(each.name());
        if (running != null) {
          running.setAccessLists(now.list(each.aclIn()), now.list(each.aclOut()));
        }
      }
    }
  }

  /**
   * An operator replaces the rules of the firewall in front of the default VRF's sockets. They stay
   * over a power cycle; the flows that the firewall follows do not.
   */
  public void replaceFirewall(FirewallRules rules) {
    firewallRules = rules;
    Life now = life;
    if (now != null) {
      now.applyFirewall();
    }
  }

  /** The access list that is in force, with its counters. */
  public @Nullable AccessList accessList(String name) {
    return life().list(name);
  }

  @Override
  public void addInterceptor(PacketInterceptor interceptor) {
    life().interceptors.add(interceptor);
    life().updateHook();
  }

  @Override
  public void removeInterceptor(PacketInterceptor interceptor) {
    life().interceptors.remove(interceptor);
    life().updateHook();
  }

  @Override
  public void addLocalDeliveryHook(LocalDeliveryHook hook) {
    life().deliveryHooks.add(hook);
    life().updateDelivery();
  }

  @Override
  public void removeLocalDeliveryHook(LocalDeliveryHook hook) {
    Life now = life;
    if (now != null && now.deliveryHooks.remove(hook)) {
      now.updateDelivery();
    }
  }

  @Override
  public String toString() {
    return config.name();
  }
}
