package io.sdnsim.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.scenarios.result.Traceroute;
import io.sdnsim.scenarios.result.Traceroute.Probe;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracerouteTextTest {
  @Test
  void hops_areLinesWithTheAddressWhereItChanges() {
    Traceroute traceroute =
        new Traceroute(
            "way",
            "unreachable",
            List.of(
                new Probe(1, "10.0.0.1", 1_000_000, "time exceeded"),
                new Probe(1, "10.0.0.1", 2_000_000, "time exceeded"),
                new Probe(1, "10.0.0.2", 3_000_000, "time exceeded"),
                new Probe(2, null, 1_000_000_000_000L, "*"),
                new Probe(2, null, 1_000_000_000_000L, "*"),
                new Probe(10, "10.0.0.9", 4_000_000, "host unreachable"),
                new Probe(11, "10.0.0.9", 4_000_000, "frag needed, mtu = 1450")));

    assertThat(TracerouteText.text(traceroute))
        .isEqualTo(
            """
              way: unreachable
                 1  10.0.0.1  1.000 us  2.000 us  10.0.0.2  3.000 us
                 2  *  *
                10  10.0.0.9  4.000 us !H
                11  10.0.0.9  4.000 us !F-1450
            """);
  }
}
