package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.ADDRESS;
import static io.sdnsim.scenarios.schema.Scalars.TEXT;
import static io.sdnsim.scenarios.schema.Scalars.TIME;
import static io.sdnsim.scenarios.schema.ScenarioFormat.some;

import io.sdnsim.scenarios.schema.Shape.Either;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.Numeric;
import java.util.List;

/** Routes that a speaker has from MRT files. */
final class MrtFormat {
  static final Fields RECORDING =
      new Fields(
              "recorded routes",
              "What a route collector heard from a router, whose place this one takes: its routes"
                  + " are this one's, without the AS that this one puts in front again, and come"
                  + " and go as they did. Several recordings may be needed, one for each address"
                  + " of the router; the first that has a prefix is used.")
          .required(
              "file",
              new Either(List.of(TEXT, some(TEXT))),
              "An MRT file (TABLE_DUMP, TABLE_DUMP_V2, BGP4MP, BGP4MP_ET; plain or gzip), relative"
                  + " to the scenario; or several that belong together: the table, then what was"
                  + " recorded after it.")
          .optional(
              "peer",
              ADDRESS,
              "the only one of our AS",
              "The recorded router's address. It must be of our AS.")
          .optional(
              "at",
              TIME,
              "0s",
              "When the recording begins. All of a table is there then; an UPDATE comes at its"
                  + " distance from the first record of the first file, unless it is older than the"
                  + " table; when the recorded session ends, all routes go.")
          .optional(
              "time-scale",
              Numeric.decimal("a factor", "0", "1000000"),
              "1",
              "Factor on the recorded distances; 0: everything at once.")
          .optional(
              "next-hop",
              new Either(List.of(ADDRESS, some(ADDRESS))),
              "Where packets to the routes go: a neighbor, or one of each family. Without one they"
                  + " are dropped here, by the reason Blackhole.");

  private MrtFormat() {}
}
