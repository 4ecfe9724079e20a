package io.sdnsim.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.DecodeError;
import io.sdnsim.bgp.wire.OtherFamilyNlri;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.core.address.Prefix;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** BGP messages as JSON, one line each: what {@code decode bgp} prints. Its keys are a contract. */
public final class BgpMessageJson {
  private final JsonReport json = new JsonReport();
  private final BgpAttributeJson attributes = new BgpAttributeJson();

  /**
   * Where in a capture a message stands.
   *
   * @param time seconds from the first frame, as a decimal number
   */
  public record Place(String time, String from, String to) {
    private void write(JsonGenerator out) throws IOException {
      out.writeFieldName("time");
      out.writeNumber(time);
      out.writeStringField("from", from);
      out.writeStringField("to", to);
    }
  }

  /**
   * The line of a message, whatever the bytes are, without its end.
   *
   * @param context how it is to be read
   */
  public String line(byte[] message, DecodeContext context) {
    return line(generator -> {}, generator -> write(generator, message, context));
  }

  /** The line of a message from a capture. */
  public String line(byte[] message, DecodeContext context, Place place) {
    return line(place::write, generator -> write(generator, message, context));
  }

  /** The line of a place in a capture where bytes of a connection are missing. */
  public String gap(Place place) {
    return line(
        place::write,
        generator ->
            generator.writeStringField("gap", "the capture lacks bytes of this connection"));
  }

  private String line(JsonReport.Body head, JsonReport.Body members) {
    return json.render(
            false,
            generator -> {
              generator.writeStartObject();
              head.write(generator);
              members.write(generator);
              generator.writeEndObject();
            })
        .stripTrailing();
  }

  private void write(JsonGenerator out, byte[] bytes, DecodeContext context) throws IOException {
    BgpMessage message;
    List<DecodeError> errors = List.of();
    try {
      message = BgpCodec.decode(bytes, context);
    } catch (BgpDecodeException e) {
      message = e.partial();
      errors = List.of(e.error());
    }
    if (bytes.length < BgpMessage.HEADER_BYTES) {
      out.writeNullField("type");
    } else {
      out.writeStringField("type", BgpMessage.name(bytes[18] & 0xFF));
    }
    out.writeNumberField("length", bytes.length);
    if (message != null) {
      writeBody(out, message);
    }
    if (message instanceof BgpMessage.Update update && !update.errors().isEmpty()) {
      errors = update.errors();
    }
    writeErrors(out, errors);
  }

  private void writeBody(JsonGenerator out, BgpMessage message) throws IOException {
    if (message instanceof BgpMessage.Open open) {
      BgpOpenJson.write(out, open);
    } else if (message instanceof BgpMessage.Update update) {
      writeUpdate(out, update);
    } else if (message instanceof BgpMessage.Notification notification) {
      out.writeNumberField("code", notification.code());
      out.writeNumberField("subcode", notification.subcode());
      out.writeStringField("text", BgpError.text(notification.code(), notification.subcode()));
      out.writeStringField("data", notification.data().toString());
      String communication = notification.shutdownCommunication();
      if (communication != null) {
        out.writeStringField("shutdownCommunication", communication);
      }
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      writeFamily(out, refresh.afi(), refresh.safi());
      out.writeNumberField("subtype", refresh.subtype());
    } else if (!(message instanceof BgpMessage.Keepalive)) {
      throw new AssertionError(message);
    }
  }

  private void writeUpdate(JsonGenerator out, BgpMessage.Update update) throws IOException {
    AddressFamily ended = update.endOfRibFamily();
    if (ended != null) {
      out.writeStringField("endOfRib", ended.text());
    }
    writePrefixes(out, "withdrawn", update.withdrawn(), update.withdrawnIds());
    out.writeObjectFieldStart("attributes");
    attributes.write(out, update.attributes());
    PathAttribute.MpReachNlri reach = update.reach();
    if (reach != null) {
      out.writeObjectFieldStart("mpReach");
      writeFamily(out, reach.family().afi(), reach.family().safi());
      out.writeArrayFieldStart("nextHops");
      for (Object hop : reach.nextHops()) {
        out.writeString(hop.toString());
      }
      out.writeEndArray();
      writePrefixes(out, "nlri", reach.nlri(), reach.ids());
      out.writeEndObject();
    }
    PathAttribute.MpUnreachNlri unreach = update.unreach();
    if (unreach != null) {
      out.writeObjectFieldStart("mpUnreach");
      writeFamily(out, unreach.family().afi(), unreach.family().safi());
      writePrefixes(out, "withdrawn", unreach.withdrawn(), unreach.ids());
      out.writeEndObject();
    }
    writeOtherFamilies(out, update.otherFamilies());
    out.writeEndObject();
    writePrefixes(out, "nlri", update.nlri(), update.nlriIds());
  }

  private static void writeOtherFamilies(JsonGenerator out, List<OtherFamilyNlri> others)
      throws IOException {
    if (others.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("otherFamilies");
    for (OtherFamilyNlri other : others) {
      out.writeStartObject();
      out.writeStringField("attribute", PathAttribute.name(other.attribute()));
      writeFamily(out, other.afi(), other.safi());
      out.writeStringField("value", other.value().toString());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Strings, or with Path Identifiers objects. */
  private static void writePrefixes(
      JsonGenerator out, String key, List<Prefix> prefixes, PathIds ids) throws IOException {
    out.writeArrayFieldStart(key);
    for (int i = 0; i < prefixes.size(); i++) {
      String prefix = prefixes.get(i).toString();
      if (ids.isEmpty()) {
        out.writeString(prefix);
      } else {
        out.writeStartObject();
        out.writeStringField("prefix", prefix);
        out.writeNumberField("pathId", ids.at(i));
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  /** The numbers, and the name of a family that this speaker knows. */
  static void writeFamily(JsonGenerator out, int afi, int safi) throws IOException {
    AddressFamily family = AddressFamily.of(afi, safi);
    if (family != null) {
      out.writeStringField("family", family.text());
    }
    out.writeNumberField("afi", afi);
    out.writeNumberField("safi", safi);
  }

  /** The strongest one by itself; where there are several, a list of all, too. */
  private static void writeErrors(JsonGenerator out, List<DecodeError> errors) throws IOException {
    DecodeError strongest = DecodeError.strongest(errors);
    if (strongest == null) {
      return;
    }
    out.writeFieldName("error");
    writeError(out, strongest);
    if (errors.size() > 1) {
      out.writeArrayFieldStart("errors");
      for (DecodeError error : errors) {
        writeError(out, error);
      }
      out.writeEndArray();
    }
  }

  private static void writeError(JsonGenerator out, DecodeError error) throws IOException {
    out.writeStartObject();
    out.writeNumberField("code", error.code());
    out.writeNumberField("subcode", error.subcode());
    out.writeStringField("action", error.action().text());
    if (error.attribute() == 0) {
      out.writeNullField("attribute");
    } else {
      out.writeNumberField("attribute", error.attribute());
      @Nullable String name = PathAttribute.name(error.attribute());
      if (name != null) {
        out.writeStringField("attributeName", name);
      }
    }
    out.writeNumberField("offset", error.offset());
    out.writeStringField("clause", error.clause());
    AddressFamily family = error.family();
    if (family != null) {
      out.writeStringField("family", family.text());
    }
    out.writeStringField("text", BgpError.text(error.code(), error.subcode()));
    out.writeStringField("detail", error.field());
    out.writeEndObject();
  }
}
