package io.sdnsim.core.device;

import io.sdnsim.core.l3.acl.AccessEntry;
import java.util.List;

/** An access list as configured; its counters belong to the running device. */
public record AccessListConfig(String name, List<AccessEntry> entries) {
  public AccessListConfig {
    entries = List.copyOf(entries);
  }
}
