package io.sdnsim.scenarios.read;

import io.sdnsim.bgp.mrt.MrtException;
import io.sdnsim.bgp.mrt.MrtReader;
import io.sdnsim.bgp.mrt.RecordedPeers;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.scenarios.model.BgpConfig;
import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.MrtConfig;
import io.sdnsim.scenarios.model.SourceLocation;
import io.sdnsim.scenarios.yaml.Problems;
import io.sdnsim.scenarios.yaml.Spelling;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the MRT files of recorded routes, so that a broken one, or one without the peer that is
 * asked for, is refused before the run.
 */
final class MrtCheck {
  /** In the first record; what is no MRT file mostly has too much there. */
  private static final int LENGTH_AT = 8;

  private static final int LISTED = 12;

  private final long durationPs;
  private final Problems problems;

  MrtCheck(long durationPs, Problems problems) {
    this.durationPs = durationPs;
    this.problems = problems;
  }

  void check(BgpConfig bgp, MrtConfig recording) {
    Located<Long> start = recording.startPs();
    if (start.value() > durationPs) {
      problems.add(
          start.at(),
          SimTime.format(start.value()) + ", after the end of the run",
          "a time up to the duration, " + SimTime.format(durationPs));
    }
    RecordedPeers peers = peers(recording);
    if (peers == null) {
      return;
    }
    Located<IpAddress> wanted = recording.peer();
    IpAddress peer =
        wanted == null ? only(bgp, recording, peers) : known(bgp, recording, wanted, peers);
    if (peer != null && peers.hasLateTable(peer)) {
      problems.add(
          place(recording),
          "a table of " + peer + " behind messages of it",
          "tables first, then what was recorded after them");
    }
  }

  /** Whose routes there are; null when that can't be read. */
  private @Nullable RecordedPeers peers(MrtConfig recording) {
    RecordedPeers peers = new RecordedPeers();
    for (InputFile file : recording.files()) {
      try (MrtReader reader = new MrtReader(file.name(), file.open())) {
        peers.add(reader);
      } catch (MrtException e) {
        problems.add(file.at(), "'" + file.name() + "'" + complaint(e), e.expected());
        return null;
      } catch (FileNotFoundException e) {
        problems.add(file.at(), "'" + file.name() + "', which is not there", "an MRT file");
        return null;
      } catch (IOException e) {
        problems.add(file.at(), "'" + file.name() + "', which cannot be read", "an MRT file");
        return null;
      }
    }
    if (peers.asns().isEmpty()) {
      problems.add(
          place(recording),
          "'" + recording.files().get(0).name() + "', which has no route of any peer",
          "TABLE_DUMP, TABLE_DUMP_V2, BGP4MP or BGP4MP_ET records with unicast routes");
      return null;
    }
    return peers;
  }

  private static String complaint(MrtException problem) {
    if (problem.offset() == LENGTH_AT) {
      return ", which is no MRT file: " + problem.found();
    }
    return problem.offset() < LENGTH_AT
        ? ": " + problem.found()
        : ": " + problem.found() + ", at byte " + problem.offset();
  }

  private static SourceLocation place(MrtConfig recording) {
    return recording.files().get(0).at();
  }

  private @Nullable IpAddress only(BgpConfig bgp, MrtConfig recording, RecordedPeers peers) {
    List<IpAddress> ofOurAs =
        peers.asns().entrySet().stream()
            .filter(peer -> RecordedPeers.isOf(peer.getValue(), bgp.publicAs()))
            .map(Map.Entry::getKey)
            .toList();
    if (ofOurAs.size() == 1) {
      return ofOurAs.get(0);
    }
    String name = "'" + recording.files().get(0).name() + "'";
    if (ofOurAs.isEmpty()) {
      problems.add(
          place(recording),
          name + ", which has no peer of AS " + bgp.publicAs(),
          "a file that has one, or as asn that of " + list(peers));
    } else {
      problems.add(
          place(recording),
          name + ", which has " + ofOurAs.size() + " peers of AS " + bgp.publicAs(),
          "peer: one of "
              + String.join(", ", ofOurAs.stream().limit(LISTED).map(Object::toString).toList()));
    }
    return null;
  }

  private @Nullable IpAddress known(
      BgpConfig bgp, MrtConfig recording, Located<IpAddress> wanted, RecordedPeers peers) {
    Long asn = peers.asns().get(wanted.value());
    if (asn == null) {
      problems.add(
          wanted.at(),
          "the peer " + wanted + ", of which '" + recording.files().get(0).name() + "' has nothing",
          list(peers),
          Spelling.closest(
              wanted.toString(), peers.asns().keySet().stream().map(Object::toString).toList()));
      return null;
    }
    if (!RecordedPeers.isOf(asn, bgp.publicAs())) {
      problems.add(
          wanted.at(),
          "the peer " + wanted + " of AS " + asn + " at a router of AS " + bgp.publicAs(),
          "a peer of the router's AS, or asn: " + asn);
      return null;
    }
    return wanted.value();
  }

  /** The peers, each with its AS. */
  private static String list(RecordedPeers peers) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<IpAddress, Long> peer : peers.asns().entrySet()) {
      if (names.size() < LISTED) {
        names.add(peer.getKey() + " (AS " + peer.getValue() + ")");
      }
    }
    int more = peers.asns().size() - names.size();
    return (peers.asns().size() > 1 ? "one of " : "")
        + String.join(", ", names)
        + (more > 0 ? " and " + more + " more" : "");
  }
}
