package io.sdnsim.scenarios.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The text of a random scenario: some Muxes and hosts, two tenants with the same addresses, VIPs
 * with all kinds of rules, traffic from outside, between tenants' machines and out, and faults in
 * the midst of it. What it draws depends on the seed alone.
 *
 * <p>The client loses power in the last second, so that a connection that waits for an answer from
 * nobody ends too.
 */
final class RandomBalancer {
  static final List<String> TENANTS = List.of("red", "blue");
  static final int SECONDS = 180;
  private static final int FIRST_FAULT_SECOND = 7;
  private static final int LAST_FAULT_SECOND = 25;

  private final SplittableRandom random;
  private final long seed;
  private final int muxes;
  private final int hosts;
  private final int vmsPerTenant;
  private final StringBuilder text = new StringBuilder();

  RandomBalancer(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.muxes = 1 + random.nextInt(4);
    this.hosts = 1 + random.nextInt(3);
    this.vmsPerTenant = 2 + random.nextInt(3);
  }

  /** The tenant that a node, a VIP or a flow is called after, or the empty text. */
  static String tenantOf(String name) {
    return TENANTS.stream().filter(name::startsWith).findFirst().orElse("");
  }

  String text() {
    opening();
    devices();
    links();
    balancer();
    traffic();
    events();
    return text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  private <T> T anyOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void opening() {
    line("schema: 1");
    line("name: random-balancer");
    line("seed: %d", seed);
    line("duration: %ds", SECONDS);
    line("topology:");
    line("  defaults:");
    line("    link: { rate: 1Gbps, delay: 20us, mtu: 1700 }");
    line("    tcp: { profile: linux }");
    line("  nodes:");
    line("    fabric: { kind: switch }");
    line("    client:");
    line("      kind: host");
    line("      interfaces: { eth0: { addresses: [192.168.200.50/24] } }");
    line("      gateway: 192.168.200.1");
  }

  private void devices() {
    line("    tor:");
    line("      kind: router");
    line("      interfaces:");
    line("        eth0: { addresses: [192.168.200.1/24] }");
    line("        eth1: { addresses: [192.168.233.1/24] }");
    line("      bgp:");
    line("        asn: 64647");
    line("        maximum-paths: 8");
    line("        neighbors: [{ range: 192.168.233.0/25, remote-as: 64628, limit: 8, hold: 3s }]");
    line("    nc:");
    line("      kind: network-controller");
    line("      interfaces: { eth0: { addresses: [192.168.233.5/24] } }");
    line("      gateway: 192.168.233.1");
    for (int mux = 1; mux <= muxes; mux++) {
      line("    mux%d:", mux);
      line("      kind: slb-mux");
      line("      interfaces: { eth0: { addresses: [192.168.233.%d/24] } }", 10 + mux);
      line("      gateway: 192.168.233.1");
      if (oneIn(4)) {
        line("      flows: { limit: %d, untrusted-limit: 4 }", 1 + random.nextInt(20));
      }
      line("      bgp:");
      line("        asn: 64628");
      line("        neighbors: [{ address: 192.168.233.1, remote-as: 64647, hold: 3s }]");
    }
    for (int host = 1; host <= hosts; host++) {
      line("    host%d:", host);
      line("      kind: virtual-host");
      line("      interfaces: { eth0: { addresses: [192.168.233.%d/24] } }", 20 + host);
      line("      gateway: 192.168.233.1");
      line("      vms:");
      for (String tenant : TENANTS) {
        for (int vm = host; vm <= vmsPerTenant; vm += hosts) {
          line("        %1$s%2$d: { network: %1$s, address: 10.1.0.%3$d }", tenant, vm, 3 + vm);
        }
      }
      if (host > vmsPerTenant) {
        line("        idle%d: { network: red, address: 10.1.0.%d }", host, 100 + host);
      }
    }
  }

  private List<String> fabricNodes() {
    List<String> names = new ArrayList<>(List.of("nc"));
    for (int mux = 1; mux <= muxes; mux++) {
      names.add("mux" + mux);
    }
    for (int host = 1; host <= hosts; host++) {
      names.add("host" + host);
    }
    return names;
  }

  private void links() {
    line("  links:");
    line("    - { endpoints: [\"client:eth0\", \"tor:eth0\"] }");
    line("    - { endpoints: [\"tor:eth1\", \"fabric:p0\"] }");
    int port = 1;
    for (String node : fabricNodes()) {
      line("    - { endpoints: [\"%s:eth0\", \"fabric:p%d\"] }", node, port++);
    }
  }

  private List<String> vmsOf(String tenant) {
    List<String> names = new ArrayList<>();
    for (int vm = 1; vm <= vmsPerTenant; vm++) {
      names.add(tenant + vm);
    }
    return names;
  }

  private void balancer() {
    line("virtual-networks:");
    for (int i = 0; i < TENANTS.size(); i++) {
      line("  %s: { vni: %d, subnets: [10.1.0.0/24] }", TENANTS.get(i), 5001 + 1000 * i);
    }
    line("slb:");
    line("  manager: nc");
    List<String> names = fabricNodes().stream().filter(each -> each.startsWith("mux")).toList();
    line("  muxes: [%s]", String.join(", ", names));
    line("  outbound: %s", oneIn(2) ? "direct" : "via-mux");
    line("  hash-seed: %d", random.nextInt(1_000_000));
    line("  vips:");
    for (int i = 0; i < TENANTS.size(); i++) {
      String tenant = TENANTS.get(i);
      line("    %s:", tenant);
      line("      address: 203.0.113.%d", 74 + i);
      line("      rules: [%s]", rules(tenant));
      line("      snat-pool: { vms: [%s] }", String.join(", ", vmsOf(tenant)));
    }
  }

  /** A TCP and a UDP rule, some of whose backends drain. */
  private String rules(String tenant) {
    return rule(tenant, "tcp", 443) + ", " + rule(tenant, "udp", 53);
  }

  private String rule(String tenant, String protocol, int port) {
    List<String> backends = new ArrayList<>(vmsOf(tenant));
    while (backends.size() > 1 && oneIn(2)) {
      backends.remove(random.nextInt(backends.size()));
    }
    StringBuilder rule = new StringBuilder();
    rule.append("{ protocol: ").append(protocol).append(", port: ").append(port);
    rule.append(", backends: [").append(String.join(", ", backends)).append(']');
    if (oneIn(3)) {
      rule.append(", draining: [").append(anyOf(backends)).append(']');
    }
    rule.append(", selection: ").append(anyOf(List.of("ananta", "maglev", "rendezvous-pair")));
    rule.append(", distribution: ")
        .append(anyOf(List.of("5-tuple", "source-ip", "source-ip-protocol")));
    if (protocol.equals("tcp") && oneIn(3)) {
      rule.append(", probe: { protocol: tcp, interval: 2s, count: 2 }");
    }
    return rule.append(" }").toString();
  }

  private void traffic() {
    line("traffic:");
    for (String tenant : TENANTS) {
      for (int i = 0; i < 1 + random.nextInt(2); i++) {
        tcp(tenant + "-in" + i, "client", "vip: " + tenant);
      }
      tcp(tenant + "-out", anyOf(vmsOf(tenant)), "node: client");
      line(
          "  - { id: %s-east, from: %s, to: { node: %s, port: 8080 }, protocol: tcp,"
              + " connections: 5, connections-per-second: 2, start: 6s }",
          tenant, vmsOf(tenant).get(0), vmsOf(tenant).get(1));
      line(
          "  - { id: %1$s-dns, from: client, to: { vip: %1$s, port: 53 }, protocol: udp,"
              + " packets: %2$d, packets-per-second: 20, reply: %3$s, start: 6s }",
          tenant, 1 + random.nextInt(200), oneIn(2));
    }
  }

  private void tcp(String id, String from, String to) {
    line("  - id: %s", id);
    line("    from: %s", from);
    line("    to: { %s, port: 443 }", to);
    line("    protocol: tcp");
    line("    connections: %d", 1 + random.nextInt(30));
    line("    connections-per-second: %d", 1 + random.nextInt(10));
    line("    requests-per-connection: %d", 1 + random.nextInt(8));
    line("    think-time: %dms", random.nextInt(3000));
    line("    request-bytes: %d", 40 + random.nextInt(3000));
    line("    response-bytes: %d", 1 + random.nextInt(30_000));
    line("    start: %dms", 5000 + random.nextInt(3000));
  }

  private void events() {
    line("events:");
    List<String> nodes = new ArrayList<>(fabricNodes());
    TENANTS.forEach(tenant -> nodes.addAll(vmsOf(tenant)));
    for (int i = 0; i < 2 + random.nextInt(6); i++) {
      int second = FIRST_FAULT_SECOND + random.nextInt(LAST_FAULT_SECOND - FIRST_FAULT_SECOND);
      switch (random.nextInt(4)) {
        case 0, 1 -> nodeFault(second, anyOf(nodes));
        case 2 -> linkFault(second);
        default -> poolChange(second, anyOf(TENANTS));
      }
    }
    line("  - { at: %ds, fail: { node: client, how: clean-stop } }", SECONDS - 2);
  }

  private void nodeFault(int second, String node) {
    String how = anyOf(List.of("power-off", "freeze", "process-crash", "clean-stop"));
    line("  - { at: %ds, fail: { node: %s, how: %s } }", second, node, how);
    if (!oneIn(3)) {
      line("  - { at: %ds, restore: { node: %s } }", second + 2 + random.nextInt(10), node);
    }
  }

  private void linkFault(int second) {
    String link = anyOf(fabricNodes()) + ":eth0";
    if (oneIn(2)) {
      line("  - { at: %ds, fail: { link: \"%s\", how: silent-cut } }", second, link);
      line("  - { at: %ds, restore: { link: \"%s\" } }", second + 1 + random.nextInt(6), link);
      return;
    }
    line(
        "  - { at: %ds, impair: { link: \"%s\", loss: %d%%, duplication: %d%%, corruption: %d%%,"
            + " reordering: %d%% } }",
        second,
        link,
        random.nextInt(20),
        random.nextInt(20),
        random.nextInt(5),
        random.nextInt(20));
  }

  private void poolChange(int second, String tenant) {
    String change = oneIn(4) ? "enabled: " + oneIn(2) : "rules: [" + rules(tenant) + "]";
    line("  - { at: %ds, config: { vip: %s, set: { %s } } }", second, tenant, change);
  }
}
