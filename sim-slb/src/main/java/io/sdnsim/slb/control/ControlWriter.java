package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Writes fields in network byte order. */
final class ControlWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toByteArray() {
    return out.toByteArray();
  }

  void unsigned(long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0xFFFF) {
      throw new IllegalArgumentException("a name has at most 65535 bytes");
    }
    unsigned(bytes.length, 2);
    out.writeBytes(bytes);
  }

  void address(IpAddress address) {
    byte[] bytes = address.toBytes();
    unsigned(bytes.length, 1);
    out.writeBytes(bytes);
  }

  void mac(MacAddress mac) {
    unsigned(mac.bits(), 6);
  }

  <T> void list(List<T> elements, Consumer<T> element) {
    unsigned(elements.size(), 4);
    elements.forEach(element);
  }
}
