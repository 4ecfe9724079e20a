package io.sdnsim.core.host;

import io.sdnsim.core.packet.PacketTag;
import io.sdnsim.core.wire.CapturedFrame;
import io.sdnsim.core.wire.ChecksumPolicy;
import io.sdnsim.core.wire.DecodeException;
import io.sdnsim.core.wire.PcapReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A capture file, decoded for a replay.
 *
 * @param frames those that could be decoded
 * @param undecoded how many could not, by reason
 */
public record CaptureImport(List<CapturedDatagram> frames, SortedMap<String, Integer> undecoded) {
  public CaptureImport {
    frames = List.copyOf(frames);
    undecoded = Collections.unmodifiableSortedMap(new TreeMap<>(undecoded));
  }

  /**
   * Reads a pcap or pcapng file. Checksums are not verified: where the network card fills them in,
   * a capture on the sending host shows other ones.
   *
   * @throws IOException when the file can't be read, is no capture or is cut short
   */
  public static CaptureImport read(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream, file.toString());
    }
  }

  /**
   * Reads a capture from a stream.
   *
   * @param source names it in messages
   * @throws IOException when it can't be read, is no capture or is cut short
   */
  public static CaptureImport read(InputStream stream, String source) throws IOException {
    List<CapturedDatagram> frames = new ArrayList<>();
    SortedMap<String, Integer> undecoded = new TreeMap<>();
    PacketTag tag = new PacketTag(0, null, 0);
    PcapReader reader = PcapReader.of(stream, source);
    for (CapturedFrame frame = reader.next(); frame != null; frame = reader.next()) {
      if (frame.isCut()) {
        undecoded.merge("cut by the capture's snap length", 1, Integer::sum);
        continue;
      }
      try {
        frames.add(
            new CapturedDatagram(frame.timestampPs(), frame.decode(tag, ChecksumPolicy.IGNORE)));
      } catch (DecodeException e) {
        undecoded.merge("not decodable", 1, Integer::sum);
      }
    }
    return new CaptureImport(frames, undecoded);
  }

  /** The plan of a replay of this capture. */
  public ReplayPlan plan(ReplayConfig config) {
    return ReplayPlan.of(config, frames, undecoded);
  }
}
