package io.sdnsim.core.capture;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Captures every port of every node: one file for each node, {@code NODE.pcapng}, and {@code
 * NODE+pass2.pcapng} for packets that come back to it ({@link CaptureSink}).
 */
public final class CaptureDirectory implements TraceSink, Closeable {
  private final Map<String, CaptureSink> files = new TreeMap<>();

  /**
   * Begins the files.
   *
   * @param ports of all nodes, in any order
   * @throws IllegalArgumentException when a node's name can't be a file's
   */
  public CaptureDirectory(Path directory, List<CapturePort> ports) throws IOException {
    Map<String, List<CapturePort>> byNode = new TreeMap<>();
    for (CapturePort port : ports) {
      byNode.computeIfAbsent(port.node(), node -> new ArrayList<>()).add(port);
    }
    try {
      for (Map.Entry<String, List<CapturePort>> node : byNode.entrySet()) {
        Path file = directory.resolve(fileName(node.getKey()));
        files.put(node.getKey(), new CaptureSink(file, node.getValue()));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static String fileName(String node) {
    if (!node.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException("the node's name '" + node + "' can't be a file's name");
    }
    return node + ".pcapng";
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    CaptureSink file = files.get(node);
    if (file != null) {
      file.step(timePs, node, packet, step);
    }
  }

  /** Completes all files and puts them in their places. */
  public void finish() throws IOException {
    for (CaptureSink file : files.values()) {
      file.finish();
    }
  }

  @Override
  public void close() throws IOException {
    for (CaptureSink file : files.values()) {
      file.close();
    }
  }
}
