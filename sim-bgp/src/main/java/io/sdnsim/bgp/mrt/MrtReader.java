package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.Peer;
import io.sdnsim.bgp.mrt.MrtRecord.RibEntry;
import io.sdnsim.bgp.mrt.MrtRecord.Session;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an MRT file record by record (RFC 6396, RFC 8050), plain or compressed by gzip; holds one
 * record and the peers of the table in memory, whatever the size of the file.
 *
 * <p>Not looked into, but passed as {@link MrtRecord.Other}: OSPF and IS-IS, the types that RFC
 * 6396 deprecates, RIB_GENERIC, multicast tables, GEO_PEER_TABLE.
 */
public final class MrtReader implements Closeable {
  private static final int HEADER_BYTES = 12;

  /** A record of 65,535 entries with 1 KB of attributes each has room. */
  private static final long MAX_BODY_BYTES = 1 << 26;

  private static final String UNPACKED =
      "an MRT file, plain or compressed by gzip: decompress it first";

  private static final int BUFFER_BYTES = 1 << 16;

  private final String file;
  private final InputStream in;
  private long offset;
  private List<Peer> peers = List.of();

  /**
   * Begins to read.
   *
   * @param file as the user named it, for errors
   * @param in is closed with the reader
   * @throws MrtException when the file is compressed by something else than gzip
   */
  public MrtReader(String file, InputStream in) throws IOException, MrtException {
    this.file = file;
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
    buffered.mark(4);
    byte[] magic = buffered.readNBytes(4);
    buffered.reset();
    if (startsWith(magic, 'B', 'Z', 'h')) {
      throw new MrtException(file, 0, "a bzip2 file", UNPACKED);
    }
    if (startsWith(magic, 0xFD, '7', 'z')) {
      throw new MrtException(file, 0, "an xz file", UNPACKED);
    }
    try {
      this.in =
          startsWith(magic, 0x1F, 0x8B)
              ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER_BYTES), BUFFER_BYTES)
              : buffered;
    } catch (ZipException | EOFException e) {
      throw compressed(e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private MrtException compressed(IOException problem) {
    return new MrtException(
        file,
        offset,
        "compressed data that breaks off or is damaged (" + problem.getMessage() + ")",
        "whole gzip data");
  }

  /** Where the next record begins, bytes from the start of the (uncompressed) file. */
  public long offset() {
    return offset;
  }

  /**
   * The next record, or null at the end.
   *
   * @throws MrtException when the bytes are no record; the reader is of no use afterwards
   */
  public @Nullable MrtRecord next() throws IOException, MrtException {
    byte[] header = bytes(HEADER_BYTES);
    if (header.length == 0) {
      return null;
    }
    MrtInput head = new MrtInput(file, header, offset);
    if (header.length < HEADER_BYTES) {
      throw head.error(header.length + " bytes to the end of the file", "a header of 12 bytes");
    }
    long seconds = head.u32("Timestamp");
    int type = head.u16("Type");
    int subtype = head.u16("Subtype");
    long length = head.u32("Length");
    if (length > MAX_BODY_BYTES) {
      throw new MrtException(
          file, offset + 8, "a record of " + length + " bytes", "at most " + MAX_BODY_BYTES);
    }
    byte[] body = bytes((int) length);
    if (body.length < length) {
      throw new MrtException(
          file,
          offset + HEADER_BYTES,
          body.length + " bytes to the end of the file",
          "a record of " + length + " bytes");
    }
    MrtInput input = new MrtInput(file, body, offset + HEADER_BYTES);
    offset += HEADER_BYTES + length;
    return switch (type) {
      case MrtRecord.TABLE_DUMP -> tableDump(seconds, subtype, input);
      case MrtRecord.TABLE_DUMP_V2 -> tableDumpV2(seconds, subtype, input);
      case MrtRecord.BGP4MP -> bgp4mp(seconds, -1, type, subtype, input);
      case MrtRecord.BGP4MP_ET -> {
        long microseconds = input.u32("Microsecond Timestamp");
        if (microseconds > 999_999) {
          throw input.error(microseconds + " microseconds", "at most 999999");
        }
        yield bgp4mp(seconds, (int) microseconds, type, subtype, input);
      }
      default -> new MrtRecord.Other(seconds, type, subtype);
    };
  }

  /** Reads bit by bit, so that a wrong length does not ask for more memory than the file has. */
  private byte[] bytes(int count) throws IOException, MrtException {
    try {
      return in.readNBytes(count);
    } catch (ZipException | EOFException e) {
      throw compressed(e);
    }
  }

  /** RFC 6396 4.2; the subtypes 3 and 4, of four-octet AS numbers, are Quagga's. */
  private static MrtRecord tableDump(long seconds, int subtype, MrtInput in) throws MrtException {
    AddressFamily family =
        subtype == 1 || subtype == 3
            ? AddressFamily.IPV4_UNICAST
            : subtype == 2 || subtype == 4 ? AddressFamily.IPV6_UNICAST : null;
    if (family == null) {
      return new MrtRecord.Other(seconds, MrtRecord.TABLE_DUMP, subtype);
    }
    boolean fourOctetAs = subtype > 2;
    in.u16("View Number");
    in.u16("Sequence Number");
    IpAddress network = in.address(family, "Prefix");
    int length = in.u8("Prefix Length");
    if (length > family.addressBits()) {
      throw in.error("a prefix length of " + length, "at most " + family.addressBits());
    }
    in.u8("Status");
    long originated = in.u32("Originated Time");
    IpAddress peer = in.address(family, "Peer IP Address");
    long peerAs = in.asn(fourOctetAs, "Peer AS");
    return new MrtRecord.TableDump(
        seconds,
        Prefix.containing(network, length),
        originated,
        peer,
        peerAs,
        attributes(in, fourOctetAs, false));
  }

  private static MrtAttributes attributes(MrtInput in, boolean fourOctetAs, boolean addPath)
      throws MrtException {
    int length = in.u16("Attribute Length");
    return MrtAttributes.read(in.part(length, "BGP Attributes"), fourOctetAs, addPath);
  }

  private MrtRecord tableDumpV2(long seconds, int subtype, MrtInput in) throws MrtException {
    return switch (subtype) {
      case 1 -> peerIndexTable(seconds, in);
      case 2 -> rib(seconds, AddressFamily.IPV4_UNICAST, false, in);
      case 4 -> rib(seconds, AddressFamily.IPV6_UNICAST, false, in);
      case 8 -> rib(seconds, AddressFamily.IPV4_UNICAST, true, in);
      case 10 -> rib(seconds, AddressFamily.IPV6_UNICAST, true, in);
      default -> new MrtRecord.Other(seconds, MrtRecord.TABLE_DUMP_V2, subtype);
    };
  }

  private MrtRecord peerIndexTable(long seconds, MrtInput in) throws MrtException {
    IpAddress collector = in.address(AddressFamily.IPV4_UNICAST, "Collector BGP ID");
    int viewLength = in.u16("View Name Length");
    String view = new String(in.take(viewLength, "View Name"), StandardCharsets.UTF_8);
    int count = in.u16("Peer Count");
    List<Peer> table = new ArrayList<>(Math.min(count, in.remaining() / 11 + 1));
    for (int i = 0; i < count; i++) {
      int type = in.u8("Peer Type");
      IpAddress identifier = in.address(AddressFamily.IPV4_UNICAST, "Peer BGP ID");
      AddressFamily family =
          (type & 1) == 0 ? AddressFamily.IPV4_UNICAST : AddressFamily.IPV6_UNICAST;
      IpAddress address = in.address(family, "Peer IP Address");
      table.add(new Peer(identifier, address, in.asn((type & 2) != 0, "Peer AS")));
    }
    peers = table;
    return new MrtRecord.PeerIndexTable(seconds, collector, view, table);
  }

  private MrtRecord rib(long seconds, AddressFamily family, boolean addPath, MrtInput in)
      throws MrtException {
    long sequence = in.u32("Sequence Number");
    Prefix prefix = in.prefix(family);
    int count = in.u16("Entry Count");
    List<RibEntry> entries = new ArrayList<>(Math.min(count, in.remaining() / 8 + 1));
    for (int i = 0; i < count; i++) {
      int index = in.u16("Peer Index");
      if (index >= peers.size()) {
        throw in.error(
            "an entry of peer " + index,
            peers.isEmpty()
                ? "a PEER_INDEX_TABLE before it"
                : "one of the " + peers.size() + " of the PEER_INDEX_TABLE, counted from 0");
      }
      long originated = in.u32("Originated Time");
      long pathId = addPath ? in.u32("Path Identifier") : 0;
      entries.add(
          new RibEntry(peers.get(index), originated, pathId, attributes(in, true, addPath)));
    }
    return new MrtRecord.Rib(seconds, sequence, prefix, addPath, entries);
  }

  private static MrtRecord bgp4mp(
      long seconds, int microseconds, int type, int subtype, MrtInput in) throws MrtException {
    return switch (subtype) {
      case 0 -> stateChange(seconds, microseconds, false, in);
      case 5 -> stateChange(seconds, microseconds, true, in);
      case 1, 4, 6, 7, 8, 9, 10, 11 -> message(seconds, microseconds, subtype, in);
      default -> new MrtRecord.Other(seconds, type, subtype);
    };
  }

  private static MrtRecord stateChange(
      long seconds, int microseconds, boolean fourOctetAs, MrtInput in) throws MrtException {
    Session session = session(in, fourOctetAs);
    return new MrtRecord.StateChange(
        seconds, microseconds, session, in.u16("Old State"), in.u16("New State"));
  }

  private static Session session(MrtInput in, boolean fourOctetAs) throws MrtException {
    long peerAs = in.asn(fourOctetAs, "Peer AS Number");
    long localAs = in.asn(fourOctetAs, "Local AS Number");
    int interfaceIndex = in.u16("Interface Index");
    int afi = in.u16("Address Family");
    AddressFamily family = AddressFamily.of(afi, 1);
    if (family == null) {
      throw in.error("address family " + afi, "1 (IPv4) or 2 (IPv6)");
    }
    return new Session(
        peerAs,
        localAs,
        interfaceIndex,
        in.address(family, "Peer IP Address"),
        in.address(family, "Local IP Address"));
  }

  private static MrtRecord message(long seconds, int microseconds, int subtype, MrtInput in)
      throws MrtException {
    boolean fourOctetAs = subtype == 4 || subtype == 7 || subtype == 9 || subtype == 11;
    boolean addPath = subtype >= 8;
    boolean local = subtype == 6 || subtype == 7 || subtype >= 10;
    Session session = session(in, fourOctetAs);
    for (int i = 0; i < 16; i++) {
      int marker = in.u8("Marker");
      if (marker != 0xFF) {
        throw in.error("a BGP message with " + marker + " in its marker", "255");
      }
    }
    int length = in.u16("BGP message length");
    if (length < BgpMessage.HEADER_BYTES) {
      throw in.error("a BGP message of " + length + " bytes", "19 or more");
    }
    MrtInput rest = in.part(length - 18, "BGP message");
    int type = rest.u8("BGP message type");
    MrtUpdate update =
        type == BgpMessage.UPDATE ? MrtUpdate.read(rest, fourOctetAs, addPath) : MrtUpdate.NONE;
    return new MrtRecord.Message(
        seconds, microseconds, session, fourOctetAs, addPath, local, type, update);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
