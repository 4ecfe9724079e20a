package io.sdnsim.scenarios.capture;

import io.sdnsim.bgp.mrt.RouterDump;
import io.sdnsim.bgp.sim.BgpProcess;
import io.sdnsim.core.device.Network;
import io.sdnsim.core.node.NodeState;
import io.sdnsim.scenarios.build.World;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The MRT files of one run: for each BGP router what it heard, {@code NODE.updates.mrt}, and what
 * it knows at the end, {@code NODE.table.mrt}; a router without power then has no table. Make it
 * before the network boots; {@link #finish} puts the files in their places, closing without it
 * leaves nothing behind.
 */
public final class RunDumps implements Closeable {
  private static final String UPDATES = ".updates.mrt";
  private static final String TABLE = ".table.mrt";

  private final Network network;
  private final Path folder;
  private final Map<String, OutputStream> updates = new TreeMap<>();
  private final Map<String, BgpProcess> latest = new TreeMap<>();

  /**
   * Begins to listen to the routers.
   *
   * @param folder where the files go; it is made
   */
  public RunDumps(World world, Path folder) throws IOException {
    this.network = world.network();
    this.folder = Files.createDirectories(folder);
    world.watchSpeakers(this::listen);
  }

  /** A router that starts again goes on with its file. */
  private void listen(String node, BgpProcess process) {
    OutputStream out = updates.computeIfAbsent(node, this::begin);
    process.setMonitor(new RouterDump(out, process.speaker().config().asn()));
    latest.put(node, process);
  }

  private OutputStream begin(String node) {
    try {
      return new BufferedOutputStream(Files.newOutputStream(unfinished(node)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path unfinished(String node) {
    return folder.resolve(node + UPDATES + ".part");
  }

  /** Completes all files and puts them in their places. */
  public void finish() throws IOException {
    for (Map.Entry<String, OutputStream> file : updates.entrySet()) {
      String node = file.getKey();
      file.getValue().close();
      Files.move(
          unfinished(node), folder.resolve(node + UPDATES), StandardCopyOption.REPLACE_EXISTING);
    }
    for (Map.Entry<String, BgpProcess> router : latest.entrySet()) {
      String node = router.getKey();
      Path table = folder.resolve(node + TABLE);
      if (network.node(node).context().state() == NodeState.OFF) {
        Files.deleteIfExists(table); // Not that of an earlier run.
        continue;
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(table))) {
        RouterDump.table(network.simulation().nowPs(), router.getValue().speaker(), node, out);
      }
    }
    updates.clear();
  }

  @Override
  public void close() {
    try {
      for (Map.Entry<String, OutputStream> file : updates.entrySet()) {
        file.getValue().close();
        Files.deleteIfExists(unfinished(file.getKey()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    updates.clear();
  }
}
