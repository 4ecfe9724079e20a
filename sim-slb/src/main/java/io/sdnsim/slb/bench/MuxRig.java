package io.sdnsim.slb.bench;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.device.InterfaceConfig;
import io.sdnsim.core.device.IpDevice;
import io.sdnsim.core.device.IpDeviceConfig;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.StaticNeighbor;
import io.sdnsim.core.device.StaticRoute;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.l3.IpInterface;
import io.sdnsim.core.link.LinkConfig;
import io.sdnsim.core.link.Port;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.control.ControlCodec;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.mux.MuxConfig;
import io.sdnsim.slb.mux.MuxProcess;
import io.sdnsim.slb.mux.VipAdvertiser;
import java.util.List;

/** A Mux with a router beside it that programs it, and then takes and counts what it sends. */
final class MuxRig {
  private static final LinkConfig LINK =
      LinkConfig.ethernet(100_000_000_000L, SimTime.MICROSECOND).withMtu(9000);
  private static final long LONGEST_PROGRAMMING_PS = 60 * SimTime.SECOND;

  private final Simulation simulation = new Simulation(0);
  private final Network network = new Network(simulation, new Tracer());
  private final IpDevice tor;
  private final IpDevice mux;
  private final IpInterface muxInterface;
  private final Port muxPort;
  private boolean programmed;
  private long counted;

  MuxRig() {
    tor = network.add(device("tor", "10.0.0.1/24", "10.0.0.2", 1));
    mux =
        network.add(
            device("mux", "10.0.0.2/24", "10.0.0.1", 0)
                .withRoutes(StaticRoute.via("0.0.0.0/0", "10.0.0.1"))
                .withProcesses(node -> new MuxProcess(node, MuxConfig.DEFAULT, SILENT)));
    network.connect("tor", "eth0", "mux", "eth0", LINK);
    network.bootAll();
    muxInterface = mux.stack().interfaces().get(0);
    muxPort = mux.findPort("eth0");
  }

  private static final VipAdvertiser SILENT =
      new VipAdvertiser() {
        @Override
        public void advertise(Prefix vip) {}

        @Override
        public void withdraw(Prefix vip) {}
      };

  private static IpDeviceConfig device(String name, String address, String peer, int peerIndex) {
    return IpDeviceConfig.router(name, InterfaceConfig.of("eth0", address))
        .withNeighbors(
            List.of(
                new StaticNeighbor("eth0", IpAddress.parse(peer), Network.portMac(peerIndex, 0))));
  }

  MacAddress muxMac() {
    return muxPort.mac();
  }

  MacAddress torMac() {
    return tor.ports().get(0).mac();
  }

  long nowPs() {
    return simulation.nowPs();
  }

  /** Gives the Mux its state over the control channel, in virtual time. */
  void program(MuxState state) {
    byte[] message = ControlCodec.encode(new ControlMessage.MuxGoal(1, state));
    tor.transport()
        .connect(
            TcpConfig.LINUX,
            null,
            0,
            IpAddress.parse("10.0.0.2"),
            ControlPort.MUX,
            new FlowTag("program", 0, false),
            new TcpHandler() {
              @Override
              public void connected(TcpSocket socket) {
                socket.send(Bytes.of(message));
              }

              @Override
              public void received(TcpSocket socket, Payload data) {
                programmed = true;
                socket.close();
              }

              @Override
              public void closed(TcpSocket socket, CloseReason reason) {}
            });
    simulation.runUntil(LONGEST_PROGRAMMING_PS);
    if (!programmed) {
      throw new IllegalStateException("the Mux did not acknowledge its state");
    }
    tor.ports().get(0).attach((port, frame) -> counted++);
  }

  /** A frame comes in at the Mux now. */
  void arrive(Packet frame) {
    muxInterface.receive(muxPort, frame);
  }

  /** Lets what the Mux has put on the line arrive. */
  void drain() {
    simulation.runUntil(simulation.nowPs() + SimTime.MILLISECOND);
  }

  /** What the Mux has sent so far. */
  long counted() {
    return counted;
  }
}
