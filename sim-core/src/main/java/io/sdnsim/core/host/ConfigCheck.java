package io.sdnsim.core.host;

import io.sdnsim.core.engine.SimTime;

/** Refuses settings with a sentence for people: {@code path.key=value: rule; remedy}. */
final class ConfigCheck {
  private final String path;

  /**
   * @param path where the settings stand, such as the flow's id
   */
  ConfigCheck(String path) {
    this.path = path;
  }

  void that(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(path + "." + key + "=" + value + ": " + rule);
    }
  }

  void range(String key, long value, long least, long most) {
    that(value >= least && value <= most, key, value, "must be " + least + " to " + most);
  }

  void time(String key, long timePs) {
    that(timePs >= 0, key, timePs + "ps", "must not be negative");
  }

  void positiveTime(String key, long timePs) {
    that(timePs > 0, key, SimTime.format(timePs), "must be longer than zero");
  }

  void port(String key, int port) {
    that(port >= 1 && port <= 65_535, key, port, "must be a port, 1 to 65535");
  }

  void hopLimit(int hopLimit) {
    that(hopLimit >= 1 && hopLimit <= 255, "hop-limit", hopLimit, "must be 1 to 255");
  }

  void flowId(String flow) {
    that(!flow.isBlank(), "id", "'" + flow + "'", "a flow needs a name");
  }
}
