package io.sdnsim.scenarios.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import java.util.function.Consumer;

/**
 * Every step and every table change as a line of JSON: what {@code --events} writes and {@code
 * diff} compares.
 */
public final class EventLog implements TraceSink {
  private final JsonReport json = new JsonReport();
  private final Consumer<String> lines;

  /**
   * @param lines takes each line, without its end
   */
  public EventLog(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {
    emit(
        generator -> {
          generator.writeNumberField("timePs", timePs);
          generator.writeStringField("node", node);
          generator.writeNumberField("packet", packet.tag().id());
          FlowTag flow = packet.tag().flow();
          if (flow != null) {
            generator.writeStringField("flow", flow.flow());
            generator.writeNumberField("connection", flow.connection());
            generator.writeBooleanField("reply", flow.reply());
            generator.writeNumberField("number", packet.tag().number());
          }
          generator.writeStringField("type", step.type());
          step.describe(JsonReport.fieldsInto(generator));
          generator.writeStringField("headers", packet.toString());
        });
  }

  @Override
  public void tableChanged(TableChange change) {
    emit(
        generator -> {
          generator.writeNumberField("timePs", change.timePs());
          generator.writeStringField("node", change.node());
          generator.writeStringField("table", change.table());
          generator.writeStringField("key", change.key());
          generator.writeFieldName("row");
          JsonReport.writeValue(generator, change.row());
        });
  }

  private void emit(JsonReport.Body fields) {
    String text =
        json.render(
            false,
            (JsonGenerator generator) -> {
              generator.writeStartObject();
              fields.write(generator);
              generator.writeEndObject();
            });
    lines.accept(text.stripTrailing());
  }
}
