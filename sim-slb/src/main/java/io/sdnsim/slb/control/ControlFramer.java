package io.sdnsim.slb.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a TCP byte stream into control messages. */
public final class ControlFramer {
  /** What came and is in no message yet, from {@link #start} to {@link #end}. */
  private byte[] pending = new byte[0];

  private int start;
  private int end;

  /**
   * Takes the next bytes of the stream.
   *
   * @return the messages that are now complete
   * @throws ControlDecodeException when the stream is broken; nothing after it can be read
   */
  public List<ControlMessage> accept(byte[] bytes) throws ControlDecodeException {
    append(bytes);
    List<ControlMessage> messages = new ArrayList<>();
    while (end - start >= ControlCodec.LENGTH_BYTES) {
      int length = length();
      int body = start + ControlCodec.LENGTH_BYTES;
      if (length > end - body) {
        break;
      }
      messages.add(ControlCodec.decode(Arrays.copyOfRange(pending, body, body + length)));
      start = body + length;
    }
    return messages;
  }

  /**
   * The state of a large Mux takes thousands of segments: each of its bytes is to be copied a few
   * times, not thousands. No more is kept than came, whatever a length announces.
   */
  private void append(byte[] bytes) {
    int kept = end - start;
    if (bytes.length > pending.length - end) {
      byte[] room = new byte[Math.max(kept + bytes.length, 2 * kept)];
      System.arraycopy(pending, start, room, 0, kept);
      pending = room;
      start = 0;
      end = kept;
    }
    System.arraycopy(bytes, 0, pending, end, bytes.length);
    end += bytes.length;
  }

  private int length() throws ControlDecodeException {
    long length = 0;
    for (int i = 0; i < ControlCodec.LENGTH_BYTES; i++) {
      length = length << 8 | (pending[start + i] & 0xFF);
    }
    if (length > ControlCodec.MAX_MESSAGE_BYTES) {
      throw new ControlDecodeException("a message of " + length + " bytes is too long", 0);
    }
    return (int) length;
  }
}
