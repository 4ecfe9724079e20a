package io.sdnsim.core.device;

import io.sdnsim.core.l3.DatagramDecoder;
import io.sdnsim.core.l3.IpConfig;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.transport.TcpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a host or router is made of.
 *
 * @param name unique in the network
 * @param interfaces in the order in which ports are numbered
 * @param staticRoutes of all VRFs
 * @param neighbors set by hand
 * @param accessLists that interfaces name
 * @param ip settings of every VRF's stack; its VRF number is ignored
 * @param tcp defaults of the sockets
 * @param transport makes the transport layer of each VRF
 * @param nat of the default VRF, or null
 * @param receive what its CPU can receive; null: everything at once
 * @param decoder reads reassembled datagrams whose fragments came as bytes
 * @param processes started when the device boots, in this order
 */
public record IpDeviceConfig(
    String name,
    List<InterfaceConfig> interfaces,
    List<StaticRoute> staticRoutes,
    List<StaticNeighbor> neighbors,
    List<AccessListConfig> accessLists,
    IpConfig ip,
    TcpConfig tcp,
    TransportFactory transport,
    @Nullable NatConfig nat,
    @Nullable ReceiveConfig receive,
    DatagramDecoder decoder,
    List<ProcessFactory> processes) {
  public IpDeviceConfig {
    interfaces = List.copyOf(interfaces);
    staticRoutes = List.copyOf(staticRoutes);
    neighbors = List.copyOf(neighbors);
    accessLists = List.copyOf(accessLists);
    processes = List.copyOf(processes);
  }

  /** A host: forwards nothing, speaks TCP, UDP and ICMP. */
  public static IpDeviceConfig host(String name, InterfaceConfig... interfaces) {
    return new IpDeviceConfig(
        name,
        List.of(interfaces),
        List.of(),
        List.of(),
        List.of(),
        IpConfig.HOST,
        TcpConfig.RFC,
        TransportFactory.STANDARD,
        null,
        null,
        DatagramDecoder.RAW,
        List.of());
  }

  /** A router: a host that forwards. */
  public static IpDeviceConfig router(String name, InterfaceConfig... interfaces) {
    return host(name, interfaces).withIp(IpConfig.ROUTER);
  }

  /** With more static routes. */
  public IpDeviceConfig withRoutes(StaticRoute... more) {
    return withRoutes(List.of(more));
  }

  /** With more static routes. */
  public IpDeviceConfig withRoutes(List<StaticRoute> more) {
    return with(copy -> copy.staticRoutes = joined(staticRoutes, more));
  }

  /** With more neighbors set by hand. */
  public IpDeviceConfig withNeighbors(List<StaticNeighbor> more) {
    return with(copy -> copy.neighbors = joined(neighbors, more));
  }

  /** With more access lists. */
  public IpDeviceConfig withAccessLists(AccessListConfig... more) {
    return with(copy -> copy.accessLists = joined(accessLists, List.of(more)));
  }

  public IpDeviceConfig withIp(IpConfig newIp) {
    return with(copy -> copy.ip = newIp);
  }

  public IpDeviceConfig withTcp(TcpConfig newTcp) {
    return with(copy -> copy.tcp = newTcp);
  }

  public IpDeviceConfig withTransport(TransportFactory newTransport) {
    return with(copy -> copy.transport = newTransport);
  }

  public IpDeviceConfig withNat(NatConfig newNat) {
    return with(copy -> copy.nat = newNat);
  }

  /** With a CPU that can receive so much; null: everything at once. */
  public IpDeviceConfig withReceive(@Nullable ReceiveConfig newReceive) {
    return with(copy -> copy.receive = newReceive);
  }

  public IpDeviceConfig withDecoder(DatagramDecoder newDecoder) {
    return with(copy -> copy.decoder = newDecoder);
  }

  /** With more processes. */
  public IpDeviceConfig withProcesses(ProcessFactory... more) {
    return with(copy -> copy.processes = joined(processes, List.of(more)));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private IpDeviceConfig with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.finished();
  }

  /** The values on the way from one configuration to the next. */
  private static final class Copy {
    String name;
    List<InterfaceConfig> interfaces;
    List<StaticRoute> staticRoutes;
    List<StaticNeighbor> neighbors;
    List<AccessListConfig> accessLists;
    IpConfig ip;
    TcpConfig tcp;
    TransportFactory transport;
    @Nullable NatConfig nat;
    @Nullable ReceiveConfig receive;
    DatagramDecoder decoder;
    List<ProcessFactory> processes;

    Copy(IpDeviceConfig from) {
      name = from.name;
      interfaces = from.interfaces;
      staticRoutes = from.staticRoutes;
      neighbors = from.neighbors;
      accessLists = from.accessLists;
      ip = from.ip;
      tcp = from.tcp;
      transport = from.transport;
      nat = from.nat;
      receive = from.receive;
      decoder = from.decoder;
      processes = from.processes;
    }

    IpDeviceConfig finished() {
      return new IpDeviceConfig(
          name,
          interfaces,
          staticRoutes,
          neighbors,
          accessLists,
          ip,
          tcp,
          transport,
          nat,
          receive,
          decoder,
          processes);
    }
  }
}
