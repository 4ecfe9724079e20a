package io.sdnsim.bgp.wire;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields that Wireshark should see in a message: each name with all its values, in the order of
 * the bytes, joined with commas.
 */
final class TsharkFields {
  private static final String UPDATE = "bgp.update.path_attribute.";
  private static final String SEGMENT = UPDATE + "as_path_segment.";

  /** All that are compared; a message lacks most. */
  static final List<String> NAMES =
      List.of(
          "bgp.type",
          "bgp.open.version",
          "bgp.open.myas",
          "bgp.open.holdtime",
          "bgp.open.identifier",
          "bgp.cap.type",
          "bgp.cap.mp.afi",
          "bgp.cap.mp.safi",
          "bgp.cap.4as",
          "bgp.cap.gr.timers.restart_time",
          "bgp.cap.gr.afi",
          "bgp.cap.gr.safi",
          "bgp.cap.ap.afi",
          "bgp.cap.ap.safi",
          "bgp.cap.ap.sendreceive",
          "bgp.cap.enh.afi",
          "bgp.cap.enh.safi",
          "bgp.cap.enh.nhafi",
          "bgp.notify.major_error",
          "bgp.notify.minor_error_open",
          "bgp.notify.minor_error_update",
          "bgp.notify.minor_error_cease",
          "bgp.notify.communication",
          "bgp.route_refresh.afi",
          "bgp.route_refresh.subtype",
          "bgp.route_refresh.safi",
          "bgp.prefix_length",
          "bgp.withdrawn_prefix",
          "bgp.nlri_prefix",
          "bgp.nlri_path_id",
          "bgp.mp_reach_nlri_ipv6_prefix",
          "bgp.mp_unreach_nlri_ipv6_prefix",
          UPDATE + "flags",
          UPDATE + "type_code",
          UPDATE + "origin",
          SEGMENT + "type",
          SEGMENT + "as2",
          SEGMENT + "as4",
          UPDATE + "next_hop",
          UPDATE + "multi_exit_disc",
          UPDATE + "local_pref",
          UPDATE + "aggregator_as",
          UPDATE + "aggregator_origin",
          UPDATE + "community_wellknown",
          UPDATE + "community_as",
          UPDATE + "community_value",
          UPDATE + "originator_id",
          "bgp.path_attribute.cluster_id",
          "bgp.ext_com.type",
          "bgp.large_communities.ga",
          "bgp.large_communities.ldp1",
          "bgp.large_communities.ldp2",
          UPDATE + "mp_reach_nlri.afi",
          UPDATE + "mp_reach_nlri.safi",
          UPDATE + "mp_reach_nlri.next_hop.ipv6",
          UPDATE + "mp_unreach_nlri.afi",
          UPDATE + "mp_unreach_nlri.safi");

  private final boolean fourOctetAs;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private TsharkFields(boolean fourOctetAs) {
    this.fourOctetAs = fourOctetAs;
  }

  static Map<String, String> of(BgpMessage message, boolean fourOctetAs) {
    TsharkFields fields = new TsharkFields(fourOctetAs);
    fields.add("bgp.type", message.type());
    if (message instanceof BgpMessage.Open open) {
      fields.add("bgp.open.version", open.version());
      fields.add("bgp.open.myas", open.myAs());
      fields.add("bgp.open.holdtime", open.holdTimeSeconds());
      fields.add("bgp.open.identifier", open.identifier());
      open.capabilities().forEach(fields::capability);
    } else if (message instanceof BgpMessage.Update update) {
      fields.update(update);
    } else if (message instanceof BgpMessage.Notification notification) {
      fields.notification(notification);
    } else if (message instanceof BgpMessage.RouteRefresh refresh) {
      fields.add("bgp.route_refresh.afi", refresh.afi());
      fields.add("bgp.route_refresh.subtype", refresh.subtype());
      fields.add("bgp.route_refresh.safi", refresh.safi());
    }
    Map<String, String> joined = new LinkedHashMap<>();
    for (String name : NAMES) {
      joined.put(name, String.join(",", fields.fields.getOrDefault(name, List.of())));
    }
    return joined;
  }

