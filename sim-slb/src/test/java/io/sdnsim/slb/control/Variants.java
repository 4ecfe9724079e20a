package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes, of a message of records and lists, all that differ from it in one field somewhere within:
 * what an encoding must tell apart.
 */
final class Variants {
  private final SortedSet<String> untouched;
  private final SortedSet<String> seen = new TreeSet<>();
  private final SortedSet<String> varied = new TreeSet<>();

  /**
   * @param untouched fields that are not to differ, as {@code FlowKey.vrf}
   */
  Variants(String... untouched) {
    this.untouched = new TreeSet<>(List.of(untouched));
  }

  /** The fields that were met and never differed: their values leave no other. */
  SortedSet<String> neverVaried() {
    SortedSet<String> never = new TreeSet<>(seen);
    never.removeAll(varied);
    return never;
  }

  List<Object> of(Object value) throws ReflectiveOperationException {
    if (value instanceof Record each) {
      return ofRecord(each);
    } else if (value instanceof List<?> list) {
      return ofList(list);
    } else if (value instanceof Integer number) {
      return List.of(number + 1, number - 1, 0);
    } else if (value instanceof Long number) {
      return List.of(number + 1, number - 1, 0L);
    } else if (value instanceof Boolean flag) {
      return List.of(!flag);
    } else if (value instanceof String text) {
      return List.of(text + "x");
    } else if (value instanceof IpAddress address) {
      return List.of(address.plus(1), address.plus(1 << 16));
    } else if (value instanceof Enum<?> constant) {
      Object[] all = constant.getDeclaringClass().getEnumConstants();
      return List.of(all[(constant.ordinal() + 1) % all.length]);
    }
    throw new IllegalArgumentException("what else may be in a " + value.getClass() + "?");
  }

  private List<Object> ofList(List<?> list) throws ReflectiveOperationException {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      for (Object other : of(list.get(i))) {
        if (other.equals(list.get(i))) {
          continue;
        }
        List<Object> changed = new ArrayList<>(list);
        changed.set(i, other);
        all.add(changed);
      }
    }
    if (!list.isEmpty()) {
      all.add(list.subList(0, list.size() - 1));
    }
    return all;
  }

  private List<Object> ofRecord(Record value) throws ReflectiveOperationException {
    RecordComponent[] components = value.getClass().getRecordComponents();
    Object[] fields = new Object[components.length];
    for (int i = 0; i < fields.length; i++) {
      components[i].getAccessor().setAccessible(true);
      fields[i] = components[i].getAccessor().invoke(value);
    }
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      String name = value.getClass().getSimpleName() + "." + components[i].getName();
      if (untouched.contains(name)) {
        continue;
      }
      seen.add(name);
      List<Object> accepted = new ArrayList<>();
      for (Object other : othersOf(fields[i], components[i].getType())) {
        if (other.equals(fields[i])) {
          continue;
        }
        Object[] changed = fields.clone();
        changed[i] = other;
        accepted.addAll(made(value.getClass(), components, changed));
        if (!accepted.isEmpty() && !(other instanceof Record || other instanceof List<?>)) {
          // One other number is as good as another.
          break;
        }
      }
      if (!accepted.isEmpty()) {
        varied.add(name);
      }
      all.addAll(accepted);
    }
    return all;
  }

  private List<Object> othersOf(Object field, Class<?> type) throws ReflectiveOperationException {
    if (field != null) {
      return of(field);
    }
    return type == String.class ? List.of("x", "/x") : List.of();
  }

  /** Nothing where the record refuses its parts. */
  private static List<Object> made(
      Class<? extends Record> type, RecordComponent[] components, Object[] fields)
      throws ReflectiveOperationException {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    try {
      return Stream.<Object>of(constructor.newInstance(fields)).toList();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return List.of();
      }
      throw e;
    }
  }
}
