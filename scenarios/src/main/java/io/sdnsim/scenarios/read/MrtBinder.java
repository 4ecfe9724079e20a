package io.sdnsim.scenarios.read;

import io.sdnsim.scenarios.model.InputFile;
import io.sdnsim.scenarios.model.Located;
import io.sdnsim.scenarios.model.MrtConfig;
import java.net.URI;
import java.util.function.Function;

/** Makes recorded routes from a checked tree. */
final class MrtBinder {
  private final Function<String, URI> files;

  /**
   * @param files finds the files that the scenario names
   */
  MrtBinder(Function<String, URI> files) {
    this.files = files;
  }

  MrtConfig recording(Source recording) {
    return new MrtConfig(
        recording.at(),
        recording.itemsOrOne("file").stream().map(Source::name).map(this::file).toList(),
        recording.addressOrNull("peer"),
        new Located<>(recording.time("at", 0), recording.at("at")),
        recording.has("time-scale") ? recording.decimal("time-scale").doubleValue() : 1,
        recording.itemsOrOne("next-hop").stream().map(Source::address).toList());
  }

  private InputFile file(Located<String> name) {
    return new InputFile(name.at(), name.value(), files.apply(name.value()));
  }
}
