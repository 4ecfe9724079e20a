package io.sdnsim.slb.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.engine.Simulation;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.trace.Tracer;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.slb.control.ControlCodec;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.goal.GoalState;
import io.sdnsim.slb.goal.SampleGoal;
import io.sdnsim.testkit.StubIpNode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The channels that host agents open, from the first word to the end of a reign. */
class ManagerDriverTest {
  private final StubIpNode node =
      new StubIpNode(
          new NodeContext(new Simulation(1), new Tracer(), 0, "nc"), SampleGoal.HOST1.plus(9));
  private final GoalState goal =
      new GoalState(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  private final ManagerDriver driver = new ManagerDriver(node, ControllerConfig.of(goal), goal, 1);

  /** What the manager's end of a connection was asked to do. */
  private final List<String> asked = new ArrayList<>();

  private final TcpSocket socket =
      (TcpSocket)
          Proxy.newProxyInstance(
              TcpSocket.class.getClassLoader(),
              new Class<?>[] {TcpSocket.class},
              (proxy, method, arguments) -> {
                asked.add(method.getName());
                return null;
              });

  private TcpHandler accepted() {
    TcpHandler handler = node.listeners().get(ControlPort.SLB_MANAGER).accept(socket);
    handler.connected(socket);
    return handler;
  }

  private void hello(TcpHandler handler) {
    handler.received(
        socket, Bytes.of(ControlCodec.encode(new ControlMessage.Hello("host1", List.of()))));
  }

  /** Else the agent would wait for ever at a replica that is no primary any more. */
  @Test
  void agentThatHasNotSaidHello_isDisconnected_whenTheReignEnds() {
    driver.start();
    accepted();
    driver.end();
    assertThat(asked).containsExactly("close");
    assertThat(node.listeners()).isEmpty();
  }

  @Test
  void agentThatIsGoneBeforeItSaidHello_isNotDisconnected() {
    driver.start();
    TcpHandler handler = accepted();
    handler.closed(socket, CloseReason.RESET);
    driver.end();
    assertThat(asked).isEmpty();
  }

  @Test
  void strangersHello_isAnsweredByAnEnd() {
    driver.start();
    hello(accepted());
    assertThat(asked).containsExactly("close");
  }
}
