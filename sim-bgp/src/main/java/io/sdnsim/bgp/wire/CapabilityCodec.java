package io.sdnsim.bgp.wire;

import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Capabilities to bytes and back (RFC 5492 4 and the documents that define each). */
final class CapabilityCodec {
  private static final int RESTART_STATE = 0x8000;
  private static final int RESTART_NOTIFICATION = 0x4000;
  private static final int RESTART_TIME = 0x0FFF;
  private static final int FORWARDING_STATE = 0x80;

  private CapabilityCodec() {}

  static void encode(Capability capability, ByteWriter out) {
    ByteWriter value = new ByteWriter();
    encodeValue(capability, value);
    if (value.size() > 255) {
      throw new IllegalArgumentException(
          "capability " + capability.code() + " of " + value.size() + " bytes: at most 255");
    }
    out.u8(capability.code()).u8(value.size()).append(value);
  }

  private static void encodeValue(Capability capability, ByteWriter out) {
    if (capability instanceof Capability.Multiprotocol mp) {
      out.u16(mp.afi()).u8(0).u8(mp.safi());
    } else if (capability instanceof Capability.FourOctetAs as) {
      out.u32(as.asn());
    } else if (capability instanceof Capability.BgpRole role) {
      out.u8(role.role());
    } else if (capability instanceof Capability.GracefulRestart restart) {
      out.u16(
          (restart.restarting() ? RESTART_STATE : 0)
              | (restart.notification() ? RESTART_NOTIFICATION : 0)
              | restart.restartTimeSeconds());
      for (Capability.GracefulRestart.PreservedFamily family : restart.families()) {
        out.u16(family.afi()).u8(family.safi());
        out.u8(family.forwardingPreserved() ? FORWARDING_STATE : 0);
      }
    } else if (capability instanceof Capability.AddPath paths) {
      for (Capability.AddPath.FamilyMode family : paths.families()) {
        out.u16(family.afi()).u8(family.safi()).u8(family.mode());
      }
    } else if (capability instanceof Capability.ExtendedNextHop hop) {
      for (Capability.ExtendedNextHop.Entry entry : hop.entries()) {
        out.u16(entry.afi()).u16(entry.safi()).u16(entry.nextHopAfi());
      }
    } else if (capability instanceof Capability.Unknown unknown) {
      out.bytes(unknown.value());
    } else if (!(capability instanceof Capability.RouteRefresh
        || capability instanceof Capability.EnhancedRouteRefresh
        || capability instanceof Capability.ExtendedMessage)) {
      throw new AssertionError(capability);
    }
  }

  /** A value of an unexpected length makes it an unknown one: it is not agreed on then. */
  static Capability decode(int code, Bytes bytes) {
    int length = bytes.lengthBytes();
    ByteReader in = new ByteReader(bytes.toArray(), 0, length);
    switch (code) {
      case Capability.MULTIPROTOCOL -> {
        if (length == 4) {
          int afi = in.u16();
          in.u8(); // RFC 4760 8: reserved
          return new Capability.Multiprotocol(afi, in.u8());
        }
      }
      case Capability.ROUTE_REFRESH -> {
        if (length == 0) {
          return new Capability.RouteRefresh();
        }
      }
      case Capability.ENHANCED_ROUTE_REFRESH -> {
        if (length == 0) {
          return new Capability.EnhancedRouteRefresh();
        }
      }
      case Capability.EXTENDED_MESSAGE -> {
        if (length == 0) {
          return new Capability.ExtendedMessage();
        }
      }
      case Capability.FOUR_OCTET_AS -> {
        if (length == 4) {
          return new Capability.FourOctetAs(in.u32());
        }
      }
      case Capability.BGP_ROLE -> {
        if (length == 1) {
          return new Capability.BgpRole(in.u8());
        }
      }
      case Capability.GRACEFUL_RESTART -> {
        if (length >= 2 && length % 4 == 2) {
          return gracefulRestart(in);
        }
      }
      case Capability.ADD_PATH -> {
        if (length > 0 && length % 4 == 0) {
          return addPath(in);
        }
      }
      case Capability.EXTENDED_NEXT_HOP -> {
        if (length > 0 && length % 6 == 0) {
          return extendedNextHop(in);
        }
      }
      default -> {
        // One that this speaker doesn't know.
      }
    }
    return new Capability.Unknown(code, bytes);
  }

  private static Capability gracefulRestart(ByteReader in) {
    int first = in.u16();
    List<Capability.GracefulRestart.PreservedFamily> families = new ArrayList<>(in.remaining() / 4);
    while (in.remaining() > 0) {
      families.add(
          new Capability.GracefulRestart.PreservedFamily(
              in.u16(), in.u8(), (in.u8() & FORWARDING_STATE) != 0));
    }
    return new Capability.GracefulRestart(
        (first & RESTART_STATE) != 0,
        (first & RESTART_NOTIFICATION) != 0,
        first & RESTART_TIME,
        families);
  }

  private static Capability addPath(ByteReader in) {
    List<Capability.AddPath.FamilyMode> families = new ArrayList<>(in.remaining() / 4);
    while (in.remaining() > 0) {
      families.add(new Capability.AddPath.FamilyMode(in.u16(), in.u8(), in.u8()));
    }
    return new Capability.AddPath(families);
  }

  private static Capability extendedNextHop(ByteReader in) {
    List<Capability.ExtendedNextHop.Entry> entries = new ArrayList<>(in.remaining() / 6);
    while (in.remaining() > 0) {
      entries.add(new Capability.ExtendedNextHop.Entry(in.u16(), in.u16(), in.u16()));
    }
    return new Capability.ExtendedNextHop(entries);
  }
}
