package io.sdnsim.core.wire;

import io.sdnsim.core.trace.FieldSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One protocol of a dissected packet.
 *
 * @param name in lower case, such as {@code tcp}
 * @param fields in the order in which people read them
 */
public record Layer(String name, List<Field> fields) {
  public Layer {
    fields = List.copyOf(fields);
  }

  /** A field as text: numbers in decimal, addresses in their usual form. */
  public record Field(String name, String value) {}

  /** The value of the first field with this name, or null. */
  public @Nullable String field(String fieldName) {
    for (Field field : fields) {
      if (field.name().equals(fieldName)) {
        return field.value();
      }
    }
    return null;
  }

  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Collects a layer's fields; a {@link FieldSink}, so that anything that describes itself can. */
  public static final class Builder implements FieldSink {
    private final String name;
    private final List<Field> fields = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    @Override
    public void field(String fieldName, String value) {
      fields.add(new Field(fieldName, value));
    }

    @Override
    public void field(String fieldName, long value) {
      field(fieldName, Long.toString(value));
    }

    /** Adds a field whose value is the text of any value. */
    public Builder with(String fieldName, Object value) {
      field(fieldName, value.toString());
      return this;
    }

    public Layer build() {
      return new Layer(name, fields);
    }
  }

  /** {@code tcp sourcePort=1, destinationPort=2}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    String separator = " ";
    for (Field field : fields) {
      text.append(separator).append(field.name()).append('=').append(field.value());
      separator = ", ";
    }
    return text.toString();
  }
}
