package io.sdnsim.scenarios.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text of a scenario as large as a stamp: a border, two TORs, Muxes, hypervisors with eight VMs
 * each, VIPs with four backends each, and clients on the other side of the border. Each VIP has a
 * flow of its own; connections begin at random over ten seconds and last half a second. A Mux
 * freezes on the way.
 *
 * @param hosts 1 to 64
 * @param muxes 2 to 16
 * @param vips 1 to 10,000
 * @param connections of all VIPs together; at least one for each
 */
public record StampScenario(int hosts, int muxes, int vips, int connections) {
  /** When the first connection begins, in seconds: all routes are there. */
  private static final int WARM_UP_SECONDS = 4;

  private static final int CONNECTING_SECONDS = 10;

  /** Long enough for a hold time and for the retransmissions after it. */
  private static final int SECONDS = 40;

  private static final int CLIENTS = 4;
  private static final int VMS_PER_HOST = 8;
  private static final int BACKENDS = 4;
  private static final int FIRST_BACKEND_PORT = 8000;

  /** What it is called. */
  public static final String NAME = "stamp";

  /** The scenario file. */
  public String text() {
    StringBuilder text = new StringBuilder(1 << 20);
    opening(text);
    tors(text);
    services(text);
    links(text);
    balancer(text);
    traffic(text);
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private void opening(StringBuilder text) {
    text.append(
        """
        schema: 1
        name: %s
        description: Of the size of a stamp, with one Mux that freezes.
        seed: 1
        duration: %ds
        topology:
          defaults:
            link: { rate: 40Gbps, delay: 2us, mtu: 1700, queue: 10000 }
            tcp: { profile: linux }
          nodes:
            outside: { kind: switch }
            fabric: { kind: switch }
            border:
              kind: router
              interfaces:
                eth0: { addresses: [10.1.0.1/24] }
                eth1: { addresses: [10.2.1.1/30] }
                eth2: { addresses: [10.2.2.1/30] }
              bgp:
                asn: 64846
                maximum-paths: 8
                networks: [10.1.0.0/24]
                neighbors:
                  - { address: 10.2.1.2, remote-as: 65242 }
                  - { address: 10.2.2.2, remote-as: 65242 }
        """
            .formatted(NAME, SECONDS));
    for (int client = 1; client <= CLIENTS; client++) {
      line(
          text,
          "    client%d: { kind: host, interfaces: { eth0: { addresses: [10.1.0.%d/24] } },"
              + " gateway: 10.1.0.1 }",
          client,
          10 + client);
    }
  }

  private static void tors(StringBuilder text) {
    for (int tor = 1; tor <= 2; tor++) {
      text.append(
          """
              tor%1$d:
                kind: router
                interfaces:
                  eth0: { addresses: [10.2.%1$d.2/30] }
                  eth1: { addresses: [192.168.0.%2$d/24] }
                bgp:
                  asn: 65242
                  maximum-paths: 16
                  networks: [192.168.0.0/24]
                  neighbors:
                    - { address: 10.2.%1$d.1, remote-as: 64846 }
                    - { range: 192.168.0.0/25, remote-as: 65112, limit: 16, hold: 9s }
          """
              .formatted(tor, 1 + tor));
    }
  }

  private void services(StringBuilder text) {
    line(text, "    ncvm:");
    line(text, "      kind: network-controller");
    line(text, "      interfaces: { eth0: { addresses: [192.168.0.5/24] } }");
    line(text, "      gateway: 192.168.0.2");
    for (int mux = 1; mux <= muxes; mux++) {
      line(text, "    mux%d:", mux);
      line(text, "      kind: slb-mux");
      line(text, "      interfaces: { eth0: { addresses: [192.168.0.%d/24] } }", 10 + mux);
      line(text, "      gateway: 192.168.0.%d", 2 + mux % 2);
      line(text, "      bgp:");
      line(text, "        asn: 65112");
      line(text, "        neighbors:");
      line(text, "          - { address: 192.168.0.2, remote-as: 65242, hold: 9s }");
      line(text, "          - { address: 192.168.0.3, remote-as: 65242, hold: 9s }");
    }
    for (int host = 1; host <= hosts; host++) {
      line(text, "    host%d:", host);
      line(text, "      kind: virtual-host");
      line(text, "      interfaces: { eth0: { addresses: [192.168.0.%d/24] } }", 30 + host);
      line(text, "      gateway: 192.168.0.%d", 2 + host % 2);
      line(text, "      vms:");
      for (int slot = 0; slot < VMS_PER_HOST; slot++) {
        int vm = (host - 1) * VMS_PER_HOST + slot;
        line(
            text,
            "        vm%d: { network: tenants, address: 172.16.%d.%d }",
            vm,
            vm / 200,
            10 + vm % 200);
      }
    }
  }

  private void links(StringBuilder text) {
    List<String> ends = new ArrayList<>(List.of("tor1:eth1", "tor2:eth1", "ncvm:eth0"));
    for (int mux = 1; mux <= muxes; mux++) {
      ends.add("mux" + mux + ":eth0");
    }
    for (int host = 1; host <= hosts; host++) {
      ends.add("host" + host + ":eth0");
    }
    line(text, "  links:");
    for (int i = 0; i < ends.size(); i++) {
      line(text, "    - { endpoints: [\"%s\", \"fabric:p%d\"] }", ends.get(i), i);
    }
    line(text, "    - { endpoints: [\"border:eth1\", \"tor1:eth0\"] }");
    line(text, "    - { endpoints: [\"border:eth2\", \"tor2:eth0\"] }");
    line(text, "    - { endpoints: [\"border:eth0\", \"outside:p0\"] }");
    for (int client = 1; client <= CLIENTS; client++) {
      line(text, "    - { endpoints: [\"client%d:eth0\", \"outside:p%d\"] }", client, client);
    }
  }

  private void balancer(StringBuilder text) {
    line(text, "virtual-networks:");
    line(text, "  tenants: { vni: 5001, subnets: [172.16.0.0/16] }");
    line(text, "slb:");
    line(text, "  manager: ncvm");
    List<String> names = new ArrayList<>();
    for (int mux = 1; mux <= muxes; mux++) {
      names.add("mux" + mux);
    }
    line(text, "  muxes: [%s]", String.join(", ", names));
    line(text, "  vips:");
    int vms = hosts * VMS_PER_HOST;
    for (int vip = 0; vip < vips; vip++) {
      List<String> backends = new ArrayList<>();
      for (int i = 0; i < Math.min(BACKENDS, vms); i++) {
        backends.add("vm" + (vip + i * Math.max(1, vms / BACKENDS)) % vms);
      }
      line(
          text,
          "    vip%d: { address: 100.64.%d.%d, rules: [ { protocol: tcp, port: 80,"
              + " backend-port: %d, backends: [%s] } ] }",
          vip,
          vip / 250,
          1 + vip % 250,
          FIRST_BACKEND_PORT + vip,
          String.join(", ", backends));
    }
  }

  private void traffic(StringBuilder text) {
    line(text, "traffic:");
    for (int vip = 0; vip < vips; vip++) {
      int own = connections / vips + (vip < connections % vips ? 1 : 0);
      text.append(
          """
            - id: web%1$d
              from: client%2$d
              to: { vip: vip%1$d, port: 80 }
              protocol: tcp
              connections: %3$d
              connections-per-second: %4$s
              arrivals: poisson
              requests-per-connection: 2
              think-time: 500ms
              request-bytes: 300
              response-bytes: 1400
              start: %5$ds
          """
              .formatted(
                  vip,
                  1 + vip % CLIENTS,
                  own,
                  Double.toString((double) own / CONNECTING_SECONDS),
                  WARM_UP_SECONDS));
    }
    line(text, "events:");
    line(
        text,
        "  - { at: %ds, id: mux-freezes, fail: { node: mux1, how: freeze } }",
        WARM_UP_SECONDS + CONNECTING_SECONDS / 2);
    line(text, "expect:");
    line(text, "  - id: all-muxes-announce");
    line(text, "    at: %dms", WARM_UP_SECONDS * 1000 - 1);
    line(text, "    route: { node: tor1, prefix: 100.64.0.1/32, next-hops: %d }", muxes);
  }
}
