package io.sdnsim.core.capture;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.wire.CaptureDirection;
import io.sdnsim.core.wire.CaptureInterface;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.PcapngWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One pcapng file, with an interface for each port. */
final class CaptureFile implements Closeable {
  private final AtomicFile file;
  private final PcapngWriter writer;
  private final Map<String, Integer> ethernetInterfaces = new TreeMap<>();
  private final Map<String, Integer> rawInterfaces = new TreeMap<>();

  /** A frame and where it was seen. */
  record Frame(
      long timePs,
      CapturePort port,
      CaptureDirection direction,
      Packet packet,
      @Nullable String comment) {}

  /** Begins the file. */
  CaptureFile(Path path, List<CapturePort> ports) throws IOException {
    this.file = new AtomicFile(path);
    try {
      this.writer = new PcapngWriter(file);
      for (CapturePort port : ports) {
        ethernetInterfaces.put(port.fullName(), describe(port, LinkType.ETHERNET));
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  void write(Frame frame) throws IOException {
    writer.write(
        interfaceId(frame.port(), frame.packet()),
        frame.timePs(),
        frame.direction(),
        FrameCodec.encode(frame.packet()),
        frame.comment());
  }

  /** A port without Ethernet, such as a point-to-point IP link, gets an interface of its own. */
  private int interfaceId(CapturePort port, Packet packet) throws IOException {
    Map<String, Integer> table = packet.ethernet() == null ? rawInterfaces : ethernetInterfaces;
    Integer id = table.get(port.fullName());
    if (id == null) {
      id = describe(port, LinkType.RAW_IP);
      table.put(port.fullName(), id);
    }
    return id;
  }

  private int describe(CapturePort port, LinkType linkType) throws IOException {
    return writer.addInterface(
        new CaptureInterface(port.fullName(), port.description(), linkType, port.mac()));
  }

  /** Completes the file and puts it in its place. */
  void commit() throws IOException {
    file.commit();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
