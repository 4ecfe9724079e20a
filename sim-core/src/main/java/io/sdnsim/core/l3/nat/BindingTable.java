package io.sdnsim.core.l3.nat;

import io.sdnsim.core.engine.SimTime;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.FlowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bindings, found by how a packet of either direction looks when it arrives or between the
 * hooks, and their expiry.
 *
 * <p>All bindings of one state live equally long, so that a list of each state in the order of the
 * last packet has the next to expire in front: a packet costs no search.
 */
final class BindingTable {
  private static final String TABLE = "nat";
  private static final BindingState[] STATES = BindingState.values();

  private final NodeContext context;
  private final NatTimeouts timeouts;
  private final Timer timer;
  private final Map<FlowKey, Binding> arriving = new LinkedHashMap<>();
  private final Map<FlowKey, Binding> between = new LinkedHashMap<>();
  private final Map<EndpointMapping.Key, EndpointMapping> byInside = new LinkedHashMap<>();
  private final Map<EndpointMapping.Endpoint, EndpointMapping> byOutside = new LinkedHashMap<>();
  private final @Nullable Binding[] oldest = new Binding[STATES.length];
  private final @Nullable Binding[] youngest = new Binding[STATES.length];
  private int size;

  BindingTable(NodeContext context, NatTimeouts timeouts) {
    this.context = context;
    this.timeouts = timeouts;
    this.timer = context.timer(this::expire);
  }

  int size() {
    return size;
  }

  /** The binding that a packet on arrival belongs to, or null. */
  @Nullable Binding arriving(FlowKey key) {
    return arriving.get(key);
  }

  /** The binding that a packet between the hooks belongs to, or null. */
  @Nullable Binding between(FlowKey key) {
    return between.get(key);
  }

  /** Whether no packet could be mistaken for one of this new flow, apart from its replies. */
  boolean isFree(FlowKey original, FlowKey inside) {
    return !arriving.containsKey(original)
        && !between.containsKey(inside)
        && !between.containsKey(inside.reversed());
  }

  boolean isReplyFree(FlowKey reply) {
    return !arriving.containsKey(reply);
  }

  /** Adds a binding with its reply as it stands. */
  void add(Binding binding) {
    arriving.put(binding.original, binding);
    arriving.put(binding.reply, binding);
    between.put(binding.inside, binding);
    between.put(binding.inside.reversed(), binding);
    size++;
    append(binding);
  }

  /** Gives a binding another reply. */
  void changeReply(Binding binding, FlowKey reply) {
    arriving.remove(binding.reply, binding);
    binding.reply = reply;
    arriving.put(reply, binding);
  }

  /** Takes note of a packet of the flow. */
  void refresh(Binding binding, BindingState before) {
    unlink(binding, before);
    append(binding);
    if (binding.state != before) {
      announce(binding);
    }
  }

  private void remove(Binding binding) {
    unlink(binding, binding.state);
    arriving.remove(binding.original, binding);
    arriving.remove(binding.reply, binding);
    between.remove(binding.inside, binding);
    between.remove(binding.inside.reversed(), binding);
    size--;
    EndpointMapping mapping = binding.mapping;
    if (mapping != null && --mapping.users == 0) {
      byInside.remove(mapping.key);
      byOutside.remove(mapping.outside);
    }
    if (context.isTracing() && binding.isTranslated()) {
      context.tableChanged(TABLE, binding.original.toString(), null);
    }
  }

  // ---- endpoint-independent mappings

  @Nullable EndpointMapping mappingOf(EndpointMapping.Key key) {
    return byInside.get(key);
  }

  boolean isOutsideFree(EndpointMapping.Endpoint outside) {
    return !byOutside.containsKey(outside);
  }

  void use(Binding binding, EndpointMapping mapping) {
    if (mapping.users++ == 0) {
      byInside.put(mapping.key, mapping);
      byOutside.put(mapping.outside, mapping);
    }
    binding.mapping = mapping;
  }

  // ---- announcements

  /** Tells the trace how the binding stands; flows that nothing is rewritten of are not shown. */
  void announce(Binding binding) {
    if (context.isTracing() && binding.isTranslated()) {
      context.tableChanged(TABLE, binding.original.toString(), () -> row(binding));
    }
  }

  private static Map<String, Object> row(Binding binding) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("original", binding.original.toString());
    row.put("translated", binding.translated().toString());
    row.put("rule", binding.rule);
    row.put("state", binding.state.label());
    return row;
  }

  List<NatBinding> views() {
    List<NatBinding> views = new ArrayList<>(size);
    arriving.forEach(
        (key, binding) -> {
          if (key.equals(binding.original)) {
            views.add(binding.view());
          }
        });
    return views;
  }

  void clear() {
    for (BindingState state : STATES) {
      Binding first = oldest[state.ordinal()];
      while (first != null) {
        remove(first);
        first = oldest[state.ordinal()];
      }
    }
    timer.cancel();
  }

  // ---- expiry

  private void append(Binding binding) {
    int list = binding.state.ordinal();
    binding.deadlinePs = context.nowPs() + binding.state.timeoutPs(timeouts);
    Binding last = youngest[list];
    binding.older = last;
    binding.younger = null;
    if (last == null) {
      oldest[list] = binding;
    } else {
      last.younger = binding;
    }
    youngest[list] = binding;
    if (binding.deadlinePs < timer.deadlinePs()) {
      timer.setAt(binding.deadlinePs);
    }
  }

  private void unlink(Binding binding, BindingState state) {
    Binding older = binding.older;
    Binding younger = binding.younger;
    if (older == null) {
      oldest[state.ordinal()] = younger;
    } else {
      older.younger = younger;
    }
    if (younger == null) {
      youngest[state.ordinal()] = older;
    } else {
      younger.older = older;
    }
  }

  private void expire() {
    long next = SimTime.NEVER;
    for (BindingState state : STATES) {
      Binding first = oldest[state.ordinal()];
      while (first != null && first.deadlinePs <= context.nowPs()) {
        remove(first);
        first = oldest[state.ordinal()];
      }
      if (first != null) {
        next = Math.min(next, first.deadlinePs);
      }
    }
    if (next != SimTime.NEVER) {
      timer.setAt(next);
    }
  }
}
