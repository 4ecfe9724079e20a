package io.sdnsim.scenarios.integration;

import io.sdnsim.scenarios.export.FrrExport;
import io.sdnsim.scenarios.model.DeviceConfig;
import io.sdnsim.scenarios.model.DeviceConfig.HostConfig;
import io.sdnsim.scenarios.model.DeviceConfig.IpDevice;
import io.sdnsim.scenarios.model.DeviceConfig.SwitchConfig;
import io.sdnsim.scenarios.model.LinkDefinition;
import io.sdnsim.scenarios.model.PortRef;
import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.testkit.RequiredTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The BGP routers of a scenario as FRR daemons, each in a network namespace of its own, configured
 * by what {@code export frr} writes. Every link goes through a bridge in one more namespace, so
 * that it can be cut with and without loss of carrier; a switch of the scenario is such a bridge,
 * and so is what a host leaves of its links: it is not there itself.
 *
 * <p>One line is put before each configuration: FRR 8.4.4 loses one next hop of two in the kernel
 * when carrier flaps, unless it does without the kernel's next-hop objects.
 */
final class RealFabric implements AutoCloseable {
  private static final String DAEMONS = "/usr/lib/frr/";
  private static final String WIRE = "wire";
  private static final String WITHOUT_NEXT_HOP_OBJECTS = "no zebra nexthop kernel enable\n";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String prefix;
  private final Path directory;
  private final Scenario scenario;
  private final List<IpDevice> routers = new ArrayList<>();
  private final Set<String> namespaces = new TreeSet<>();
  private final Map<String, Process> processes = new TreeMap<>();

  /** The end of each link in the namespace of the wires, by the port that it belongs to. */
  private final Map<String, String> wireEnds = new TreeMap<>();

  private final Map<String, String> bridges = new TreeMap<>();
  private final Thread cleaner = new Thread(this::cleanUp);

  RealFabric(Scenario scenario) {
    this.scenario = scenario;
    this.prefix = "sdnsim" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet() + "-";
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      this.directory = Files.createTempDirectory("sdnsim-frr");
      Files.setPosixFilePermissions(
          directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
      build();
    } catch (IOException | RuntimeException e) {
      close();
      throw new IllegalStateException("the real routers could not be started", e);
    }
  }

  /** Skips the test where real routers cannot run. */
  static void require() {
    String purpose = "run real routers in network namespaces";
    RequiredTools.require("ip", purpose);
    RequiredTools.require("vtysh", purpose);
    RequiredTools.require(
        Files.isExecutable(Path.of(DAEMONS + "bgpd")), "FRR is not in " + DAEMONS, purpose);
    RequiredTools.require("root".equals(System.getProperty("user.name")), "not root", purpose);
  }

  List<IpDevice> routers() {
    return routers;
  }

  String namespace(String node) {
    return prefix + node;
  }

  Path directory(String node) {
    return directory.resolve(node);
  }

  private void build() throws IOException {
    addNamespace(WIRE);
    Map<String, String> files = FrrExport.of(scenario).files();
    for (DeviceConfig node : scenario.topology().nodes()) {
      if (node instanceof IpDevice device && files.containsKey(node.name() + "/frr.conf")) {
        routers.add(device);
        addNamespace(device.name());
        Files.createDirectory(directory(device.name()));
        Files.writeString(
            config(device.name()),
            WITHOUT_NEXT_HOP_OBJECTS + files.get(device.name() + "/frr.conf"));
        Shell.run("chown", "-R", "frr:frr", directory(device.name()).toString());
      } else if (!(node instanceof SwitchConfig || node instanceof HostConfig)) {
        throw new IllegalArgumentException(node.name() + " is no router, switch or host");
      }
    }
    int number = 0;
    for (LinkDefinition link : scenario.topology().links()) {
      connect(++number, link);
    }
    for (IpDevice router : routers) {
      startZebra(router);
      startBgp(router.name());
    }
  }

  private Path config(String node) {
    return directory(node).resolve("frr.conf");
  }

  private void addNamespace(String name) {
    String namespace = namespace(name);
    Shell.run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
    inNamespace(
        name,
        "sysctl",
        "-qw",
        "net.ipv4.ip_forward=1",
        "net.ipv4.conf.all.rp_filter=0",
        "net.ipv4.conf.default.rp_filter=0");
  }

