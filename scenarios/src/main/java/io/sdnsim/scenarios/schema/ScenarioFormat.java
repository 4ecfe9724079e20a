package io.sdnsim.scenarios.schema;

import static io.sdnsim.scenarios.schema.Scalars.NAME;
import static io.sdnsim.scenarios.schema.Scalars.TEXT;
import static io.sdnsim.scenarios.schema.Scalars.TIME;

import io.sdnsim.scenarios.schema.Shape.AnyScalar;
import io.sdnsim.scenarios.schema.Shape.Fields;
import io.sdnsim.scenarios.schema.Shape.ListOf;
import io.sdnsim.scenarios.schema.Shape.MapOf;
import io.sdnsim.scenarios.schema.Shape.Numeric;

/** Every key of a scenario file, with what it means. */
final class ScenarioFormat {
  static final Fields SCENARIO =
      new Fields("scenario", "A network, what is sent through it, what fails, and what must hold.")
          .required("schema", Numeric.whole("the format version", 1, 1), "Always 1.")
          .required("name", NAME, "What reports call the scenario.")
          .optional("description", TEXT, "Prose; `sdnsim list` shows its first sentence.")
          .optional(
              "seed",
              Numeric.whole("a seed", 0, Long.MAX_VALUE),
              "1",
              "Seed of everything random. The same seed gives the same run.")
          .required("duration", TIME, "Simulated time at which the run ends.")
          .optional(
              "parameters",
              new MapOf(NAME, new AnyScalar()),
              "Values that `--set name=value` replaces. Use them as \"${name}\" (quoted) anywhere.")
          .required("topology", TopologyFormat.TOPOLOGY, "Nodes and links.")
          .optional(
              "virtual-networks",
              new MapOf(NAME, TenantFormat.VIRTUAL_NETWORK),
              "The networks of the tenants, by name.")
          .optional(
              "network-security-groups",
              new MapOf(NAME, TenantFormat.SECURITY_GROUP),
              "What filters the packets of subnets and virtual machines, by name.")
          .optional(
              "route-tables",
              new MapOf(NAME, TenantFormat.ROUTE_TABLE),
              "User-defined routes of subnets, by name.")
          .optional("slb", SlbFormat.SLB, "The software load balancer.")
          .optional(
              "external-prefixes",
              list(TopologyFormat.EXTERNAL_PREFIX),
              "Parts of the outside world that hosts stand for.")
          .optional("traffic", list(TrafficFormat.TRAFFIC), "What is sent through the network.")
          .optional("events", list(TrafficFormat.EVENT), "What is done to the network.")
          .optional("expect", list(ExpectationFormat.EXPECTATION), "What must hold.")
          .optional("capture", list(TrafficFormat.CAPTURE), "Capture files that the run writes.");

  private ScenarioFormat() {}

  static ListOf list(Shape item) {
    return new ListOf(item, 0, Integer.MAX_VALUE);
  }

  static ListOf some(Shape item) {
    return new ListOf(item, 1, Integer.MAX_VALUE);
  }
}
