package io.sdnsim.core.capture;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.wire.CaptureDirection;
import io.sdnsim.core.wire.CaptureInterface;
import io.sdnsim.core.wire.FrameCodec;
import io.sdnsim.core.wire.LinkType;
import io.sdnsim.core.wire.PcapngWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Captures the frames of chosen ports into one pcapng file, with one interface for each port.
 *
 * <p>An outbound frame is captured when it is handed to the link, before it waits for the
 * transmitter, as a host's capture sees it; its comment names the flow and what the node decided
 * about the packet since it came in. An inbound frame is captured when it has arrived whole; its
 * comment names the flow only. A corrupted frame is not captured: a network card discards it before
 * a capture could see it.
 *
 * <p>Frames come in the order of the trace, so time stamps never go back. The file appears with
 * {@link #finish}; a sink that is closed unfinished leaves nothing.
 */
public final class CaptureSink implements TraceSink, Closeable {
  /** How many packets a node may hold (waiting for ARP, say) before the oldest's story is lost. */
  private static final int MAX_STORIES_PER_NODE = 1024;

  private static final int MAX_STEPS_PER_STORY = 64;

  private final AtomicFile file;
  private final PcapngWriter writer;
  private final Map<String, NodeCapture> nodes = new TreeMap<>();
  private @Nullable Arrival arrival;

  /** An inbound frame whose next step, taken in the same instant, may be that it was corrupted. */
  private record Arrival(long timePs, String node, Packet frame, int interfaceId) {}

  /** Begins the file. */
  public CaptureSink(Path path, List<CapturePort> ports) throws IOException {
    this.file = new AtomicFile(path);
    try {
      this.writer = new PcapngWriter(file);
      for (CapturePort port : ports) {
        nodes.computeIfAbsent(port.node(), name -> new NodeCapture()).add(port);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * @throws UncheckedIOException when the file can't be written
   */
  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    try {
      writeArrival(node, packet, step);
      NodeCapture capture = nodes.get(node);
      if (capture != null) {
        capture.step(timePs, node, packet, step);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeArrival(String node, Packet packet, Step next) throws IOException {
    Arrival last = arrival;
    if (last == null) {
      return;
    }
    arrival = null;
    boolean corrupted =
        next instanceof Step.Dropped dropped
            && dropped.reason() == CoreDrop.BAD_FCS
            && last.frame().tag().id() == packet.tag().id()
            && last.node().equals(node);
    if (!corrupted) {
      write(last);
    }
  }

  private void write(Arrival inbound) throws IOException {
    writer.write(
        inbound.interfaceId(),
        inbound.timePs(),
        CaptureDirection.INBOUND,
        FrameCodec.encode(inbound.frame()),
        comment(inbound.frame(), List.of()));
  }

  /** Completes the file and puts it in its place. */
  public void finish() throws IOException {
    if (arrival != null) {
      write(arrival);
      arrival = null;
    }
    file.commit();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static @Nullable String comment(Packet packet, List<Step> steps) {
    StringJoiner text = new StringJoiner("; ");
    FlowTag flow = packet.tag().flow();
    if (flow != null) {
      text.add(flow + " packet " + packet.tag().number());
    }
    for (Step step : steps) {
      text.add(StepText.of(step));
    }
    return text.length() == 0 ? null : text.toString();
  }

  /** The captured ports of one node, and what it decided about the packets that it handles. */
  private final class NodeCapture {
    private final Map<String, CapturePort> ports = new TreeMap<>();
    private final Map<String, Integer> ethernetInterfaces = new TreeMap<>();
    private final Map<String, Integer> rawInterfaces = new TreeMap<>();
    private final Map<Long, List<Step>> stories =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, List<Step>> eldest) {
            return size() > MAX_STORIES_PER_NODE;
          }
        };

    void add(CapturePort port) {
      if (ports.putIfAbsent(port.port(), port) != null) {
        throw new IllegalArgumentException("captured twice: " + port.fullName());
      }
      try {
        ethernetInterfaces.put(port.port(), describe(port, LinkType.ETHERNET));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int describe(CapturePort port, LinkType linkType) throws IOException {
      return writer.addInterface(
          new CaptureInterface(port.fullName(), port.description(), linkType, port.mac()));
    }

    void step(long timePs, String node, Packet packet, Step step) throws IOException {
      if (step instanceof Step.Received received) {
        begin(packet);
        CapturePort port = ports.get(received.port());
        if (port != null) {
          arrival = new Arrival(timePs, node, packet, interfaceId(port, packet));
        }
      } else if (step instanceof Step.Transmitted transmitted) {
        CapturePort port = ports.get(transmitted.port());
        if (port != null) {
          writer.write(
              interfaceId(port, packet),
              timePs,
              CaptureDirection.OUTBOUND,
              FrameCodec.encode(packet),
              comment(packet, stories.getOrDefault(packet.tag().id(), List.of())));
        }
      } else {
        if (step instanceof Step.Originated) {
          begin(packet);
        }
        remember(packet, step);
      }
    }

    /** A packet comes to the node, maybe not for the first time: a new story, the youngest. */
    private void begin(Packet packet) {
      stories.remove(packet.tag().id());
    }

    private void remember(Packet packet, Step step) {
      List<Step> story = stories.computeIfAbsent(packet.tag().id(), id -> new ArrayList<>(4));
      if (story.size() < MAX_STEPS_PER_STORY) {
        story.add(step);
      }
    }

    /** A port without Ethernet, such as a point-to-point IP link, gets an interface of its own. */
    private int interfaceId(CapturePort port, Packet frame) throws IOException {
      Map<String, Integer> table = frame.ethernet() == null ? rawInterfaces : ethernetInterfaces;
      Integer id = table.get(port.port());
      if (id == null) {
        id = describe(port, LinkType.RAW_IP);
        table.put(port.port(), id);
      }
      return id;
    }
  }
}
