package io.sdnsim.scenarios.archfixture.world;

/** Planted: every member breaks the rule of the same name. */
@SuppressWarnings("NonFinalStaticField")
public final class MutableStatics {

  static int counter;

  static String name = "shared";

  private MutableStatics() {}
}
