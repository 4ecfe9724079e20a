package io.sdnsim.bgp.mrt;

import io.sdnsim.bgp.mrt.MrtRecord.RibEntry;
import io.sdnsim.bgp.mrt.MrtUpdate.Nlri;
import io.sdnsim.bgp.rib.AdjRibIn;
import io.sdnsim.bgp.rib.AttributeTable;
import io.sdnsim.bgp.sim.Recording;
import io.sdnsim.bgp.speaker.RecordedRoute;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Recording} of one peer out of MRT files that belong together: the routes of its
 * table, and what it announced and withdrew after.
 *
 * <p>All of a table is there at the start. An UPDATE comes at its distance from the first record of
 * the first file; one that is older than the table before it is in that already. When the
 * collector's session with the peer ends, so do all routes.
 */
public final class RecordingReader {
  private static final int ESTABLISHED = 6;
  private static final long PS_PER_MICROSECOND = 1_000_000;

  /** More changes go into another step, so that nobody has to hold them all at once. */
  private static final int MAX_STEP_ROUTES = 10_000;

  /** 58 days: nothing runs as long, and simulated time has room for as much behind any start. */
  private static final double LATEST_PS = 5e18;

  private final Config config;
  private final HeldRoutes held;
  private final AttributeTable attributes = new AttributeTable();
  private final AdjRibIn present = new AdjRibIn();
  private final List<Recording.Step> steps = new ArrayList<>();
  private final List<RecordedRoute> together = new ArrayList<>();
  private @Nullable IpAddress peer;
  private long firstMicroseconds = -1;
  private boolean hasTable;
  private long nowPs;

  /**
   * What to read, and as what.
   *
   * @param number tells the recordings of one router apart: of routes to one prefix, that of the
   *     lower number is used
   * @param asn of the router; it puts it in front of the paths again
   * @param peer the recorded router's address; null: the one of that AS
   * @param atPs simulated time of the first record
   * @param timeScale factor on the recorded times, 0 or more
   * @param nextHops where packets to the prefixes go, at most one of each family; without one of a
   *     family its packets are dropped
   */
  public record Config(
      int number,
      long asn,
      @Nullable IpAddress peer,
      long atPs,
      double timeScale,
      List<IpAddress> nextHops) {
    public Config {
      nextHops = List.copyOf(nextHops);
    }
  }

  public RecordingReader(Config config) {
    this.config = config;
    this.held = new HeldRoutes(config.asn);
    this.peer = config.peer;
    this.nowPs = config.atPs;
  }

  /** Reads the next of the files to its end. */
  public void add(MrtReader reader) throws IOException, MrtException {
    MrtRecord record;
    while ((record = reader.next()) != null) {
      take(record);
    }
  }

  /** What the files had. */
  public Recording recording() {
    endStep();
    return new Recording(steps);
  }

  private void take(MrtRecord record) {
    if (firstMicroseconds < 0) {
      firstMicroseconds = microseconds(record);
    }
    if (record instanceof MrtRecord.Rib rib) {
      hasTable = true;
      for (RibEntry entry : rib.entries()) {
        if (isOurs(entry.peer().address(), entry.peer().asn())) {
          announce(rib.prefix(), entry.pathId(), held.ofTable(entry.attributes()));
        }
      }
    } else if (record instanceof MrtRecord.TableDump dump) {
      hasTable = true;
      if (isOurs(dump.peer(), dump.peerAs())) {
        announce(dump.prefix(), 0, held.ofTable(dump.attributes()));
      }
    } else if (record instanceof MrtRecord.Message message) {
      if (message.type() == BgpMessage.UPDATE
          && !message.local()
          && isOurs(message.session().peer(), message.session().peerAs())
          && advance(microseconds(message))) {
        update(message.update());
      }
    } else if (record instanceof MrtRecord.StateChange change
        && change.session().peer().equals(peer)
        && change.oldState() == ESTABLISHED
        && change.newState() != ESTABLISHED
        && advance(microseconds(change))) {
      withdrawAll();
    }
  }

  private static long microseconds(MrtRecord record) {
    int within =
        record instanceof MrtRecord.Message message
            ? message.microseconds()
            : record instanceof MrtRecord.StateChange change ? change.microseconds() : 0;
    return record.seconds() * 1_000_000 + Math.max(0, within);
  }

  private boolean isOurs(IpAddress address, long asn) {
    if (peer == null && RecordedPeers.isOf(asn, config.asn)) {
      peer = address;
    }
    return address.equals(peer);
  }

  /** Goes on to the time of a record; tells whether the record counts. */
  private boolean advance(long microseconds) {
    long since = microseconds - firstMicroseconds;
    if (since < 0 && hasTable) {
      return false; // The table has it.
    }
    double estimatePs = (double) since * PS_PER_MICROSECOND * config.timeScale;
    if (estimatePs > LATEST_PS) {
      return false;
    }
    long sincePs = config.timeScale == 1 ? since * PS_PER_MICROSECOND : Math.round(estimatePs);
    // What was written later happened later, though a collector's clock may go back.
    long timePs = Math.max(nowPs, config.atPs + sincePs);
    if (timePs != nowPs) {
      endStep();
      nowPs = timePs;
    }
    return true;
  }

  private void update(MrtUpdate update) {
    withdraw(update.withdrawn());
    withdraw(update.attributes().unicastWithdrawn());
    if (!update.announced().isEmpty() || !update.attributes().unicastAnnounced().isEmpty()) {
      PathAttributes common = held.ofUpdate(update.attributes());
      announce(update.announced(), common);
      announce(update.attributes().unicastAnnounced(), common);
    }
  }

  private void announce(List<Nlri> nlri, @Nullable PathAttributes common) {
    for (Nlri each : nlri) {
      announce(each.prefix(), each.pathId(), common);
    }
  }

  /** Malformed attributes make a withdrawal of it (RFC 7606 2). */
  private void announce(Prefix prefix, long pathId, @Nullable PathAttributes common) {
    if (common == null) {
      withdraw(prefix, pathId);
      return;
    }
    PathAttributes shared = attributes.intern(leading(common, prefix));
    long id = id(pathId);
    if (!shared.equals(present.put(prefix, id, shared))) {
      change(prefix, id, shared);
    }
  }

  private PathAttributes leading(PathAttributes common, Prefix prefix) {
    for (IpAddress nextHop : config.nextHops) {
      if (nextHop.isIpv4() == prefix.network().isIpv4()) {
        return common.withNextHop(nextHop);
      }
    }
    return common;
  }

  private void withdraw(List<Nlri> nlri) {
    for (Nlri each : nlri) {
      withdraw(each.prefix(), each.pathId());
    }
  }

  private void withdraw(Prefix prefix, long pathId) {
    if (present.remove(prefix, id(pathId)) != null) {
      change(prefix, id(pathId), null);
    }
  }

  private void withdrawAll() {
    present.forEach((prefix, id, announced) -> change(prefix, id, null));
    present.clear();
  }

  private long id(long pathId) {
    return (long) config.number << 32 | pathId;
  }

  private void change(Prefix prefix, long id, @Nullable PathAttributes announced) {
    together.add(new RecordedRoute(prefix, id, announced));
    if (together.size() == MAX_STEP_ROUTES) {
      endStep();
    }
  }

  private void endStep() {
    if (!together.isEmpty()) {
      steps.add(new Recording.Step(nowPs, together));
      together.clear();
    }
  }
}
