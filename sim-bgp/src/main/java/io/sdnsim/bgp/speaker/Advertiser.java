package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.rib.AddPathRibOut;
import io.sdnsim.bgp.rib.AdjRibOut;
import io.sdnsim.bgp.rib.PathKey;
import io.sdnsim.bgp.rib.PathSource;
import io.sdnsim.bgp.session.BgpTimer;
import io.sdnsim.bgp.session.Negotiated;
import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.bgp.wire.PathIds;
import io.sdnsim.bgp.wire.UpdatePacker;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells peers what changed in their Adj-RIB-Out (RFC 4271 9.2). */
final class Advertiser {
  /** Messages that leave together are handed to TCP in pieces of about this size. */
  private static final int WRITE_BYTES = 64 * 1024;

  private final Routes routes;
  private final Exporter exporter;

  Advertiser(Routes routes, Exporter exporter) {
    this.routes = routes;
    this.exporter = exporter;
  }

  /**
   * Sends a peer that is up what it lacks.
   *
   * @return whether there was anything to send
   */
  boolean advertise(Peer peer, Outbox<SpeakerEffect> out) {
    AdjRibOut.Changes changes =
        peer.adjRibOut.flush(new PeerExport(exporter, peer, routes), peer.advertisementTimerRuns);
    AddPathRibOut.Changes many =
        peer.addPathOut.flush(prefix -> allWanted(peer, prefix), peer.advertisementTimerRuns);
    // RFC 7313 4: not before the End-of-RIB of the initial exchange.
    boolean initial = peer.endOfRibDue;
    List<BgpMessage> messages = new ArrayList<>(initial ? List.of() : peer.refreshes.beginnings());
    DecodeContext context = peer.main.context();
    for (AddressFamily family : AddressFamily.values()) {
      messages.addAll(UpdatePacker.withdraw(ofFamily(changes.withdrawn(), family), context));
    }
    for (Map.Entry<PathAttributes, List<Prefix>> group : changes.announced().entrySet()) {
      // A group is of one family: the next hop is among the attributes.
      messages.addAll(UpdatePacker.announce(group.getKey(), group.getValue(), context));
    }
    addManyPaths(many, context, messages);
    if (peer.endOfRibDue && !peer.isOutPending()) {
      peer.endOfRibDue = false;
      Negotiated negotiated = peer.negotiated();
      for (AddressFamily family : negotiated.families()) {
        messages.add(BgpMessage.Update.endOfRib(family));
      }
    }
    if (!initial && !peer.isOutPending()) {
      messages.addAll(peer.refreshes.ends());
    }
    if (messages.isEmpty()) {
      return false;
    }
    write(peer.main, messages, context, out);
    boolean announced = !changes.announced().isEmpty() || !many.announced().isEmpty();
    if (announced && peer.config.advertisementIntervalPs() > 0) {
      // RFC 4271 9.2.1.1: it bounds announcements; withdrawals are not held back.
      peer.advertisementTimerRuns = true;
      out.add(
          new SpeakerEffect.SetTimer(
              new TimerKey(peer.main.number, BgpTimer.ROUTE_ADVERTISEMENT),
              peer.config.advertisementIntervalPs(),
              true));
    }
    return true;
  }

  private Map<PathSource, PathAttributes> allWanted(Peer peer, Prefix prefix) {
    Map<PathSource, PathAttributes> all = new LinkedHashMap<>();
    exporter
        .exportAll(peer, prefix, routes)
        .forEach((source, attributes) -> all.put(source, routes.attributes().intern(attributes)));
    return all;
  }

  private static void addManyPaths(
      AddPathRibOut.Changes changes, DecodeContext context, List<BgpMessage> messages) {
    for (AddressFamily family : AddressFamily.values()) {
      List<PathKey> paths =
          changes.withdrawn().stream()
              .filter(path -> AddressFamily.of(path.prefix()) == family)
              .toList();
      messages.addAll(UpdatePacker.withdraw(prefixes(paths), ids(paths), context));
    }
    changes
        .announced()
        .forEach(
            (attributes, paths) ->
                messages.addAll(
                    UpdatePacker.announce(attributes, prefixes(paths), ids(paths), context)));
  }

  private static List<Prefix> prefixes(List<PathKey> paths) {
    return paths.stream().map(PathKey::prefix).toList();
  }

  private static PathIds ids(List<PathKey> paths) {
    return PathIds.of(paths.stream().mapToInt(path -> (int) path.pathId()).toArray());
  }

  private static List<Prefix> ofFamily(List<Prefix> prefixes, AddressFamily family) {
    List<Prefix> result = new ArrayList<>(prefixes.size());
    for (Prefix prefix : prefixes) {
      if (AddressFamily.of(prefix) == family) {
        result.add(prefix);
      }
    }
    return result;
  }

  /** Hands messages to TCP together, as a router's write does. */
  private static void write(
      Connection connection,
      List<BgpMessage> messages,
      DecodeContext context,
      Outbox<SpeakerEffect> out) {
    List<byte[]> parts = new ArrayList<>();
    int size = 0;
    for (BgpMessage message : messages) {
      byte[] bytes = BgpCodec.encode(message, context);
      if (size + bytes.length > WRITE_BYTES) {
        out.add(new SpeakerEffect.Send(connection.tcp, join(parts, size)));
        parts.clear();
        size = 0;
      }
      parts.add(bytes);
      size += bytes.length;
    }
    out.add(new SpeakerEffect.Send(connection.tcp, join(parts, size)));
  }

  private static Bytes join(List<byte[]> parts, int size) {
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return Bytes.of(all);
  }
}
