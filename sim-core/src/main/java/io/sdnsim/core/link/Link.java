package io.sdnsim.core.link;

import io.sdnsim.core.engine.Simulation;

/** A full-duplex point-to-point link between two ports. */
public final class Link {
  /** Which direction a fault concerns. */
  public enum Side {
    /** From the first endpoint to the second. */
    A_TO_B,
    /** From the second endpoint to the first. */
    B_TO_A
  }

  private final Port a;
  private final Port b;
  private final LinkDirection aToB;
  private final LinkDirection bToA;

  private Link(Simulation simulation, Port a, Port b, LinkConfig config) {
    this.a = a;
    this.b = b;
    this.aToB = new LinkDirection(simulation, a, b, config);
    this.bToA = new LinkDirection(simulation, b, a, config);
  }

  /**
   * Connects two ports; both come up if their nodes have power.
   *
   * @throws IllegalStateException when a port has a link already
   */
  public static Link connect(Simulation simulation, Port a, Port b, LinkConfig config) {
    Link link = new Link(simulation, a, b, config);
    a.connect(link.aToB, b);
    b.connect(link.bToA, a);
    a.refreshBothEnds();
    return link;
  }

  public Port a() {
    return a;
  }

  public Port b() {
    return b;
  }

  /** The direction that starts at this port. */
  public Side from(Port port) {
    return port == a ? Side.A_TO_B : Side.B_TO_A;
  }

  private LinkDirection direction(Side side) {
    return side == Side.A_TO_B ? aToB : bToA;
  }

  /**
   * Takes away or gives back the signal of one direction. The receiving port notices at once and
   * goes down; the sending port stays up and sends into nothing. Frames on the line are lost.
   */
  public void setCarrier(Side side, boolean carrier) {
    direction(side).setCarrier(carrier);
    a.refreshBothEnds();
  }

  /** Loses every frame of one direction, without either end noticing. */
  public void setSilentlyCut(Side side, boolean cut) {
    direction(side).setCut(cut);
  }

  /** Sets the faults of one direction for frames sent from now on. */
  public void impair(Side side, Impairment impairment) {
    direction(side).setImpairment(impairment);
  }

  /** Frames queued or on the line, both directions. */
  public int inFlight() {
    return aToB.inFlight() + bToA.inFlight();
  }

  @Override
  public String toString() {
    return a + "--" + b;
  }
}
