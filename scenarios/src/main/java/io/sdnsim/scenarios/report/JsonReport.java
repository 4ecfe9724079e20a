package io.sdnsim.scenarios.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.trace.FieldSink;
import io.sdnsim.core.trace.Hop;
import io.sdnsim.core.trace.PacketStory;
import io.sdnsim.scenarios.result.DropCount;
import io.sdnsim.scenarios.result.ExpectationResult;
import io.sdnsim.scenarios.result.FlowResult;
import io.sdnsim.scenarios.result.RunResult;
import io.sdnsim.scenarios.result.Story;
import io.sdnsim.scenarios.result.Traceroute;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON that {@code --json} prints; its keys are a contract. */
public final class JsonReport {
  private final JsonFactory factory = new JsonFactory();

  /** Writes JSON; what fails on a file can't fail on a string. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** The object that {@code run --json} prints. */
  public String run(RunResult result, double wallSeconds) {
    return render(true, json -> writeRun(json, result, wallSeconds));
  }

  /** The array that {@code run --seeds A..B --json} prints. */
  public String runs(List<RunResult> results, List<Double> wallSeconds) {
    return render(
        true,
        json -> {
          json.writeStartArray();
          for (int i = 0; i < results.size(); i++) {
            writeRun(json, results.get(i), wallSeconds.get(i));
          }
          json.writeEndArray();
        });
  }

  /** The object that {@code trace --json} prints. */
  public String story(Story story) {
    return render(
        true,
        json -> {
          json.writeStartObject();
          writeStoryFields(json, story.packet());
          PacketStory reply = story.reply();
          if (reply == null) {
            json.writeNullField("reply");
          } else {
            json.writeObjectFieldStart("reply");
            writeStoryFields(json, reply);
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  /**
   * The array of rows that {@code show --json} prints; values are strings, numbers, booleans,
   * lists.
   */
  public String rows(List<Map<String, Object>> rows) {
    return render(
        true,
        json -> {
          json.writeStartArray();
          for (Map<String, Object> row : rows) {
            writeValue(json, row);
          }
          json.writeEndArray();
        });
  }

  /** One object; values as in {@link #rows}. */
  public String object(Map<String, Object> fields) {
    return render(true, json -> writeValue(json, fields));
  }

  String render(boolean pretty, Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(text)) {
      if (pretty) {
        json.setPrettyPrinter(new DefaultPrettyPrinter());
      }
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void writeRun(JsonGenerator json, RunResult result, double wallSeconds)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("scenario", result.scenario());
    json.writeNumberField("seed", result.seed());
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : result.settings().entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
    json.writeBooleanField("passed", result.passed());
    json.writeNumberField("simulatedSeconds", SimTime.toSeconds(result.simulatedPs()));
    json.writeNumberField("wallSeconds", wallSeconds);
    json.writeNumberField("events", result.events());
    json.writeNumberField("packetHops", result.packetHops());
    json.writeStringField("fingerprint", result.fingerprint());
    json.writeArrayFieldStart("warnings");
    for (String warning : result.warnings()) {
      json.writeString(warning);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("expectations");
    for (ExpectationResult expectation : result.expectations()) {
      json.writeStartObject();
      json.writeStringField("id", expectation.id());
      json.writeBooleanField("passed", expectation.passed());
      json.writeStringField("detail", expectation.detail());
      json.writeStringField("at", expectation.at());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("flows");
    for (FlowResult flow : result.flows()) {
      writeFlow(json, flow);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("traceroutes");
    for (Traceroute traceroute : result.traceroutes()) {
      writeTraceroute(json, traceroute);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("drops");
    for (DropCount drop : result.drops()) {
      json.writeStartObject();
      json.writeStringField("node", drop.node());
      json.writeStringField("reason", drop.reason());
      json.writeNumberField("packets", drop.packets());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeTraceroute(JsonGenerator json, Traceroute traceroute)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", traceroute.id());
    json.writeStringField("end", traceroute.end());
    json.writeArrayFieldStart("probes");
    for (Traceroute.Probe probe : traceroute.probes()) {
      json.writeStartObject();
      json.writeNumberField("hop", probe.hop());
      json.writeStringField("from", probe.from());
      json.writeNumberField("rttSeconds", SimTime.toSeconds(probe.rttPs()));
      json.writeStringField("answer", probe.answer());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFlow(JsonGenerator json, FlowResult flow) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", flow.id());
    json.writeNumberField("sent", flow.sent());
    json.writeNumberField("received", flow.received());
    json.writeNumberField("lost", flow.lost());
    json.writeNumberField("bytesReceived", flow.bytesReceived());
    FlowResult.Latency latency = flow.latency();
    if (latency == null) {
      json.writeNullField("latencySeconds");
    } else {
      json.writeObjectFieldStart("latencySeconds");
      json.writeNumberField("min", latency.min());
      json.writeNumberField("mean", latency.mean());
      json.writeNumberField("p50", latency.p50());
      json.writeNumberField("p99", latency.p99());
      json.writeNumberField("max", latency.max());
      json.writeEndObject();
    }
    writeOptional(json, "jitterSeconds", flow.jitterSeconds());
    writeOptional(json, "outageSeconds", flow.outageSeconds());
    writeOptional(json, "stallSeconds", flow.stallSeconds());
    FlowResult.Connections connections = flow.connections();
    if (connections == null) {
      json.writeNullField("connections");
    } else {
      json.writeObjectFieldStart("connections");
      json.writeNumberField("opened", connections.opened());
      json.writeNumberField("completed", connections.completed());
      json.writeNumberField("broken", connections.broken());
      json.writeEndObject();
    }
    json.writeObjectFieldStart("errors");
    for (Map.Entry<String, Long> error : flow.errors().entrySet()) {
      json.writeNumberField(error.getKey(), error.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeOptional(JsonGenerator json, String name, @Nullable Double value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static void writeStoryFields(JsonGenerator json, PacketStory story) throws IOException {
    FlowTag flow = story.tag().flow();
    json.writeStringField("flow", flow == null ? "" : flow.flow());
    json.writeNumberField("connection", flow == null ? 0 : flow.connection());
    json.writeNumberField("packet", story.tag().number());
    json.writeStringField("direction", flow != null && flow.reply() ? "reply" : "forward");
    json.writeArrayFieldStart("hops");
    for (Hop hop : story.hops()) {
      json.writeStartObject();
      json.writeStringField("node", hop.node());
      json.writeNumberField("timePs", hop.timePs());
      json.writeNumberField("parentHop", hop.parentHop());
      json.writeArrayFieldStart("steps");
      for (Hop.TracedStep traced : hop.steps()) {
        json.writeStartObject();
        json.writeStringField("type", traced.step().type());
        json.writeNumberField("timePs", traced.timePs());
        traced.step().describe(fieldsInto(json));
        json.writeStringField("headers", traced.packet().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static FieldSink fieldsInto(JsonGenerator json) {
    return new FieldSink() {
      @Override
      public void field(String name, String value) {
        try {
          json.writeStringField(name, value);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void field(String name, long value) {
        try {
          json.writeNumberField(name, value);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        writeValue(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Long || value instanceof Integer) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }
}
