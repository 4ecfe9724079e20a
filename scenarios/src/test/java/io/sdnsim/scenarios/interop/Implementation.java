package io.sdnsim.scenarios.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A BGP speaker that is not ours, and how it is configured and asked. */
enum Implementation {
  FRR {
    @Override
    void start(RouterContainer container, List<String> prefixes, int port, int hold) {
      container.put("/etc/frr/frr.conf", config(container, prefixes, hold));
      container.shell("mkdir -p /run/frr && chown frr:frr /run/frr /etc/frr/frr.conf");
      container.shell("/usr/lib/frr/zebra -d -u frr -g frr -f /etc/frr/frr.conf 2>/tmp/zebra.err");
      restart(container);
    }

    private String config(RouterContainer container, List<String> prefixes, int hold) {
      String ours = container.hostAddress();
      return """
          log file /tmp/bgp.log
          ip prefix-list OWN permit 30.0.0.0/8 le 24
          router bgp 65002
           bgp router-id %s
           no bgp ebgp-requires-policy
           no bgp network import-check
           bgp graceful-restart
           bgp graceful-restart restart-time %d
           bgp graceful-restart preserve-fw-state
           timers bgp %d %d
           neighbor %s remote-as 65001
           neighbor %s passive
           address-family ipv4 unicast
            neighbor %s prefix-list OWN out
          %s
           exit-address-family
          """
          .formatted(
              container.address(),
              RESTART_SECONDS,
              hold / 3,
              hold,
              ours,
              ours,
              ours,
              lines("  network %s", prefixes));
    }

    @Override
    void withdraw(RouterContainer container, List<String> prefixes, List<String> kept) {
      container.put(
          "/tmp/withdraw",
          "router bgp 65002\naddress-family ipv4 unicast\n" + lines("no network %s", prefixes));
      container.shell("vtysh -f /tmp/withdraw");
    }

    @Override
    int received(RouterContainer container) {
      return number(
          container,
          "vtysh -c 'show bgp ipv4 unicast neighbors %s routes' | sed -n 's/^Displayed *\\([0-9]*\\).*/\\1/p'"
              .formatted(container.hostAddress()));
    }

    @Override
    boolean isEstablished(RouterContainer container) {
      return container
          .shell("vtysh -c 'show bgp neighbors " + container.hostAddress() + "'")
          .contains("BGP state = Established");
    }

    @Override
    String process() {
      return "bgpd";
    }

    @Override
    void restart(RouterContainer container) {
      container.shell("/usr/lib/frr/bgpd -d -u frr -g frr -f /etc/frr/frr.conf 2>/tmp/bgpd.err");
    }
  },

  BIRD {
    @Override
    void start(RouterContainer container, List<String> prefixes, int port, int hold) {
      container.put("/tmp/bird.conf", config(container, prefixes, hold));
      restart(container);
    }

    private String config(RouterContainer container, List<String> prefixes, int hold) {
      return """
          router id %s;
          log "/tmp/bgp.log" all;
          protocol device {}
          protocol static {
            ipv4;
          %s
          }
          protocol bgp ours {
            local %s as 65002;
            neighbor %s as 65001;
            passive;
            hold time %d;
            keepalive time %d;
            error wait time 1, 2;
            graceful restart;
            graceful restart time %d;
            ipv4 { import all; export where source = RTS_STATIC; next hop self; };
          }
          """
          .formatted(
              container.address(),
              lines("  route %s blackhole;", prefixes),
              container.address(),
              container.hostAddress(),
              hold,
              hold / 3,
              RESTART_SECONDS);
    }

    @Override
    void withdraw(RouterContainer container, List<String> prefixes, List<String> kept) {
      container.put("/tmp/withdraw", lines("/ %s /d", escaped(prefixes)));
      container.shell("sed -i -f /tmp/withdraw /tmp/bird.conf && birdc configure");
    }

    @Override
    int received(RouterContainer container) {
      return number(
          container,
          "birdc show protocols all ours | sed -n 's/.*Routes: *\\([0-9]*\\) imp.*/\\1/p'");
    }

    @Override
    boolean isEstablished(RouterContainer container) {
      return container.shell("birdc show protocols ours").contains("Established");
    }

    @Override
    String process() {
      return "bird";
    }

    @Override
    void restart(RouterContainer container) {
      container.shell("mkdir -p /run/bird && bird -R -c /tmp/bird.conf");
    }
  },

