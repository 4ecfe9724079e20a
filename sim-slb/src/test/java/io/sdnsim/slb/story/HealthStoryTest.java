package io.sdnsim.slb.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.goal.HealthProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Probes with real devices: hosts ask their VMs, the manager tells the Muxes. */
class HealthStoryTest {
  private static final int HEALTH_PORT = 8080;

  private final PortalNetwork.Settings settings = new PortalNetwork.Settings();

  private PortalNetwork probing(int port, String path) {
    settings.probe = new HealthProbe(port, path, SimTime.SECOND, 3);
    return new PortalNetwork(settings);
  }

  /** Answers whatever it is asked by the same words. */
  private static void answerWith(IpDevice vm, String words) {
    TcpHandler handler =
        new TcpHandler() {
          @Override
          public void received(TcpSocket socket, Payload data) {
            socket.send(Bytes.of(words.getBytes(StandardCharsets.US_ASCII)));
          }

          @Override
          public void closed(TcpSocket socket, CloseReason reason) {}
        };
    vm.transport().listen(TcpConfig.LINUX, null, HEALTH_PORT, socket -> handler);
  }

  private static List<String> backends(PortalNetwork network, String mux) {
    List<String> states = vipStates(network, mux);
    return List.of(states.get(states.size() - 1));
  }

  /** The rules of the VIP, each time that the Mux put its state in force. */
  private static List<String> vipStates(PortalNetwork network, String mux) {
    List<String> states = new ArrayList<>();
    for (TableChange change : network.trace.changes()) {
      if (change.node().equals(mux) && change.table().equals("vips") && change.row() != null) {
        String rules = String.valueOf(change.row().get("rules"));
        states.add(rules.substring(1, rules.length() - 1));
      }
    }
    return states;
  }

  private static void assertBooksBalance(PortalNetwork network) {
    assertThat(network.network.conservation())
        .matches(books -> books.isBalanced(), "balanced: " + network.network.conservation());
  }

  @Test
  void backends_takeConnections_areUsedOnceTheyHaveAnswered() {
    PortalNetwork network = probing(PortalNetwork.WEB_PORT, null);
    network.runSeconds(15);
    assertThat(backends(network, "mux1"))
        .containsExactly("tcp/443 -> web1 10.0.0.4:8443, web2 10.0.0.5:8443");
    assertThat(network.fetchMany("web", 4)).hasSize(4);
    network.runSeconds(5);
    assertBooksBalance(network);
  }

  @Test
  void hangingBackend_isLeftOutByAllMuxes_afterThreeProbes_andComesBackAfterOne() {
    PortalNetwork network = probing(PortalNetwork.WEB_PORT, null);
    network.runSeconds(15);
    network.network.freeze(network.vms.get(1));
    network.runSeconds(2);
    assertThat(backends(network, "mux1").get(0)).contains("web2");
    network.runSeconds(3);
    for (String mux : List.of("mux1", "mux2")) {
      assertThat(backends(network, mux)).containsExactly("tcp/443 -> web1 10.0.0.4:8443");
    }
    network.network.thaw(network.vms.get(1));
    network.runSeconds(2);
    assertThat(backends(network, "mux2").get(0)).contains("web2");
    assertBooksBalance(network);
  }

  @Test
  void http_needs200() {
    PortalNetwork network = probing(HEALTH_PORT, "/health");
    answerWith(network.vms.get(0), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    answerWith(network.vms.get(1), "HTTP/1.1 503 Service Unavailable\r\n\r\n");
    network.runSeconds(15);
    assertThat(backends(network, "mux1")).containsExactly("tcp/443 -> web1 10.0.0.4:8443");
  }

  /** RFC 9112 2.3: the minor version says nothing of how the request went. */
  @Test
  void serverOfHttp10_isHealthy_whatIsNoStatusLine_isNot() {
    PortalNetwork network = probing(HEALTH_PORT, "/health");
    answerWith(network.vms.get(0), "HTTP/1.0 200 OK\r\n\r\n");
    answerWith(network.vms.get(1), "HTTP/1.1-200 OK\r\n\r\n");
    network.runSeconds(15);
    assertThat(backends(network, "mux1")).containsExactly("tcp/443 -> web1 10.0.0.4:8443");
  }

  @Test
  void nobodyListens_nothingIsHealthy_andNewConnectionsAreDropped() {
    PortalNetwork network = probing(HEALTH_PORT, null);
    network.runSeconds(15);
    assertThat(backends(network, "mux1")).containsExactly("tcp/443 -> ");
    network.fetch("web", 0);
    network.runSeconds(1);
    assertThat(network.trace.drops()).contains("NoBackend");
  }

  /** Whose host is dead, nobody probes. */
  @Test
  void hostDies_itsBackendsAreLeftOut() {
    PortalNetwork network = probing(PortalNetwork.WEB_PORT, null);
    network.runSeconds(15);
    network.network.powerOff(network.hosts.get(1));
    network.runSeconds(25);
    assertThat(backends(network, "mux1")).containsExactly("tcp/443 -> web1 10.0.0.4:8443");
  }

  /** A controller that begins anew takes nothing away before it has heard the host agents. */
  @Test
  void controllerRestarts_healthyBackendsStay() {
    PortalNetwork network = probing(PortalNetwork.WEB_PORT, null);
    network.runSeconds(15);
    network.network.crashProcesses(network.controller);
    network.runSeconds(3);
    int before = vipStates(network, "mux1").size();
    network.network.restartProcesses(network.controller);
    network.runSeconds(15);
    List<String> after = vipStates(network, "mux1");
    assertThat(after.subList(before, after.size()))
        .isNotEmpty()
        .allMatch(rules -> rules.contains("web1") && rules.contains("web2"));
  }
}
