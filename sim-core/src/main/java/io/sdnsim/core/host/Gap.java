package io.sdnsim.core.host;

/**
 * A time without service or without progress.
 *
 * @param stream number of the prober, packet stream or connection that saw it
 * @param startPs when it began
 * @param endPs when it ended, or until when it is known to have lasted
 * @param packets packets or probes lost in it; 0 for stalls
 */
public record Gap(int stream, long startPs, long endPs, int packets) {
  public long lengthPs() {
    return endPs - startPs;
  }

  /** The longer of two; the first of equally long ones. */
  static Gap longer(Gap first, Gap second) {
    return second.lengthPs() > first.lengthPs() ? second : first;
  }
}
