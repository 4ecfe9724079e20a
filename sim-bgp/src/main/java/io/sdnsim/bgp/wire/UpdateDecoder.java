package io.sdnsim.bgp.wire;

import static io.sdnsim.bgp.wire.PathAttribute.FLAG_EXTENDED_LENGTH;

import io.sdnsim.bgp.wire.PathAttribute.MpReachNlri;
import io.sdnsim.bgp.wire.PathAttribute.MpUnreachNlri;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one UPDATE (RFC 4271 4.3) and judges it by RFC 7606: what each error calls for, and of
 * several the strongest. What each attribute looks like {@link AttributeDecoder} knows.
 */
final class UpdateDecoder {
  /** More errors than these are not kept, for they could take more memory than the message. */
  private static final int MAXIMUM_ERRORS = 16;

  private final DecodeContext context;
  private final AttributeDecoder values;
  private final boolean[] seen = new boolean[256];
  private final List<PathAttribute> attributes = new ArrayList<>(8);
  private List<DecodeError> errors = List.of();
  private @Nullable MpReachNlri reach;
  private @Nullable MpUnreachNlri unreach;
  private boolean cutOff;

  private UpdateDecoder(DecodeContext context) {
    this.context = context;
    this.values = new AttributeDecoder(context);
  }

  /**
   * Reads from behind the header.
   *
   * @throws BgpDecodeException when the strongest error calls for a session reset
   */
  static BgpMessage.Update decode(ByteReader in, DecodeContext context) throws BgpDecodeException {
    return new UpdateDecoder(context).decode(in);
  }

  private BgpMessage.Update decode(ByteReader in) throws BgpDecodeException {
    int withdrawnLength = in.u16();
    if (!in.has(withdrawnLength + 2)) {
      throw lengthError(in, "Withdrawn Routes Length " + withdrawnLength);
    }
    NlriReader withdrawn = field(in.part(withdrawnLength), "RFC 7606 3.i");
    int attributesLength = in.u16();
    if (!in.has(attributesLength)) {
      throw lengthError(in, "Total Path Attribute Length " + attributesLength);
    }
    int attributesAt = in.position();
    readAttributes(in.part(attributesLength));
    NlriReader nlri = field(in, "RFC 7606 3.j");
    PathAttributes merged = PathAttributes.of(As4Merge.merge(attributes, context.fourOctetAs()));
    checkMandatory(!nlri.prefixes().isEmpty(), attributesAt);
    escalate(!nlri.prefixes().isEmpty() || seen[PathAttribute.MP_REACH_NLRI]);
    BgpMessage.Update update =
        new BgpMessage.Update(
            withdrawn.prefixes(),
            merged,
            nlri.prefixes(),
            reach,
            unreach,
            withdrawn.ids(),
            nlri.ids(),
            values.otherFamilies(),
            errors);
    DecodeError strongest = update.strongestError();
    if (strongest != null && strongest.action() == ErrorAction.SESSION_RESET) {
      throw new BgpDecodeException(strongest, update);
    }
    return update;
  }

  /** RFC 7606 3.b: nothing behind a length that is too large can be found. */
  private static BgpDecodeException lengthError(ByteReader in, String field) {
    return new BgpDecodeException(
        DecodeError.reset(
            BgpError.UPDATE,
            BgpError.UPDATE_MALFORMED_ATTRIBUTE_LIST,
            new byte[0],
            in.position() - 2,
            "RFC 7606 3.b",
            field + " runs past the end"));
  }

  /** Withdrawn Routes or NLRI. */
  private NlriReader field(ByteReader in, String clause) {
    AddressFamily family = AddressFamily.IPV4_UNICAST;
    NlriReader reader = NlriReader.read(in, family, context.addPathReceived().contains(family));
    String error = reader.error();
    if (error != null) {
      add(
          DecodeError.reset(
              BgpError.UPDATE,
              BgpError.UPDATE_INVALID_NETWORK,
              new byte[0],
              reader.errorOffset(),
              clause,
              error));
    }
    return reader;
  }

