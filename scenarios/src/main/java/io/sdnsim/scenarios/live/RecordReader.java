package io.sdnsim.scenarios.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.scenarios.live.LiveRecord.TimedInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@code live --record} wrote. */
public final class RecordReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Path file;
  private int lineNumber;

  private RecordReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a record.
   *
   * @throws LiveException when it can't be read or is none; the message names file and line
   */
  public static LiveRecord read(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return new RecordReader(file).read(lines);
    } catch (NoSuchFileException e) {
      throw new LiveException("cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      throw new LiveException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private LiveRecord read(BufferedReader lines) throws IOException {
    RecordHeader header = header(next(lines));
    List<TimedInput> inputs = new ArrayList<>();
    long endPs = 0;
    String fingerprint = "";
    Map<String, String> line;
    while ((line = next(lines)) != null) {
      long timePs = number(line, "timePs", Long.MAX_VALUE);
      String type = text(line, "type");
      if (type.equals("end")) {
        endPs = timePs;
        fingerprint = text(line, "fingerprint");
      } else {
        inputs.add(new TimedInput(timePs, input(header, type, line)));
      }
    }
    return new LiveRecord(header, inputs, endPs, fingerprint);
  }

  /** The fields of the next line; those of a nested value are named {@code outer.inner}. */
  private @Nullable Map<String, String> next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    lineNumber++;
    if (line == null) {
      return null;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = FACTORY.createParser(line)) {
      while (json.nextToken() != null) {
        JsonToken token = json.currentToken();
        if (token.isScalarValue()) {
          fields.put(json.getParsingContext().pathAsPointer().toString(), json.getText());
        }
      }
    } catch (IOException e) {
      // Where the run broke off the last line may be half a line.
      if (lines.readLine() == null && lineNumber > 1) {
        return null;
      }
      throw wrong("not a line of JSON");
    }
    return fields;
  }

  private LiveException wrong(String what) {
    return new LiveException(
        file + ":" + lineNumber + ": " + what + "; expected what 'sdnsim live --record' writes");
  }

  private RecordHeader header(@Nullable Map<String, String> line) {
    if (line == null || !RecordWriter.FORMAT.equals(line.get("/format"))) {
      throw wrong("not the beginning of a record");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    List<ExternalPeer> peers = new ArrayList<>();
    for (Map.Entry<String, String> field : line.entrySet()) {
      if (field.getKey().startsWith("/settings/")) {
        String name = field.getKey().substring("/settings/".length());
        settings.put(name.replace("~1", "/").replace("~0", "~"), field.getValue());
      }
    }
    while (line.containsKey("/peers/" + peers.size() + "/node")) {
      String at = "peers/" + peers.size() + "/";
      String local = line.get("/" + at + "local");
      peers.add(
          new ExternalPeer(
              text(line, at + "node"),
              address(text(line, at + "neighbor")),
              (int) number(line, at + "port", 0xFFFF),
              local == null ? null : address(local)));
    }
    List<ExternalEndpoint> endpoints = new ArrayList<>();
    while (line.containsKey("/endpoints/" + endpoints.size() + "/node")) {
      String at = "endpoints/" + endpoints.size() + "/";
      endpoints.add(
          new ExternalEndpoint(text(line, at + "node"), address(text(line, at + "address"))));
    }
    return new RecordHeader(
        text(line, "scenario"), number(line, "seed", Long.MAX_VALUE), settings, peers, endpoints);
  }

  private IpAddress address(String text) {
    try {
      return IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ExternalInput input(RecordHeader header, String type, Map<String, String> line) {
    if (type.equals("datagram")) {
      return new ExternalInput.Datagram(
          text(line, "node"), (int) number(line, "remotePort", 0xFFFF), data(text(line, "data")));
    }
    int connection = (int) number(line, "connection", Integer.MAX_VALUE);
    return switch (type) {
      case "connected" ->
          new ExternalInput.Connected(connection, (int) number(line, "localPort", 0xFFFF));
      case "accepted" ->
          new ExternalInput.Accepted(
              connection,
              header.peer(text(line, "peer")),
              (int) number(line, "remotePort", 0xFFFF));
      case "received" -> new ExternalInput.Received(connection, data(text(line, "data")));
      case "sent" ->
          new ExternalInput.Sent(connection, (int) number(line, "bytes", Integer.MAX_VALUE));
      case "closed" -> new ExternalInput.Closed(connection, reason(text(line, "reason")));
      default -> throw wrong("unknown type '" + type + "'");
    };
  }

  private Bytes data(String hex) {
    try {
      return Bytes.of(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw wrong("data is not hexadecimal");
    }
  }

  private CloseReason reason(String text) {
    for (CloseReason reason : CloseReason.values()) {
      if (reason.name().toLowerCase(Locale.ROOT).equals(text)) {
        return reason;
      }
    }
    throw wrong("unknown reason '" + text + "'");
  }

  private String text(Map<String, String> line, String field) {
    String value = line.get("/" + field);
    if (value == null) {
      throw wrong("'" + field + "' is missing");
    }
    return value;
  }

  private long number(Map<String, String> line, String field, long most) {
    String value = text(line, field);
    try {
      long number = Long.parseLong(value);
      if (Math.abs(number) <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong("'" + field + "' is not a number: " + value);
    }
    throw wrong("'" + field + "' is out of range: " + value);
  }
}
