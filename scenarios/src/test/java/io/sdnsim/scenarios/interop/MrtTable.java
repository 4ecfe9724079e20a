package io.sdnsim.scenarios.interop;

import io.sdnsim.bgp.mrt.MrtRecord;
import io.sdnsim.bgp.mrt.MrtWriter;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Routes as an MRT file, for routers that take many at once in no other form. */
final class MrtTable {
  private MrtTable() {}

  /** A TABLE_DUMP_V2 file with one path for each prefix, without ASes before the router's own. */
  static byte[] of(List<String> prefixes, String nextHop) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IpAddress address = IpAddress.parse(nextHop);
    PathAttributes attributes =
        PathAttributes.EMPTY
            .withOrigin(Origin.IGP)
            .withAsPath(AsPath.EMPTY.prepend(65010, 1))
            .withNextHop(address);
    try {
      MrtWriter writer = new MrtWriter(bytes);
      writer.peerIndexTable(0, address, "", List.of(new MrtRecord.Peer(address, address, 65002)));
      int sequence = 0;
      for (String prefix : prefixes) {
        writer.rib(
            0,
            sequence++,
            Prefix.parse(prefix),
            List.of(new MrtWriter.TablePath(0, 0, attributes)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