  private void readAttributes(ByteReader in) {
    while (in.remaining() > 0 && !cutOff) {
      int start = in.position();
      if (!in.has(3)) {
        cutOff(start, 0, "attribute is cut off");
        return;
      }
      int flags = in.u8();
      int type = in.u8();
      boolean extended = (flags & FLAG_EXTENDED_LENGTH) != 0;
      if (extended && !in.has(2)) {
        cutOff(start, type, "Attribute Length is cut off");
        return;
      }
      int length = extended ? in.u16() : in.u8();
      if (!in.has(length)) {
        cutOff(start, type, "Attribute Length " + length + " runs past the end");
        return;
      }
      byte[] message = in.array();
      ByteReader value = in.part(length);
      if (seen[type]) {
        twice(start, type);
        continue;
      }
      seen[type] = true;
      PathAttribute attribute =
          values.decode(new RawAttribute(message, start, flags, type, value, this::add));
      if (attribute instanceof MpReachNlri r) {
        reach = r;
      } else if (attribute instanceof MpUnreachNlri u) {
        unreach = u;
      } else if (attribute != null) {
        attributes.add(attribute);
      }
    }
  }

  /** RFC 7606 4: the list of attributes ends within one. */
  private void cutOff(int start, int type, String field) {
    cutOff = true;
    AttributeType known = AttributeType.of(type);
    boolean hidesNlri = known != null && known.carriesNlri();
    add(
        listError(
            hidesNlri ? ErrorAction.SESSION_RESET : ErrorAction.TREAT_AS_WITHDRAW,
            type,
            start,
            // 3.j: the prefixes can't be read, so they can't be withdrawn either.
            hidesNlri ? "RFC 7606 3.j" : "RFC 7606 4",
            field));
  }

  /** RFC 7606 3.g. */
  private void twice(int start, int type) {
    AttributeType known = AttributeType.of(type);
    boolean carriesNlri = known != null && known.carriesNlri();
    add(
        listError(
            carriesNlri ? ErrorAction.SESSION_RESET : ErrorAction.ATTRIBUTE_DISCARD,
            type,
            start,
            "RFC 7606 3.g",
            RawAttribute.name(type) + " appears twice"));
  }

  private static DecodeError listError(
      ErrorAction action, int type, int offset, String clause, String field) {
    return new DecodeError(
        action,
        BgpError.UPDATE,
        BgpError.UPDATE_MALFORMED_ATTRIBUTE_LIST,
        Bytes.of(new byte[0]),
        type,
        offset,
        null,
        clause,
        field);
  }

  /** RFC 7606 3.d: what must come with reachable prefixes. */
  private void checkMandatory(boolean hasNlri, int offset) {
    if (!hasNlri && reach == null) {
      return;
    }
    missing(PathAttribute.ORIGIN, offset);
    missing(PathAttribute.AS_PATH, offset);
    if (hasNlri) {
      // RFC 4760 3: prefixes in MP_REACH_NLRI have their next hop there.
      missing(PathAttribute.NEXT_HOP, offset);
    }
    if (context.peer() == PeerType.INTERNAL) {
      missing(PathAttribute.LOCAL_PREF, offset);
    }
  }

  private void missing(int type, int offset) {
    if (!seen[type]) {
      add(
          new DecodeError(
              ErrorAction.TREAT_AS_WITHDRAW,
              BgpError.UPDATE,
              BgpError.UPDATE_MISSING_WELL_KNOWN,
              Bytes.of(new byte[] {(byte) type}),
              type,
              offset,
              null,
              "RFC 7606 3.d",
              RawAttribute.name(type) + " is missing"));
    }
  }

  /**
   * RFC 7606 5.2: attributes that describe no prefix, and one of them malformed: then the prefixes
   * may be hidden by the error.
   */
  private void escalate(boolean reachable) {
    if (reachable || errors.isEmpty() || !hasMoreThanUnreach()) {
      return;
    }
    for (int i = 0; i < errors.size(); i++) {
      DecodeError error = errors.get(i);
      if (error.action().isStrongerThan(ErrorAction.ATTRIBUTE_DISCARD)
          && error.action() != ErrorAction.SESSION_RESET) {
        errors.set(i, error.with(ErrorAction.SESSION_RESET, "RFC 7606 5.2"));
      }
    }
  }

  private boolean hasMoreThanUnreach() {
    for (int type = 0; type < seen.length; type++) {
      if (seen[type] && type != PathAttribute.MP_UNREACH_NLRI) {
        return true;
      }
    }
    return cutOff;
  }

  private void add(DecodeError error) {
    if (errors.isEmpty()) {
      errors = new ArrayList<>(2);
    }
    if (errors.size() < MAXIMUM_ERRORS) {
      errors.add(error);
      return;
    }
    DecodeError strongest = DecodeError.strongest(errors);
    if (strongest != null && error.action().isStrongerThan(strongest.action())) {
      errors.set(MAXIMUM_ERRORS - 1, error);
    }
  }
}
