package io.sdnsim.scenarios.archfixture.modules.slb;

import io.sdnsim.scenarios.archfixture.modules.gateway.SeesBgp;

/** Planted: the two never see each other. */
public final class SeesGateway {
  SeesBgp gateway;
}
