package io.sdnsim.slb.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a TCP byte stream into control messages. */
public final class ControlFramer {
  private byte[] pending = new byte[0];

  /**
   * Takes the next bytes of the stream.
   *
   * @return the messages that are now complete
   * @throws ControlDecodeException when the stream is broken; nothing after it can be read
   */
  public List<ControlMessage> accept(byte[] bytes) throws ControlDecodeException {
    byte[] all = Arrays.copyOf(pending, pending.length + bytes.length);
    System.arraycopy(bytes, 0, all, pending.length, bytes.length);
    List<ControlMessage> messages = new ArrayList<>();
    int position = 0;
    while (all.length - position >= ControlCodec.LENGTH_BYTES) {
      int length = lengthAt(all, position);
      int start = position + ControlCodec.LENGTH_BYTES;
      if (length > all.length - start) {
        break;
      }
      messages.add(ControlCodec.decode(Arrays.copyOfRange(all, start, start + length)));
      position = start + length;
    }
    pending = Arrays.copyOfRange(all, position, all.length);
    return messages;
  }

  private static int lengthAt(byte[] bytes, int position) throws ControlDecodeException {
    long length = 0;
    for (int i = 0; i < ControlCodec.LENGTH_BYTES; i++) {
      length = length << 8 | (bytes[position + i] & 0xFF);
    }
    if (length > ControlCodec.MAX_MESSAGE_BYTES) {
      throw new ControlDecodeException("a message of " + length + " bytes is too long", 0);
    }
    return (int) length;
  }
}
