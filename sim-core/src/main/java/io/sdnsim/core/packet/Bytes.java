package io.sdnsim.core.packet;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Payload bytes that mean something: BGP, DNS, a replayed capture. Immutable; slices share. */
public final class Bytes implements Payload {
  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Takes the array over without a copy: the caller must not change it afterwards. */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** Bytes from (inclusive) to to (exclusive), without a copy. */
  public Bytes slice(int from, int to) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException(from + ".." + to + " of " + length);
    }
    return from == 0 && to == length ? this : new Bytes(array, offset + from, to - from);
  }

  public byte at(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(index + " of " + length);
    }
    return array[offset + index];
  }

  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  @Override
  public int lengthBytes() {
    return length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }
}
