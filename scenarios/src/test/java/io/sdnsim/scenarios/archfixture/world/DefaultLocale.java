package io.sdnsim.scenarios.archfixture.world;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Planted: every member breaks the rule of the same name. */
@SuppressWarnings("StringCaseLocaleUsage")
public final class DefaultLocale {

  Locale locale() {
    return Locale.getDefault();
  }

  String format(double x) {
    return String.format("%f", x);
  }

  String formatted(double x) {
    return "%f".formatted(x);
  }

  String toLowerCase(String s) {
    return s.toLowerCase();
  }

  UnaryOperator<String> toUpperCase() {
    return String::toUpperCase;
  }

  void printf(PrintStream out, double x) {
    out.printf("%f", x);
  }
}
