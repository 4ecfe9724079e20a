package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads fields in network byte order; whatever the bytes, it throws nothing but its exception. */
final class ControlReader {
  /** Reads one element of a list. */
  @FunctionalInterface
  interface Element<T> {
    T read() throws ControlDecodeException;
  }

  /** Makes a value, which may refuse its parts. */
  @FunctionalInterface
  interface Maker<T> {
    T make();
  }

  private final byte[] bytes;
  private int position;

  ControlReader(byte[] bytes) {
    this.bytes = bytes;
  }

  ControlDecodeException problem(String what) {
    return new ControlDecodeException(what, position);
  }

  void end() throws ControlDecodeException {
    if (position != bytes.length) {
      throw problem(bytes.length - position + " bytes too many");
    }
  }

  private byte[] take(int count) throws ControlDecodeException {
    if (count > bytes.length - position) {
      throw problem("the message ends before a field of " + count + " bytes");
    }
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  long unsigned(int count) throws ControlDecodeException {
    long value = 0;
    for (byte each : take(count)) {
      value = value << 8 | (each & 0xFF);
    }
    return value;
  }

  int unsignedShort() throws ControlDecodeException {
    return (int) unsigned(2);
  }

  int octet() throws ControlDecodeException {
    return (int) unsigned(1);
  }

  boolean flag() throws ControlDecodeException {
    int value = octet();
    if (value > 1) {
      throw problem("a flag is 0 or 1, not " + value);
    }
    return value == 1;
  }

  /** One of these, by its number from 0. */
  <T> T constant(T[] constants) throws ControlDecodeException {
    int number = octet();
    if (number >= constants.length) {
      throw problem("a number below " + constants.length + " is expected, not " + number);
    }
    return constants[number];
  }

  String text() throws ControlDecodeException {
    byte[] encoded = take(unsignedShort());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(encoded)).toString();
    } catch (CharacterCodingException e) {
      throw problem("a name is not UTF-8");
    }
  }

  IpAddress address() throws ControlDecodeException {
    int length = octet();
    if (length != 4 && length != 16) {
      throw problem("an address has 4 or 16 bytes, not " + length);
    }
    return IpAddress.ofBytes(take(length));
  }

  MacAddress mac() throws ControlDecodeException {
    return new MacAddress(unsigned(6));
  }

  <T> List<T> list(Element<T> element) throws ControlDecodeException {
    long count = unsigned(4);
    // Every element has a byte at least: a count that lies costs nothing.
    if (count > bytes.length - position) {
      throw problem("a list of " + count + " elements does not fit");
    }
    List<T> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(element.read());
    }
    return elements;
  }

  /** A value whose constructor refuses what is out of range. */
  <T> T checked(Maker<T> maker) throws ControlDecodeException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      throw problem(String.valueOf(e.getMessage()));
    }
  }
}
