package io.sdnsim.scenarios.archfixture.modules.bgp;

/** What others may or may not see. */
public final class Speaker {}
