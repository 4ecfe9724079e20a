package io.sdnsim.bgp.policy;

import io.sdnsim.bgp.wire.AsPath;
import java.util.List;

/**
 * An ordered list of regular expressions over AS paths: the first that matches decides, and what
 * none matches is denied. A path is written as {@link AsPath#toString} writes it: {@code 65001
 * 65002 {1,2}}, empty for a route of the own AS.
 */
public record AsPathList(String name, List<Entry> entries) {
  public AsPathList {
    entries = List.copyOf(entries);
  }

  public boolean permits(AsPath path) {
    String text = path.toString();
    for (Entry entry : entries) {
      if (entry.regex.find(text)) {
        return entry.permit;
      }
    }
    return false;
  }

  /** One rule. */
  public record Entry(boolean permit, RouterRegex regex) {}
}
