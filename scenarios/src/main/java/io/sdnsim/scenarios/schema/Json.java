package io.sdnsim.scenarios.schema;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Prints maps, lists and scalars as indented JSON. */
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  static String print(Object value) {
    Json json = new Json();
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  private void value(Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      items(List.copyOf(map.entrySet()), '{', '}', depth, this::member);
    } else if (value instanceof List<?> list) {
      boolean flat = list.stream().noneMatch(i -> i instanceof Map || i instanceof List);
      if (flat) {
        flat(list);
      } else {
        items(list, '[', ']', depth, this::value);
      }
    } else if (value instanceof String text) {
      string(text);
    } else {
      out.append(value);
    }
  }

  private void member(Object member, int depth) {
    Map.Entry<?, ?> entry = (Map.Entry<?, ?>) member;
    string(String.valueOf(entry.getKey()));
    out.append(": ");
    value(entry.getValue(), depth);
  }

  private void flat(List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      value(list.get(i), 0);
    }
    out.append(']');
  }

  private void items(
      List<?> items, char open, char close, int depth, BiConsumer<Object, Integer> writer) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "\n" : ",\n").append("  ".repeat(depth + 1));
      writer.accept(items.get(i), depth + 1);
    }
    if (!items.isEmpty()) {
      out.append('\n').append("  ".repeat(depth));
    }
    out.append(close);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
    out.append('"');
  }
}
