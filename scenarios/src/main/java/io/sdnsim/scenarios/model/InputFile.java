package io.sdnsim.scenarios.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/**
 * A file that the scenario reads, found beside the scenario: on disk or in the built-in library.
 *
 * @param name as the scenario writes it
 * @param uri where it is
 */
public record InputFile(SourceLocation at, String name, URI uri) {
  public InputStream open() throws IOException {
    return uri.toURL().openStream();
  }
}
