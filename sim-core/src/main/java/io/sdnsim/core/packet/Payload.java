package io.sdnsim.core.packet;

/** What follows the headers that a {@link Packet} holds itself. */
public sealed interface Payload
    permits Bytes, BulkBytes, Encapsulated, Quoted, FragmentPayload, NeighborDiscovery {
  /** No payload. */
  Payload EMPTY = Bytes.of(new byte[0]);

  /** The encoded size in bytes, 0 to 65,535. */
  int lengthBytes();
}
