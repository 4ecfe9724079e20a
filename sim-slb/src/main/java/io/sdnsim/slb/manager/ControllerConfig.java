package io.sdnsim.slb.manager;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.slb.control.ControlPort;
import io.sdnsim.slb.goal.GoalState;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the network controller.
 *
 * @param goal what it is to bring about
 * @param muxPort where Muxes listen
 * @param hostPort where hosts listen
 * @param managerPort where it listens for host agents
 * @param retryPs how long after a failed or lost connection it tries again
 * @param agentGracePs how long a host agent may be gone until the VMs that it probes count as down
 * @param learningPs how long a controller that has begun waits at most for the host agents' word
 * @param snatProcessingPs how long it works on one request for SNAT ports
 * @param blackHolePs how long a VIP that overloaded a Mux stays withdrawn from all of them
 * @param tcp of the control channels; with keep-alives, so that a peer that died is noticed
 * @param replicas those of the controller; null when there is one only
 */
public record ControllerConfig(
    GoalState goal,
    int muxPort,
    int hostPort,
    int managerPort,
    long retryPs,
    long agentGracePs,
    long learningPs,
    long snatProcessingPs,
    long blackHolePs,
    TcpConfig tcp,
    @Nullable ReplicaConfig replicas) {
  /** Keep-alive after 5 s, and given up after 3 unanswered probes a second apart. */
  public static final TcpConfig CONTROL_TCP =
      TcpConfig.LINUX
          .withKeepAlive(5 * SimTime.SECOND, SimTime.SECOND, 3)
          .withSynRetries(1)
          .withDataRetries(4);

  /** Ananta says no more than that a VIP comes back once it has been cleaned; ours, 10 min. */
  public static final long BLACK_HOLE_PS = 600 * SimTime.SECOND;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public ControllerConfig {
    if (retryPs <= 0 || agentGracePs <= 0 || learningPs <= 0 || snatProcessingPs < 0) {
      throw new IllegalArgumentException("intervals are positive");
    }
    if (blackHolePs <= 0) {
      throw new IllegalArgumentException("a black hole of " + blackHolePs + " ps");
    }
  }

  /** The ports that Microsoft documents, and a retry every second. */
  public static ControllerConfig of(GoalState goal) {
    return new ControllerConfig(
        goal,
        ControlPort.MUX,
        ControlPort.HOST,
        ControlPort.SLB_MANAGER,
        SimTime.SECOND,
        10 * SimTime.SECOND,
        5 * SimTime.SECOND,
        50 * SimTime.MILLISECOND,
        BLACK_HOLE_PS,
        CONTROL_TCP,
        null);
  }

  public ControllerConfig withSnatProcessing(long newSnatProcessingPs) {
    return new ControllerConfig(
        goal,
        muxPort,
        hostPort,
        managerPort,
        retryPs,
        agentGracePs,
        learningPs,
        newSnatProcessingPs,
        blackHolePs,
        tcp,
        replicas);
  }

  public ControllerConfig withBlackHole(long newBlackHolePs) {
    return new ControllerConfig(
        goal,
        muxPort,
        hostPort,
        managerPort,
        retryPs,
        agentGracePs,
        learningPs,
        snatProcessingPs,
        newBlackHolePs,
        tcp,
        replicas);
  }

  public ControllerConfig withReplicas(@Nullable ReplicaConfig newReplicas) {
    return new ControllerConfig(
        goal,
        muxPort,
        hostPort,
        managerPort,
        retryPs,
        agentGracePs,
        learningPs,
        snatProcessingPs,
        blackHolePs,
        tcp,
        newReplicas);
  }
}
