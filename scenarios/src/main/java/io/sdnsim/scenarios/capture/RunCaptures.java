package io.sdnsim.scenarios.capture;

import io.sdnsim.core.capture.CaptureDirectory;
import io.sdnsim.core.capture.CapturePort;
import io.sdnsim.core.capture.CaptureSink;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.device.Node;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TraceSink;
import io.sdnsim.scenarios.model.CaptureConfig;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.PortRef;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pcapng files of one run. Attach it to the network's tracer before the network boots; {@link
 * #finish} puts the files in their places, closing without it leaves nothing behind.
 */
public final class RunCaptures implements TraceSink, Closeable {
  private final List<CaptureSink> files = new ArrayList<>();
  private @Nullable CaptureDirectory directory;

  /**
   * Begins the files.
   *
   * @param captures what the scenario asks for
   * @param folder where those files go
   * @param perNode where one more file for each node goes; null for none
   */
  public RunCaptures(
      Network network, List<CaptureConfig> captures, Path folder, @Nullable Path perNode)
      throws IOException {
    try {
      for (CaptureConfig capture : captures) {
        Path file = folder.resolve(capture.file().value());
        if (Files.exists(file) && !Files.isRegularFile(file)) {
          throw new IOException(file + ": it is not a regular file");
        }
        files.add(new CaptureSink(file, ports(network, capture)));
      }
      if (perNode != null) {
        directory = new CaptureDirectory(perNode, allPorts(network));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static List<CapturePort> ports(Network network, CaptureConfig capture) {
    PortRef link = capture.link();
    Located<String> node = capture.node();
    if (link != null) {
      return List.of(CapturePort.of(network.port(link.node(), link.port())));
    }
    if (node == null) {
      throw new IllegalArgumentException("a capture of neither a link nor a node");
    }
    return network.node(node.value()).ports().stream().map(CapturePort::of).toList();
  }

  private static List<CapturePort> allPorts(Network network) {
    List<CapturePort> ports = new ArrayList<>();
    for (Node node : network.nodes()) {
      node.ports().forEach(port -> ports.add(CapturePort.of(port)));
    }
    return ports;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    for (CaptureSink file : files) {
      file.step(timePs, node, packet, step);
    }
    if (directory != null) {
      directory.step(timePs, node, packet, step);
    }
  }

  /** Completes all files and puts them in their places. */
  public void finish() throws IOException {
    for (CaptureSink file : files) {
      file.finish();
    }
    if (directory != null) {
      directory.finish();
    }
  }

  @Override
  public void close() throws IOException {
    for (CaptureSink file : files) {
      file.close();
    }
    if (directory != null) {
      directory.close();
    }
  }
}
