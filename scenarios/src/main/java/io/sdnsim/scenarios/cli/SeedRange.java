package io.sdnsim.scenarios.cli;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Seeds from one to another, both included: {@code 1..20}. */
record SeedRange(long first, long last) {
  private static final int LIMIT = 10_000;
  private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,18})\\.\\.(-?[0-9]{1,18})");

  List<Long> seeds() {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  /** Reads {@code A..B}. */
  static final class Converter implements ITypeConverter<SeedRange> {
    @Override
    public SeedRange convert(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a range of seeds: expected A..B, such as 1..20");
      }
      long first = Long.parseLong(matcher.group(1));
      long last = Long.parseLong(matcher.group(2));
      if (first > last) {
        throw new TypeConversionException(
            "'" + text + "' has no seed: did you mean " + last + ".." + first + "?");
      }
      if (last - first >= LIMIT) {
        throw new TypeConversionException("'" + text + "' has more than " + LIMIT + " seeds");
      }
      return new SeedRange(first, last);
    }
  }
}
