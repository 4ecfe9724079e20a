package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.packet.TcpHeader;
import io.sdnsim.core.wire.CapturedFrame;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.DecodeException;
import io.sdnsim.core.wire.PcapReader;
import io.sdnsim.scenarios.report.BgpMessageJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The BGP messages in a capture file, in the order in which they were whole. */
final class BgpCapture {
  private static final int TYPE_AT = 18;
  private static final PacketTag TAG = new PacketTag(0, null, 0);

  private final BgpMessageJson json = new BgpMessageJson();
  private final DecodeContext asked;
  private final PrintWriter out;
  private final Map<String, TcpDirection> directions = new TreeMap<>();

  private BgpCapture(DecodeContext asked, PrintWriter out) {
    this.asked = asked;
    this.out = out;
  }

  /** Whether a file begins as pcap or pcapng files do. */
  static boolean isOne(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      int number = 0;
      for (byte b : magic) {
        number = number << 8 | (b & 0xFF);
      }
      return switch (number) {
        case 0xA1B2C3D4, 0xD4C3B2A1, 0xA1B23C4D, 0x4D3CB2A1, 0x0A0D0D0A -> true;
        default -> false;
      };
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Prints the line of each message.
   *
   * @param asked how to read the messages of sessions whose OPENs the file lacks
   */
  static void print(Path file, DecodeContext asked, PrintWriter out) {
    BgpCapture capture = new BgpCapture(asked, out);
    try (PcapReader reader = PcapReader.open(file)) {
      for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
        capture.take(frame);
      }
    } catch (IOException e) {
      out.flush();
      throw unreadable(file, e);
    }
    for (TcpDirection direction : List.copyOf(capture.directions.values())) {
      capture.giveUpWaiting(direction);
    }
  }

  private static BadInput unreadable(Path file, IOException e) {
    String message = String.valueOf(e.getMessage());
    return new BadInput(message.contains(file.toString()) ? message : file + ": " + message, e);
  }

  private void take(CapturedFrame frame) {
    Packet packet;
    try {
      packet = frame.decode(TAG, ChecksumPolicy.IGNORE);
    } catch (DecodeException e) {
      return; // Not a packet that this program knows, so not one with BGP.
    }
    IpHeader ip = packet.ip();
    if (ip == null
        || !(packet.transport() instanceof TcpHeader tcp)
        || !(packet.payload() instanceof Bytes payload)
        || (tcp.sourcePort() != BgpMessage.PORT && tcp.destinationPort() != BgpMessage.PORT)) {
      return;
    }
    TcpDirection direction =
        direction(
            ip.source() + " port " + tcp.sourcePort(),
            ip.destination() + " port " + tcp.destinationPort());
    direction.time = SimTime.formatSeconds(frame.timestampPs());
    if (tcp.has(TcpHeader.SYN)) {
      direction.begin(tcp.sequence() + 1);
    } else {
      direction.take(tcp.sequence(), payload);
    }
    print(direction);
    if (direction.isWaitingForTooMuch()) {
      giveUpWaiting(direction);
    }
  }

  private TcpDirection direction(String from, String to) {
    return directions.computeIfAbsent(from + " " + to, key -> new TcpDirection(from, to));
  }

  private void giveUpWaiting(TcpDirection direction) {
    while (direction.skipGap()) {
      out.print(json.gap(direction.place()) + "\n");
      print(direction);
    }
  }

  private void print(TcpDirection direction) {
    for (byte[] message : direction.messages()) {
      noteOpen(direction, message);
      out.print(json.line(message, context(direction), direction.place()) + "\n");
    }
  }

  private static void noteOpen(TcpDirection direction, byte[] message) {
    if (message[TYPE_AT] != BgpMessage.OPEN) {
      return;
    }
    try {
      direction.open = (BgpMessage.Open) BgpCodec.decode(message, DecodeContext.INITIAL);
    } catch (BgpDecodeException e) {
      direction.open = null; // No session comes of it.
    }
  }

  /** What the two OPENs agreed on where the capture has both. */
  private DecodeContext context(TcpDirection direction) {
    BgpMessage.Open received = direction.open;
    BgpMessage.Open sent = direction(direction.to, direction.from).open;
    if (received == null || sent == null) {
      return asked;
    }
    return DecodeContext.agreed(asked.peer(), sent.capabilities(), received.capabilities());
  }
}
