package io.sdnsim.scenarios.observe;

import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.Step;
import io.sdnsim.core.trace.TableChange;
import io.sdnsim.core.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Every change of the tables that somebody will ask about: any table at any time can be read from
 * it, without a run of its own.
 */
public final class TableLog implements TraceSink {
  private record Table(String node, String name) implements Comparable<Table> {
    @Override
    public int compareTo(Table other) {
      int byNode = node.compareTo(other.node);
      return byNode != 0 ? byNode : name.compareTo(other.name);
    }
  }

  private final BiPredicate<String, String> wanted;
  private final Map<Table, List<TableChange>> changes = new TreeMap<>();

  /**
   * @param wanted which tables to keep, by node and table name
   */
  public TableLog(BiPredicate<String, String> wanted) {
    this.wanted = wanted;
  }

  @Override
  public void step(long timePs, String node, Packet packet, Step step) {}

  @Override
  public void tableChanged(TableChange change) {
    if (wanted.test(change.node(), change.table())) {
      changes
          .computeIfAbsent(new Table(change.node(), change.table()), table -> new ArrayList<>())
          .add(change);
    }
  }

  /** The changes of one table, in the order in which they happened. */
  public List<TableChange> changes(String node, String table) {
    return changes.getOrDefault(new Table(node, table), List.of());
  }

  /** The rows of a table by key as they stood at a time, behind everything that happened at it. */
  public SortedMap<String, Map<String, Object>> tableAt(String node, String table, long timePs) {
    SortedMap<String, Map<String, Object>> rows = new TreeMap<>(NaturalOrder.INSTANCE);
    for (TableChange change : changes(node, table)) {
      if (change.timePs() > timePs) {
        break;
      }
      apply(change, rows);
    }
    return rows;
  }

  /** How a condition on a table's rows stood over the run. */
  public Timeline timeline(
      String node, String table, Predicate<SortedMap<String, Map<String, Object>>> condition) {
    SortedMap<String, Map<String, Object>> rows = new TreeMap<>(NaturalOrder.INSTANCE);
    Timeline timeline = new Timeline(condition.test(rows));
    for (TableChange change : changes(node, table)) {
      apply(change, rows);
      timeline.note(change.timePs(), condition.test(rows));
    }
    return timeline;
  }

  private static void apply(TableChange change, SortedMap<String, Map<String, Object>> rows) {
    Map<String, Object> row = change.row();
    if (row == null) {
      rows.remove(change.key());
    } else {
      rows.put(change.key(), row);
    }
  }
}
