package io.sdnsim.core.device;

import io.sdnsim.core.l3.DatagramDecoder;
import io.sdnsim.core.l3.IpConfig;
import io.sdnsim.core.l3.nat.NatConfig;
import io.sdnsim.core.transport.TcpConfig;
import java.util.ArrayList;
import java.util.List;
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
    return new IpDeviceConfig(
        name,
        interfaces,
        joined(staticRoutes, more),
        neighbors,
        accessLists,
        ip,
        tcp,
        transport,
        nat,
        decoder,
        processes);
  }

  /** With more neighbors set by hand. */
  public IpDeviceConfig withNeighbors(List<StaticNeighbor> more) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        joined(neighbors, more),
        accessLists,
        ip,
        tcp,
        transport,
        nat,
        decoder,
        processes);
  }

  /** With more access lists. */
  public IpDeviceConfig withAccessLists(AccessListConfig... more) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        neighbors,
        joined(accessLists, List.of(more)),
        ip,
        tcp,
        transport,
        nat,
        decoder,
        processes);
  }

  public IpDeviceConfig withIp(IpConfig newIp) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        neighbors,
        accessLists,
        newIp,
        tcp,
        transport,
        nat,
        decoder,
        processes);
  }

  public IpDeviceConfig withTcp(TcpConfig newTcp) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        neighbors,
        accessLists,
        ip,
        newTcp,
        transport,
        nat,
        decoder,
        processes);
  }

  public IpDeviceConfig withTransport(TransportFactory newTransport) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        neighbors,
        accessLists,
        ip,
        tcp,
        newTransport,
        nat,
        decoder,
        processes);
  }

  public IpDeviceConfig withNat(NatConfig newNat) {
    return new IpDeviceConfig(
        name,
        interfaces,
        staticRoutes,
        neighbors,
        accessLists,
        ip,
        tcp,
        transport,
        newNat,
        decoder,
        processes);
  }

  public IpDeviceConfig withDecoder(DatagramDecoder newDecoder) {
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
        newDecoder,
        processes);
  }

  /** With more processes. */
  public IpDeviceConfig withProcesses(ProcessFactory... more) {
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
        decoder,
        joined(processes, List.of(more)));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
