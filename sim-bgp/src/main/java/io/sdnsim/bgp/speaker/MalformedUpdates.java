package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpError;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeError;
import io.sdnsim.bgp.wire.ErrorAction;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Outbox;
import io.sdnsim.core.packet.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Obeys what a peer's malformed UPDATEs call for, and counts them (RFC 7606). Attributes to discard
 * the codec has left out already; errors that reset the session never get here.
 */
final class MalformedUpdates {
  private final IpAddress neighbor;
  private final Map<String, MalformedUpdateView> rows = new TreeMap<>();

  /** For the rest of the session (RFC 4760 7). */
  private final List<AddressFamily> disabled = new ArrayList<>();

  private Bytes lastDisabling = Bytes.of(new byte[0]);

  MalformedUpdates(IpAddress neighbor) {
    this.neighbor = neighbor;
  }

  /** The families that the peer's routes are still taken of. */
  List<AddressFamily> enabled(List<AddressFamily> negotiated) {
    if (disabled.isEmpty()) {
      return negotiated;
    }
    List<AddressFamily> enabled = new ArrayList<>(negotiated);
    enabled.removeAll(disabled);
    return enabled;
  }

  /** Counts and obeys the errors of an UPDATE, and returns what is left of it for the RIBs. */
  BgpMessage.Update obey(
      long nowPs, BgpMessage.Update update, Peer peer, Routes routes, Outbox<SpeakerEffect> out) {
    for (DecodeError error : update.errors()) {
      count(nowPs, error, out);
      AddressFamily family = error.family();
      if (error.action() == ErrorAction.AFI_DISABLE && family != null) {
        disable(family, error, peer, routes, out);
      }
    }
    return update.afterErrors();
  }

  private void count(long nowPs, DecodeError error, Outbox<SpeakerEffect> out) {
    int type = error.attribute();
    String name = PathAttribute.name(type);
    String attribute = name != null ? name : type == 0 ? "" : "attribute " + type;
    MalformedUpdateView first =
        new MalformedUpdateView(
            neighbor, error.action(), attribute, error.clause(), 1, nowPs, error.field());
    MalformedUpdateView view =
        rows.merge(
            first.key(),
            first,
            (old, now) ->
                new MalformedUpdateView(
                    neighbor,
                    now.action(),
                    now.attribute(),
                    now.clause(),
                    old.count() + 1,
                    nowPs,
                    now.detail()));
    out.add(new SpeakerEffect.MalformedUpdate(view));
  }

  /** RFC 4760 7: the peer's routes of the family go, and later ones are ignored. */
  private void disable(
      AddressFamily family,
      DecodeError error,
      Peer peer,
      Routes routes,
      Outbox<SpeakerEffect> out) {
    lastDisabling = error.data();
    if (disabled.contains(family)) {
      return;
    }
    disabled.add(family);
    routes.withdraw(peer, family, out);
  }

  /** What to tell a peer whose session has no family left. */
  BgpMessage.Notification sessionEnd() {
    return new BgpMessage.Notification(
        BgpError.UPDATE, BgpError.UPDATE_OPTIONAL_ATTRIBUTE, lastDisabling);
  }

  void sessionDown() {
    disabled.clear();
  }

  List<MalformedUpdateView> views() {
    return List.copyOf(rows.values());
  }
}
