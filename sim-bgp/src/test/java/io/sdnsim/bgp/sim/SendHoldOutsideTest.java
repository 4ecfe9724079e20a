package io.sdnsim.bgp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.bgp.session.BgpState;
import io.sdnsim.bgp.speaker.BgpConfig;
import io.sdnsim.bgp.speaker.PeerConfig;
import io.sdnsim.bgp.speaker.SessionView;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.TransportFactory;
import io.sdnsim.core.engine.EventClass;
import io.sdnsim.core.engine.EventSource;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.external.ExternalConnections;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalNetwork;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two peers outside the simulation, one of which stops reading while it sends its KEEPALIVEs. */
class SendHoldOutsideTest {
  private static final IpAddress GOOD = IpAddress.parse("10.0.0.2");
  private static final IpAddress DEAF = IpAddress.parse("10.0.0.3");

  private final Simulation simulation = new Simulation(1);
  private final Network network = new Network(simulation, new Tracer());
  private final List<BgpProcess> made = new ArrayList<>();
  private final List<String> aborted = new ArrayList<>();
  private final ExternalConnections connections =
      new ExternalConnections(simulation, new Peers(), List.of(peer(GOOD), peer(DEAF)));

  private static ExternalPeer peer(IpAddress neighbor) {
    return new ExternalPeer("router", neighbor, BgpMessage.PORT, null);
  }

  /** Both say what keeps a session alive; what one of them is sent it never takes. */
  private final class Peers implements ExternalNetwork {
    private final EventSource source = new EventSource(77);
    private int deaf;

    @Override
    public void connect(int connection, ExternalPeer peer) {
      boolean isDeaf = peer.neighbor().equals(DEAF);
      deaf = isDeaf ? connection : deaf;
      later(new ExternalInput.Connected(connection, 50_000));
      long asn = isDeaf ? 65_003 : 65_002;
      BgpMessage.Open open =
          new BgpMessage.Open(
              4,
              (int) asn,
              9,
              peer.neighbor(),
              List.of(
                  Capability.Multiprotocol.of(AddressFamily.IPV4_UNICAST),
                  new Capability.FourOctetAs(asn)));
      say(connection, open);
      keepAlive(connection);
    }

    private void later(ExternalInput input) {
      connections.schedule(simulation.nowPs() + 1, input);
    }

    private void say(int connection, BgpMessage message) {
      Bytes bytes = Bytes.of(BgpCodec.encode(message, DecodeContext.INITIAL));
      later(new ExternalInput.Received(connection, bytes));
    }

    private void keepAlive(int connection) {
      say(connection, new BgpMessage.Keepalive());
      simulation.at(
          simulation.nowPs() + 3 * SimTime.SECOND,
          source,
          EventClass.TIMER,
          () -> keepAlive(connection));
    }

    @Override
    public void sendDatagram(String node, Bytes data) {
      throw new AssertionError(node);
    }

    @Override
    public void send(int connection, Bytes data) {
      if (connection != deaf || simulation.nowPs() < SimTime.SECOND) {
        later(new ExternalInput.Sent(connection, data.lengthBytes()));
      }
    }

    @Override
    public void taken(int connection, int bytes) {}

    @Override
    public void close(int connection) {
      later(new ExternalInput.Closed(connection, CloseReason.FINISHED));
    }

    @Override
    public void abort(int connection) {
      aborted.add(SimTime.format(simulation.nowPs()) + " connection " + connection);
    }
  }

  private SessionView session(IpAddress neighbor) {
    return made.get(0).session(neighbor);
  }

  @Test
  void peerThatTakesNothing_losesItsSessionToTheSendHoldTimer_andOnlyItsOwn() {
    BgpConfig config =
        BgpConfig.builder(65_001, IpAddress.parse("10.0.0.1"))
            .neighbor(GOOD, PeerConfig.builder(65_002).holdTimeSeconds(9).build())
            .neighbor(DEAF, PeerConfig.builder(65_003).holdTimeSeconds(9).build())
            .build();
    IpDeviceConfig router =
        IpDeviceConfig.router("router", InterfaceConfig.of("eth0", "10.0.0.1/24"))
            .withProcesses(BgpProcess.factory(config, made::add))
            .withTransport(connections.transportOf("router", TransportFactory.STANDARD));
    network.add(router);
    network.add(IpDeviceConfig.host("host", InterfaceConfig.of("eth0", "10.0.0.9/24")));
    network.connect("router", "eth0", "host", "eth0", LinkConfig.ethernet(0, 0));
    network.bootAll();

    simulation.runUntil(7 * 60 * SimTime.SECOND);
    assertThat(session(GOOD).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(session(DEAF).state()).isEqualTo(BgpState.ESTABLISHED);

    // RFC 9687 3.1: 8 minutes; progress is looked for when the timer expires.
    simulation.runUntil(17 * 60 * SimTime.SECOND);
    assertThat(session(DEAF).lastError()).isEqualTo("send hold timer expired");
    assertThat(aborted).isNotEmpty();
    assertThat(session(GOOD).state()).isEqualTo(BgpState.ESTABLISHED);
    assertThat(session(GOOD).sincePs()).isLessThan(SimTime.SECOND);
  }
}