  private void add(String name, Object value) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(name);
    }
    fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value.toString());
  }

  private void capability(Capability capability) {
    add("bgp.cap.type", capability.code());
    if (capability instanceof Capability.Multiprotocol mp) {
      add("bgp.cap.mp.afi", mp.afi());
      add("bgp.cap.mp.safi", mp.safi());
    } else if (capability instanceof Capability.FourOctetAs as) {
      add("bgp.cap.4as", as.asn());
    } else if (capability instanceof Capability.GracefulRestart restart) {
      add("bgp.cap.gr.timers.restart_time", restart.restartTimeSeconds());
      for (Capability.GracefulRestart.PreservedFamily family : restart.families()) {
        add("bgp.cap.gr.afi", family.afi());
        add("bgp.cap.gr.safi", family.safi());
      }
    } else if (capability instanceof Capability.AddPath paths) {
      for (Capability.AddPath.FamilyMode family : paths.families()) {
        add("bgp.cap.ap.afi", family.afi());
        add("bgp.cap.ap.safi", family.safi());
        add("bgp.cap.ap.sendreceive", family.mode());
      }
    } else if (capability instanceof Capability.ExtendedNextHop hop) {
      for (Capability.ExtendedNextHop.Entry entry : hop.entries()) {
        add("bgp.cap.enh.afi", entry.afi());
        add("bgp.cap.enh.safi", entry.safi());
        add("bgp.cap.enh.nhafi", entry.nextHopAfi());
      }
    }
  }

  private void notification(BgpMessage.Notification notification) {
    add("bgp.notify.major_error", notification.code());
    switch (notification.code()) {
      case BgpError.OPEN -> add("bgp.notify.minor_error_open", notification.subcode());
      case BgpError.UPDATE -> add("bgp.notify.minor_error_update", notification.subcode());
      case BgpError.CEASE -> add("bgp.notify.minor_error_cease", notification.subcode());
      default -> {
        // Wireshark has a field of its own for each of the others, which says nothing more.
      }
    }
    String communication = notification.shutdownCommunication();
    if (communication != null) {
      add("bgp.notify.communication", communication);
    }
  }

  private void update(BgpMessage.Update update) {
    prefixes("bgp.withdrawn_prefix", update.withdrawn());
    PathAttribute.MpUnreachNlri unreach = update.unreach();
    if (unreach != null) {
      header(unreach);
      add(UPDATE + "mp_unreach_nlri.afi", unreach.family().afi());
      add(UPDATE + "mp_unreach_nlri.safi", unreach.family().safi());
      prefixes("bgp.mp_unreach_nlri_ipv6_prefix", unreach.withdrawn());
    }
    PathAttribute.MpReachNlri reach = update.reach();
    if (reach != null) {
      header(reach);
      add(UPDATE + "mp_reach_nlri.afi", reach.family().afi());
      add(UPDATE + "mp_reach_nlri.safi", reach.family().safi());
      add(UPDATE + "mp_reach_nlri.next_hop.ipv6", reach.nextHops().get(0));
      prefixes("bgp.mp_reach_nlri_ipv6_prefix", reach.nlri());
    }
    update.attributes().list().forEach(this::attribute);
    if (!fourOctetAs) {
      as4(update.attributes());
    }
    prefixes("bgp.nlri_prefix", update.nlri());
    for (int i = 0; i < update.nlriIds().size(); i++) {
      add("bgp.nlri_path_id", update.nlriIds().at(i));
    }
  }

  private void header(PathAttribute attribute) {
    add(UPDATE + "flags", String.format(Locale.ROOT, "0x%02x", attribute.flags()));
    add(UPDATE + "type_code", attribute.type());
  }

  private void prefixes(String name, List<Prefix> prefixes) {
    for (Prefix prefix : prefixes) {
      add("bgp.prefix_length", prefix.length());
      add(name, prefix.network());
    }
  }

  private void attribute(PathAttribute attribute) {
    header(attribute);
    if (attribute instanceof PathAttribute.OriginAttribute a) {
      add(UPDATE + "origin", a.origin().ordinal());
    } else if (attribute instanceof PathAttribute.AsPathAttribute a) {
      path(a.path(), fourOctetAs);
    } else if (attribute instanceof PathAttribute.NextHopAttribute a) {
      add(UPDATE + "next_hop", a.address());
    } else if (attribute instanceof PathAttribute.MultiExitDisc a) {
      add(UPDATE + "multi_exit_disc", a.value());
    } else if (attribute instanceof PathAttribute.LocalPref a) {
      add(UPDATE + "local_pref", a.value());
    } else if (attribute instanceof PathAttribute.Aggregator a) {
      aggregator(fourOctetAs ? a.asn() : twoOctets(a.asn()), a.routerId());
    } else if (attribute instanceof PathAttribute.Communities a) {
      a.values().forEach(this::community);
    } else if (attribute instanceof PathAttribute.OriginatorId a) {
      add(UPDATE + "originator_id", a.routerId());
    } else if (attribute instanceof PathAttribute.ClusterList a) {
      a.clusters().forEach(cluster -> add("bgp.path_attribute.cluster_id", cluster));
    } else if (attribute instanceof PathAttribute.ExtendedCommunities a) {
      for (ExtendedCommunity community : a.values()) {
        add("bgp.ext_com.type", String.format(Locale.ROOT, "0x%02x", community.type()));
      }
    } else if (attribute instanceof PathAttribute.LargeCommunities a) {
      for (LargeCommunity community : a.values()) {
        add("bgp.large_communities.ga", community.globalAdministrator());
        add("bgp.large_communities.ldp1", community.data1());
        add("bgp.large_communities.ldp2", community.data2());
      }
    }
  }

  private void community(int community) {
    int upper = community >>> 16;
    if (upper == 0 || upper == 0xFFFF) {
      add(UPDATE + "community_wellknown", String.format(Locale.ROOT, "0x%08x", community));
    } else {
      add(UPDATE + "community_as", upper);
      add(UPDATE + "community_value", community & 0xFFFF);
    }
  }

  /** RFC 6793 4.2.2: what a two-octet speaker passes on. */
  private void as4(PathAttributes attributes) {
    boolean wide =
        attributes.asPath().segments().stream()
            .anyMatch(
                segment -> {
                  boolean found = false;
                  for (int i = 0; i < segment.size(); i++) {
                    found |= segment.asn(i) > 0xFFFF;
                  }
                  return found;
                });
    if (wide) {
      header(new PathAttribute.As4Path(attributes.asPath()));
      path(attributes.asPath(), true);
    }
    if (attributes.find(PathAttribute.AGGREGATOR) instanceof PathAttribute.Aggregator a
        && a.asn() > 0xFFFF) {
      header(new PathAttribute.As4Aggregator(a.asn(), a.routerId()));
      aggregator(a.asn(), a.routerId());
    }
  }

  private void aggregator(long asn, IpAddress routerId) {
    add(UPDATE + "aggregator_as", asn);
    add(UPDATE + "aggregator_origin", routerId);
  }

  private void path(AsPath path, boolean wide) {
    for (AsPath.Segment segment : path.segments()) {
      add(SEGMENT + "type", segment.type().code());
      for (int i = 0; i < segment.size(); i++) {
        add(SEGMENT + (wide ? "as4" : "as2"), wide ? segment.asn(i) : twoOctets(segment.asn(i)));
      }
    }
  }

  private static long twoOctets(long asn) {
    return asn > 0xFFFF ? BgpMessage.AS_TRANS : asn;
  }
}
