package io.sdnsim.scenarios.archfixture.modules.core;

import io.sdnsim.scenarios.archfixture.modules.bgp.Speaker;

/** Planted: core knows a protocol. */
public final class NamesAProtocol {
  Speaker[] speakers;
}
