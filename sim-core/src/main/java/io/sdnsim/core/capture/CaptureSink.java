package io.sdnsim.core.capture;

import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.core.wire.CaptureDirection;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Captures the frames of chosen ports into a pcapng file, with one interface for each port.
 *
 * <p>An outbound frame is captured when it is handed to the link, before it waits for the
 * transmitter, as a host's capture sees it; its comment names the flow and what the node decided
 * about the packet since it came in. An inbound frame is captured when it has arrived whole; its
 * comment names the flow only. A corrupted frame is not captured: a network card discards it before
 * a capture could see it.
 *
 * <p>A packet that comes back to its node, because a router sent it on or a tunnel's end unpacked
 * it, has the frames of its second passage in a file beside the first, {@code NAME+pass2.pcapng},
 * and so on ({@link Passages}). Wireshark takes whatever has the same addresses and ports for one
 * TCP connection, whichever interface and tunnel it is seen in: a copy right behind its original is
 * a retransmission to it and does no harm, but one behind later segments seems out of order, goes
 * into its reassembly and comes out as an error.
 *
 * <p>Frames come in the order of the trace, so time stamps never go back. The files appear with
 * {@link #finish}; a sink that is closed unfinished leaves nothing.
 */
public final class CaptureSink implements TraceSink, Closeable {
  /** How many packets a node may hold (waiting for ARP, say) before the oldest's story is lost. */
  private static final int MAX_STORIES_PER_NODE = 1024;

  private static final int MAX_STEPS_PER_STORY = 64;

  private final Path path;
  private final List<CapturePort> ports;
  private final Map<String, NodeCapture> nodes = new TreeMap<>();

  /** By passage, from 1; the first is always there. */
  private final Map<Integer, CaptureFile> files = new TreeMap<>();

  private @Nullable Arrival arrival;

  /** An inbound frame whose next step, taken in the same instant, may be that it was corrupted. */
  private record Arrival(String node, int passage, CaptureFile.Frame frame) {
    long packetId() {
      return frame.packet().tag().id();
    }
  }

  /** Begins the file. */
  public CaptureSink(Path path, List<CapturePort> ports) throws IOException {
    this.path = path;
    this.ports = List.copyOf(ports);
    for (CapturePort port : ports) {
      nodes.computeIfAbsent(port.node(), name -> new NodeCapture()).add(port);
    }
    files.put(1, new CaptureFile(path, this.ports));
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
            && last.packetId() == packet.tag().id()
            && last.node().equals(node);
    if (!corrupted) {
      file(last.passage()).write(last.frame());
    }
  }

  private CaptureFile file(int passage) throws IOException {
    CaptureFile file = files.get(passage);
    if (file == null) {
      file = new CaptureFile(pathOf(passage), ports);
      files.put(passage, file);
    }
    return file;
  }

  /** A plus sign is in no node's name, so that no other node's file has this name. */
  private Path pathOf(int passage) {
    if (passage == 1) {
      return path;
    }
    String name = String.valueOf(path.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    return path.resolveSibling(name.substring(0, end) + "+pass" + passage + name.substring(end));
  }

  /**
   * Completes the files and puts them in their places. Those of later passages that an earlier run
   * left beside them and this one has not are deleted.
   */
  public void finish() throws IOException {
    if (arrival != null) {
      file(arrival.passage()).write(arrival.frame());
      arrival = null;
    }
    for (CaptureFile file : files.values()) {
      file.commit();
    }
    for (int passage = 2; passage <= Passages.MAX_NUMBER; passage++) {
      if (!files.containsKey(passage)) {
        Files.deleteIfExists(pathOf(passage));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (CaptureFile file : files.values()) {
      file.close();
    }
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
    private final Map<String, CapturePort> captured = new TreeMap<>();
    private final Passages passages = new Passages();
    private final Map<Long, List<Step>> stories =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, List<Step>> eldest) {
            return size() > MAX_STORIES_PER_NODE;
          }
        };

    void add(CapturePort port) {
      if (captured.putIfAbsent(port.port(), port) != null) {
        throw new IllegalArgumentException("captured twice: " + port.fullName());
      }
    }

    void step(long timePs, String node, Packet packet, Step step) throws IOException {
      long id = packet.tag().id();
      if (step instanceof Step.Received received) {
        begin(packet);
        passages.receive(id, received.port());
        CapturePort port = captured.get(received.port());
        if (port != null) {
          String comment = comment(packet, List.of());
          arrival =
              new Arrival(
                  node,
                  passages.capture(id),
                  new CaptureFile.Frame(timePs, port, CaptureDirection.INBOUND, packet, comment));
        }
      } else if (step instanceof Step.Transmitted transmitted) {
        CapturePort port = captured.get(transmitted.port());
        if (port != null) {
          String comment = comment(packet, stories.getOrDefault(id, List.of()));
          file(passages.capture(id))
              .write(
                  new CaptureFile.Frame(timePs, port, CaptureDirection.OUTBOUND, packet, comment));
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
  }
}
