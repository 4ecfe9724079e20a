package io.sdnsim.scenarios.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalPeer;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link LiveRecord} while it happens, a line of JSON for each input, so that it is of use
 * even when the run breaks off.
 */
final class RecordWriter implements Closeable {
  /** The value of {@code format} in the first line. */
  static final String FORMAT = "sdnsim-live-1";

  private static final JsonFactory FACTORY = new JsonFactory();

  private final Path file;
  private final Writer out;
  private final JsonGenerator json;

  /**
   * Begins the file, in place of what it was before.
   *
   * @throws LiveException when it can't be written
   */
  RecordWriter(Path file, RecordHeader header) {
    this.file = file;
    try {
      this.out = new BufferedWriter(Files.newBufferedWriter(file), 1 << 16);
      this.json = FACTORY.createGenerator(out).setRootValueSeparator(null);
      write(header);
      flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private LiveException unwritable(IOException problem) {
    return new LiveException("cannot write the record " + file + ": " + problem, problem);
  }

  private void write(RecordHeader header) throws IOException {
    json.writeStartObject();
    json.writeStringField("format", FORMAT);
    json.writeStringField("scenario", header.scenario());
    json.writeNumberField("seed", header.seed());
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> each : header.settings().entrySet()) {
      json.writeStringField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("peers");
    for (ExternalPeer peer : header.peers()) {
      json.writeStartObject();
      json.writeStringField("node", peer.node());
      json.writeStringField("neighbor", peer.neighbor().toString());
      json.writeNumberField("port", peer.port());
      IpAddress local = peer.local();
      if (local != null) {
        json.writeStringField("local", local.toString());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("endpoints");
    for (ExternalEndpoint endpoint : header.endpoints()) {
      json.writeStartObject();
      json.writeStringField("node", endpoint.node());
      json.writeStringField("address", endpoint.address().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    endLine();
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  void write(long timePs, ExternalInput input) {
    try {
      json.writeStartObject();
      json.writeNumberField("timePs", timePs);
      if (input instanceof ExternalInput.OfConnection ofConnection) {
        json.writeNumberField("connection", ofConnection.connection());
      }
      if (input instanceof ExternalInput.Connected connected) {
        json.writeStringField("type", "connected");
        json.writeNumberField("localPort", connected.localPort());
      } else if (input instanceof ExternalInput.Accepted accepted) {
        json.writeStringField("type", "accepted");
        json.writeStringField("peer", accepted.peer().toString());
        json.writeNumberField("remotePort", accepted.remotePort());
      } else if (input instanceof ExternalInput.Received received) {
        json.writeStringField("type", "received");
        json.writeStringField("data", received.data().toString());
      } else if (input instanceof ExternalInput.Sent sent) {
        json.writeStringField("type", "sent");
        json.writeNumberField("bytes", sent.bytes());
      } else if (input instanceof ExternalInput.Closed closed) {
        json.writeStringField("type", "closed");
        json.writeStringField("reason", closed.reason().name().toLowerCase(Locale.ROOT));
      } else if (input instanceof ExternalInput.Datagram datagram) {
        json.writeStringField("type", "datagram");
        json.writeStringField("node", datagram.node());
        json.writeNumberField("remotePort", datagram.remotePort());
        json.writeStringField("data", datagram.data().toString());
      } else {
        throw new AssertionError(input);
      }
      endLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last line. */
  void end(long timePs, String fingerprint) {
    try {
      json.writeStartObject();
      json.writeNumberField("timePs", timePs);
      json.writeStringField("type", "end");
      json.writeStringField("fingerprint", fingerprint);
      endLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void flush() {
    try {
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      json.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