  GOBGP {
    @Override
    void start(RouterContainer container, List<String> prefixes, int port, int hold) {
      String config =
          """
          [global.config]
            as = 65002
            router-id = "%s"
          [[neighbors]]
            [neighbors.config]
              neighbor-address = "%s"
              peer-as = 65001
            [neighbors.transport.config]
              passive-mode = true
            [neighbors.timers.config]
              hold-time = %d
              keepalive-interval = %d
            [neighbors.graceful-restart.config]
              enabled = true
              restart-time = %d
            [[neighbors.afi-safis]]
              [neighbors.afi-safis.config]
                afi-safi-name = "ipv4-unicast"
              [neighbors.afi-safis.mp-graceful-restart.config]
                enabled = true
          """
              .formatted(
                  container.address(), container.hostAddress(), hold, hold / 3, RESTART_SECONDS);
      container.put("/tmp/gobgp.toml", config);
      restart(container);
      inject(container, prefixes);
    }

    /**
     * Its command line takes one prefix at a time, or an MRT file; of the latter it may lose the
     * end, since it doesn't wait for what it sent: so all prefixes come twice, and again.
     */
    private void inject(RouterContainer container, List<String> prefixes) {
      List<String> twice = new ArrayList<>(prefixes);
      twice.addAll(prefixes);
      container.put("/tmp/routes.mrt", MrtTable.of(twice, container.address()));
      do {
        container.shell(
            "gobgp mrt inject global /tmp/routes.mrt --no-ipv6 --nexthop " + container.address());
        LiveProcess.sleep(500);
      } while (number(container, "gobgp global rib | grep -c ' 65010 ' || true") < prefixes.size());
    }

    @Override
    void withdraw(RouterContainer container, List<String> prefixes, List<String> kept) {
      container.shell("gobgp global rib del all -a ipv4");
      inject(container, kept);
    }

    @Override
    int received(RouterContainer container) {
      return number(
          container,
          "gobgp neighbor %s | sed -n 's/ *ipv4-unicast.*//; s/.*Received: *\\([0-9]*\\).*/\\1/p; s/ *Accepted: *\\([0-9]*\\).*/\\1/p' | tail -n 1"
              .formatted(container.hostAddress()));
    }

    @Override
    boolean isEstablished(RouterContainer container) {
      return container
          .shell("gobgp neighbor " + container.hostAddress())
          .contains("BGP state = ESTABLISHED");
    }

    @Override
    String process() {
      return "gobgpd";
    }

    @Override
    void restart(RouterContainer container) {
      run(container, "");
    }

    private void run(RouterContainer container, String option) {
      container.shell(
          "gobgpd -t toml -f /tmp/gobgp.toml "
              + option
              + " >>/tmp/bgp.log 2>&1 &"
              + " for i in $(seq 50); do gobgp global >/dev/null 2>&1 && break; sleep 0.1; done");
    }

    /**
     * What was injected is lost with the process, and it waits for nobody before its End-of-RIB: so
     * it can't be reached until its routes are there again.
     */
    @Override
    void comeBack(RouterContainer container, List<String> prefixes) {
      container.shell("ip route add blackhole " + container.hostAddress() + "/32");
      run(container, "--graceful-restart");
      inject(container, prefixes);
      container.shell("ip route del blackhole " + container.hostAddress() + "/32");
    }
  },

  /** It only connects; what it receives it tells a process. */
  EXABGP {
    @Override
    boolean connects() {
      return true;
    }

    @Override
    void start(RouterContainer container, List<String> prefixes, int port, int hold) {
      container.put("/tmp/watch", "#!/bin/sh\ncat >>/tmp/received\nexit 0\n");
      container.put("/tmp/exabgp.conf", config(container, prefixes, port, hold));
      container.shell("chmod 755 /tmp/watch");
      restart(container);
    }

    private String config(RouterContainer container, List<String> prefixes, int port, int hold) {
      return """
          process watch { run /tmp/watch; encoder json; }
          neighbor %s {
            router-id %s;
            local-address %s;
            local-as 65002;
            peer-as 65001;
            hold-time %d;
            connect %d;
            capability { graceful-restart %d; }
            api { processes [ watch ]; neighbor-changes; receive { parsed; update; } }
            static {
          %s
            }
          }
          """
          .formatted(
              container.hostAddress(),
              container.address(),
              container.address(),
              hold,
              port,
              RESTART_SECONDS,
              lines("    route %s next-hop self;", prefixes));
    }

    @Override
    void withdraw(RouterContainer container, List<String> prefixes, List<String> kept) {
      container.put("/tmp/withdraw", lines("/ %s /d", escaped(prefixes)));
      container.shell("sed -i -f /tmp/withdraw /tmp/exabgp.conf && pkill -USR1 exabgp");
    }

    @Override
    int received(RouterContainer container) {
      return ExabgpJson.received(container.shell("cat /tmp/received 2>/dev/null || true"));
    }

    @Override
    boolean isEstablished(RouterContainer container) {
      return ExabgpJson.isUp(container.shell("cat /tmp/received 2>/dev/null || true"));
    }

    @Override
    String process() {
      return "exabgp";
    }

    @Override
    void restart(RouterContainer container) {
      container.shell(
          "env exabgp.daemon.user=root exabgp.daemon.drop=false exabgp.log.destination=stdout"
              + " exabgp.api.cli=false exabgp /tmp/exabgp.conf >>/tmp/bgp.log 2>&1 &");
    }
  };

  /** How long it asks us to wait when it restarts (RFC 4724 3). */
  static final int RESTART_SECONDS = 20;

  /** Whether it connects to us; the others wait for us to. */
  boolean connects() {
    return false;
  }

  /**
   * Starts it, announcing these prefixes.
   *
   * @param port where we listen
   * @param hold its hold time in seconds; KEEPALIVEs come three times as often
   */
  abstract void start(RouterContainer container, List<String> prefixes, int port, int hold);

  /** Takes back some of its prefixes and keeps the others. */
  abstract void withdraw(RouterContainer container, List<String> prefixes, List<String> kept);

  /** How many prefixes it has from us. */
  abstract int received(RouterContainer container);

  abstract boolean isEstablished(RouterContainer container);

  /** The name of its process. */
  abstract String process();

  abstract void restart(RouterContainer container);

  /** Starts it again as one that was gone for a moment only (RFC 4724 4.1), with its routes. */
  void comeBack(RouterContainer container, List<String> prefixes) {
    restart(container);
  }

  static String lines(String format, List<String> values) {
    return values.stream().map(format::formatted).collect(Collectors.joining("\n"));
  }

  private static List<String> escaped(List<String> prefixes) {
    return prefixes.stream().map(prefix -> prefix.replace("/", "\\/")).toList();
  }

  static int number(RouterContainer container, String command) {
    String text = container.shell(command).trim();
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