  private String inNamespace(String node, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(node)));
    all.addAll(List.of(command));
    return Shell.run(all.toArray(String[]::new));
  }

  private void wire(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "-n", namespace(WIRE), "link"));
    all.addAll(List.of(command));
    Shell.run(all.toArray(String[]::new));
  }

  private boolean isSwitch(PortRef port) {
    return namespaces.stream().noneMatch(namespace(port.node())::equals);
  }

  private void connect(int number, LinkDefinition link) {
    PortRef inSwitch = isSwitch(link.a()) ? link.a() : isSwitch(link.b()) ? link.b() : null;
    String bridge =
        bridges.computeIfAbsent(
            inSwitch == null ? "link " + number : inSwitch.node(),
            key -> {
              String name = "br" + number;
              wire("add", name, "type", "bridge", "mcast_snooping", "0");
              wire("set", name, "up");
              return name;
            });
    for (PortRef end : List.of(link.a(), link.b())) {
      if (!isSwitch(end)) {
        String wireEnd = "l" + number + (end.equals(link.a()) ? "a" : "b");
        wire(
            "add",
            wireEnd,
            "type",
            "veth",
            "peer",
            "name",
            end.port(),
            "netns",
            namespace(end.node()));
        wire("set", wireEnd, "master", bridge, "up");
        Shell.run("ip", "-n", namespace(end.node()), "link", "set", "dev", end.port(), "up");
        wireEnds.put(end.toString(), wireEnd);
        bridges.put(wireEnd, bridge);
      }
    }
  }

  private void start(String node, String daemon, String... options) {
    Path home = directory(node);
    List<String> command =
        new ArrayList<>(List.of("ip", "netns", "exec", namespace(node), DAEMONS + daemon));
    command.addAll(
        List.of("-f", config(node).toString(), "-i", home.resolve(daemon + ".pid") + ""));
    command.addAll(List.of("-z", home.resolve("zserv.api") + "", "--vty_socket", home.toString()));
    command.addAll(List.of("-u", "frr", "-g", "frr", "-P", "0"));
    command.addAll(List.of(options));
    processes.put(node + " " + daemon, Shell.start(home.resolve(daemon + ".log"), command));
  }

  private void startZebra(IpDevice router) {
    start(router.name(), "zebra", "-s", "90000000");
    Path socket = directory(router.name()).resolve("zserv.api");
    for (int i = 0; i < 200 && !Files.exists(socket); i++) {
      Shell.sleepMillis(10);
    }
    if (!router.ip().routes().isEmpty()) {
      start(router.name(), "staticd");
    }
  }

  void startBgp(String node) {
    start(node, "bgpd");
  }

  /** The process of a node's bgpd, the last that was started. */
  Process bgp(String node) {
    return processes.get(node + " bgpd");
  }

  /** What vtysh prints to these commands. */
  String vtysh(String node, List<String> commands) {
    List<String> all =
        new ArrayList<>(List.of("vtysh", "--vty_socket", directory(node).toString()));
    for (String command : commands) {
      all.addAll(List.of("-c", command));
    }
    return Shell.run(all.toArray(String[]::new));
  }

  /** What a node's kernel says of its routes by BGP. */
  String kernelRoutes(String node) {
    return Shell.run("ip", "-n", namespace(node), "-4", "-j", "route", "show", "proto", "bgp");
  }

  /** Takes the carrier of one end of a link, or gives it back. */
  void setCarrier(PortRef port, boolean up) {
    wire("set", wireEnds.get(port.toString()), up ? "up" : "down");
  }

  /** Pulls the far end of a port's cable out where nobody sees it, or puts it back. */
  void setPlugged(PortRef port, boolean plugged) {
    String end = wireEnds.get(port.toString());
    if (plugged) {
      wire("set", end, "master", bridges.get(end));
    } else {
      wire("set", end, "nomaster");
    }
  }

  /** The two ends of a link that are ports of routers. */
  List<PortRef> ends(PortRef port) {
    for (LinkDefinition link : scenario.topology().links()) {
      if (Stream.of(link.a(), link.b()).anyMatch(end -> isSame(end, port))) {
        return Stream.of(link.a(), link.b()).filter(end -> !isSwitch(end)).toList();
      }
    }
    throw new IllegalArgumentException("no link at " + port);
  }

  /** Whether two mentions are of one port, wherever in the file they stand. */
  static boolean isSame(PortRef a, PortRef b) {
    return a.node().equals(b.node()) && a.port().equals(b.port());
  }

  /** Begins to note what a node's kernel says of its routes. */
  Path watch(String node, String name) {
    Path log = directory(node).resolve(name + ".routes");
    List<String> command =
        List.of("ip", "-n", namespace(node), "-ts", "-o", "-4", "monitor", "route");
    processes.put(node + " " + name, Shell.start(log, command));
    return log;
  }

  @Override
  public void close() {
    cleanUp();
    try {
      Runtime.getRuntime().removeShutdownHook(cleaner);
    } catch (IllegalStateException e) {
      // The JVM ends: the hook is what runs us.
      return;
    }
  }

  private synchronized void cleanUp() {
    // Whoever is interrupted cleans up all the same.
    boolean interrupted = Thread.interrupted();
    for (Process process : processes.values()) {
      if (process.isAlive()) {
        process.destroyForcibly();
      }
    }
    for (Process process : processes.values()) {
      try {
        process.waitFor(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    processes.clear();
    for (String namespace : namespaces) {
      try {
        Shell.run("ip", "netns", "del", namespace);
      } catch (IllegalStateException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
    namespaces.clear();
    if (directory != null && Files.exists(directory)) {
      Shell.run("rm", "-rf", directory.toString());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
