package io.sdnsim.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.Capability;
import java.io.IOException;

/** The members of an OPEN. */
final class BgpOpenJson {
  private BgpOpenJson() {}

  static void write(JsonGenerator out, BgpMessage.Open open) throws IOException {
    out.writeNumberField("version", open.version());
    out.writeNumberField("as", open.asn());
    out.writeNumberField("myAs", open.myAs());
    out.writeNumberField("holdTime", open.holdTimeSeconds());
    out.writeStringField("identifier", open.identifier().toString());
    out.writeArrayFieldStart("capabilities");
    for (Capability capability : open.capabilities()) {
      out.writeStartObject();
      out.writeNumberField("code", capability.code());
      write(out, capability);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, Capability capability) throws IOException {
    if (capability instanceof Capability.Multiprotocol mp) {
      out.writeStringField("name", "multiprotocol");
      BgpMessageJson.writeFamily(out, mp.afi(), mp.safi());
    } else if (capability instanceof Capability.RouteRefresh) {
      out.writeStringField("name", "route-refresh");
    } else if (capability instanceof Capability.EnhancedRouteRefresh) {
      out.writeStringField("name", "enhanced-route-refresh");
    } else if (capability instanceof Capability.ExtendedMessage) {
      out.writeStringField("name", "extended-message");
    } else if (capability instanceof Capability.FourOctetAs as) {
      out.writeStringField("name", "four-octet-as");
      out.writeNumberField("as", as.asn());
    } else if (capability instanceof Capability.BgpRole role) {
      out.writeStringField("name", "role");
      out.writeStringField("role", role.text());
    } else if (capability instanceof Capability.GracefulRestart restart) {
      out.writeStringField("name", "graceful-restart");
      out.writeBooleanField("restarting", restart.restarting());
      out.writeBooleanField("notification", restart.notification());
      out.writeNumberField("restartTime", restart.restartTimeSeconds());
      out.writeArrayFieldStart("families");
      for (Capability.GracefulRestart.PreservedFamily family : restart.families()) {
        out.writeStartObject();
        BgpMessageJson.writeFamily(out, family.afi(), family.safi());
        out.writeBooleanField("forwardingPreserved", family.forwardingPreserved());
        out.writeEndObject();
      }
      out.writeEndArray();
    } else if (capability instanceof Capability.AddPath paths) {
      out.writeStringField("name", "add-path");
      out.writeArrayFieldStart("families");
      for (Capability.AddPath.FamilyMode family : paths.families()) {
        out.writeStartObject();
        BgpMessageJson.writeFamily(out, family.afi(), family.safi());
        out.writeBooleanField("receive", family.receives());
        out.writeBooleanField("send", family.sends());
        out.writeEndObject();
      }
      out.writeEndArray();
    } else if (capability instanceof Capability.ExtendedNextHop hop) {
      out.writeStringField("name", "extended-next-hop");
      out.writeArrayFieldStart("families");
      for (Capability.ExtendedNextHop.Entry entry : hop.entries()) {
        out.writeStartObject();
        BgpMessageJson.writeFamily(out, entry.afi(), entry.safi());
        out.writeNumberField("nextHopAfi", entry.nextHopAfi());
        out.writeEndObject();
      }
      out.writeEndArray();
    } else if (capability instanceof Capability.Unknown unknown) {
      out.writeStringField("value", unknown.value().toString());
    } else {
      throw new AssertionError(capability);
    }
  }
}
