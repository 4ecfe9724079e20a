package io.sdnsim.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sdnsim.bgp.wire.Community;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Path attributes as members of a JSON object; those that a message lacks are left out. */
final class BgpAttributeJson {
  /** All but MP_REACH_NLRI and MP_UNREACH_NLRI, which are the message's. */
  void write(JsonGenerator out, PathAttributes attributes) throws IOException {
    List<PathAttribute.Unknown> unknown = new ArrayList<>();
    List<String> partial = new ArrayList<>();
    for (PathAttribute attribute : attributes.list()) {
      if (attribute instanceof PathAttribute.Unknown other) {
        unknown.add(other);
        continue;
      }
      write(out, attribute);
      if ((attribute.flags() & PathAttribute.FLAG_PARTIAL) != 0) {
        partial.add(String.valueOf(PathAttribute.name(attribute.type())));
      }
    }
    if (!partial.isEmpty()) {
      writeStrings(out, "partial", partial);
    }
    if (!unknown.isEmpty()) {
      out.writeArrayFieldStart("unknown");
      for (PathAttribute.Unknown other : unknown) {
        out.writeStartObject();
        out.writeNumberField("type", other.type());
        out.writeBooleanField("transitive", other.isTransitive());
        out.writeBooleanField("partial", (other.flags() & PathAttribute.FLAG_PARTIAL) != 0);
        out.writeStringField("value", other.value().toString());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  private static void write(JsonGenerator out, PathAttribute attribute) throws IOException {
    if (attribute instanceof PathAttribute.OriginAttribute a) {
      out.writeStringField("origin", a.origin().text());
    } else if (attribute instanceof PathAttribute.AsPathAttribute a) {
      out.writeStringField("asPath", a.path().toString());
    } else if (attribute instanceof PathAttribute.NextHopAttribute a) {
      out.writeStringField("nextHop", a.address().toString());
    } else if (attribute instanceof PathAttribute.MultiExitDisc a) {
      out.writeNumberField("med", a.value());
    } else if (attribute instanceof PathAttribute.LocalPref a) {
      out.writeNumberField("localPref", a.value());
    } else if (attribute instanceof PathAttribute.AtomicAggregate) {
      out.writeBooleanField("atomicAggregate", true);
    } else if (attribute instanceof PathAttribute.Aggregator a) {
      out.writeObjectFieldStart("aggregator");
      out.writeNumberField("as", a.asn());
      out.writeStringField("routerId", a.routerId().toString());
      out.writeEndObject();
    } else if (attribute instanceof PathAttribute.Communities a) {
      writeStrings(out, "communities", a.values().stream().map(Community::text).toList());
    } else if (attribute instanceof PathAttribute.OriginatorId a) {
      out.writeStringField("originatorId", a.routerId().toString());
    } else if (attribute instanceof PathAttribute.ClusterList a) {
      writeStrings(out, "clusterList", a.clusters());
    } else if (attribute instanceof PathAttribute.ExtendedCommunities a) {
      writeStrings(out, "extendedCommunities", a.values());
    } else if (attribute instanceof PathAttribute.LargeCommunities a) {
      writeStrings(out, "largeCommunities", a.values());
    } else if (attribute instanceof PathAttribute.OnlyToCustomer a) {
      out.writeNumberField("onlyToCustomer", a.asn());
    } else {
      // The codec merges AS4_PATH and AS4_AGGREGATOR, and keeps the MP attributes apart.
      throw new AssertionError(attribute);
    }
  }

  private static void writeStrings(JsonGenerator out, String key, List<?> values)
      throws IOException {
    out.writeArrayFieldStart(key);
    for (Object value : values) {
      out.writeString(value.toString());
    }
    out.writeEndArray();
  }
}
