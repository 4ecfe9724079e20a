package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the prefixes of a field (RFC 4271 4.3, RFC 4760 5, RFC 7911 3): all of them, or up to the
 * first that is too long or cut off (RFC 7606 5.3).
 */
final class NlriReader {
  private final List<Prefix> prefixes;
  private int[] ids;
  private int errorOffset;
  private @Nullable String error;

  private NlriReader(int expected, boolean withIds) {
    this.prefixes = new ArrayList<>(expected);
    this.ids = new int[withIds ? expected : 0];
  }

  /** Takes what remains in the reader. */
  static NlriReader read(ByteReader in, AddressFamily family, boolean withIds) {
    // Most prefixes take four bytes or more, those of IPv6 five; the identifier takes four.
    int typical = (family == AddressFamily.IPV4_UNICAST ? 4 : 5) + (withIds ? 4 : 0);
    NlriReader reader = new NlriReader(in.remaining() / typical + 1, withIds);
    while (in.remaining() > 0 && reader.error == null) {
      reader.readOne(in, family, withIds);
    }
    in.skipRest();
    return reader;
  }

  private void readOne(ByteReader in, AddressFamily family, boolean withIds) {
    int offset = in.position();
    if (withIds && !in.has(5)) {
      fail(offset, "Path Identifier is cut off");
      return;
    }
    int id = withIds ? in.i32() : 0;
    int length = in.u8();
    if (length > family.addressBits()) {
      fail(offset, "prefix length " + length + " of " + family.addressBits() + " bits at most");
    } else if (!in.has((length + 7) / 8)) {
      fail(offset, "prefix of length " + length + " is cut off");
    } else {
      if (withIds) {
        addId(id);
      }
      prefixes.add(in.prefix(family, length));
    }
  }

  private void addId(int id) {
    if (prefixes.size() == ids.length) {
      ids = Arrays.copyOf(ids, ids.length * 2);
    }
    ids[prefixes.size()] = id;
  }

  private void fail(int offset, String what) {
    errorOffset = offset;
    error = what;
  }

  List<Prefix> prefixes() {
    return prefixes;
  }

  PathIds ids() {
    return ids.length == 0 ? PathIds.NONE : PathIds.wrap(Arrays.copyOf(ids, prefixes.size()));
  }

  /** What is wrong, or null. */
  @Nullable String error() {
    return error;
  }

  /** Where; only with an error. */
  int errorOffset() {
    return errorOffset;
  }
}
