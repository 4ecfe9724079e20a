package io.sdnsim.scenarios.archfixture.modules.gateway;

import io.sdnsim.scenarios.archfixture.modules.bgp.Speaker;

/** Allowed. */
public final class SeesBgp {
  Speaker speaker;
}
