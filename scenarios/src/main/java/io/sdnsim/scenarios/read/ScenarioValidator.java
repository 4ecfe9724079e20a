package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.Scenario;
import io.sdnsim.scenarios.yaml.Problems;

/** Checks that a scenario makes sense: that its names, addresses and times fit together. */
final class ScenarioValidator {
  private ScenarioValidator() {}

  static void check(Scenario scenario, Problems problems) {
    Names names = new Names(scenario, problems);
    Segments segments = new Segments(scenario.topology());
    TopologyValidator devices = new TopologyValidator(scenario, names, segments, problems);
    ServiceValidator services = new ServiceValidator(scenario, names, problems);
    TenantValidator tenants = new TenantValidator(scenario, names, problems);
    TrafficValidator traffic =
        new TrafficValidator(scenario, names, segments, devices, services, tenants, problems);
    devices.check();
    tenants.check();
    services.check();
    traffic.check();
    new ExpectationValidator(scenario, names, traffic, problems).check();
  }
}
