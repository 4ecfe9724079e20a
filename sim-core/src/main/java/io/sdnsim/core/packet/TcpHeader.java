package io.sdnsim.core.packet;

/**
 * A TCP header (RFC 9293 3.1).
 *
 * @param sequence 32 bits
 * @param acknowledgment 32 bits; zero unless ACK is set
 * @param flags the bits FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128
 * @param window 16 bits, unscaled as on the wire
 * @param urgentPointer 16 bits, carried through
 */
public record TcpHeader(
    int sourcePort,
    int destinationPort,
    int sequence,
    int acknowledgment,
    int flags,
    int window,
    int urgentPointer,
    TcpOptions options)
    implements TransportHeader {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;
  public static final int ECE = 64;
  public static final int CWR = 128;

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public int lengthBytes() {
    return 20 + options.lengthBytes();
  }

  @Override
  public TcpHeader withPorts(int newSourcePort, int newDestinationPort) {
    return new TcpHeader(
        newSourcePort,
        newDestinationPort,
        sequence,
        acknowledgment,
        flags,
        window,
        urgentPointer,
        options);
  }

  /** The flags as tcpdump writes them: {@code [S.]}, {@code [P.]}, {@code [F.]}, {@code [.]}. */
  public String flagText() {
    StringBuilder text = new StringBuilder("[");
    append(text, SYN, 'S');
    append(text, FIN, 'F');
    append(text, RST, 'R');
    append(text, PSH, 'P');
    append(text, URG, 'U');
    append(text, ECE, 'E');
    append(text, CWR, 'W');
    append(text, ACK, '.');
    return text.append(']').toString();
  }

  private void append(StringBuilder text, int flag, char letter) {
    if (has(flag)) {
      text.append(letter);
    }
  }
}
