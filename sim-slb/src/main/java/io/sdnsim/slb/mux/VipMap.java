package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.MuxState;
import io.sdnsim.slb.goal.VipState;
import io.sdnsim.slb.selection.BackendPickers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Mux's view of its state: (VIP, protocol, port) to a pool, (VIP, port range) to a VM.
 *
 * <p>Compact, and looked up without making objects: a Mux of Ananta has 20,000 endpoints and 1.6
 * million SNAT ports in ranges of 8 (Ananta 4). What a new state has in common with the one before
 * is taken over from it.
 */
final class VipMap {
  private static final Rule[] NO_RULES = {};
  private static final int[] NO_KEYS = {};
  private static final char[] NO_PORTS = {};
  private static final Backend[] NO_BACKENDS = {};

  /** One VIP: its rules in order of protocol and port, its SNAT ranges in order of their ports. */
  static final class Vip {
    private final String name;
    private final IpAddress address;
    private final boolean icmpReply;
    private final boolean outboundOnly;
    private final int[] ruleKeys;
    private final Rule[] rules;

    /** Whose address it is alone; null for what is balanced. */
    private final MuxVerdict.@Nullable Forward whole;

    private char[] firstPorts;
    private char[] lastPorts;
    private Backend[] rangeOwners;

    /**
     * The VMs of its rules and SNAT ranges, with how often each occurs; null before anybody asked.
     */
    private @Nullable SortedMap<String, Integer> vms;

    private Vip(VipState state, Rule[] rules, Map<Backend, Backend> known) {
      this.name = state.name();
      this.address = state.address();
      this.icmpReply = state.icmpReply();
      this.outboundOnly = state.outboundOnly();
      this.rules = rules;
      this.whole = null;
      this.ruleKeys =
          rules.length == 0
              ? NO_KEYS
              : Arrays.stream(rules).mapToInt(each -> keyOf(each.state())).toArray();
      List<VipState.SnatState> ranges = new ArrayList<>(state.snatRanges());
      ranges.sort(Comparator.comparingInt(VipState.SnatState::firstPort));
      this.firstPorts = ranges.isEmpty() ? NO_PORTS : new char[ranges.size()];
      this.lastPorts = ranges.isEmpty() ? NO_PORTS : new char[ranges.size()];
      this.rangeOwners = ranges.isEmpty() ? NO_BACKENDS : new Backend[ranges.size()];
      for (int i = 0; i < firstPorts.length; i++) {
        VipState.SnatState range = ranges.get(i);
        firstPorts[i] = (char) range.firstPort();
        lastPorts[i] = (char) (range.firstPort() + range.count() - 1);
        // A VM has many ranges; one object for it is enough.
        Backend same = known.putIfAbsent(range.backend(), range.backend());
        rangeOwners[i] = same == null ? range.backend() : same;
      }
    }

    private Vip(MuxState.PublicIpState state) {
      this.name = state.title();
      this.address = state.address();
      this.icmpReply = false;
      this.outboundOnly = false;
      this.rules = NO_RULES;
      this.ruleKeys = NO_KEYS;
      this.firstPorts = NO_PORTS;
      this.lastPorts = NO_PORTS;
      this.rangeOwners = NO_BACKENDS;
      this.whole = new MuxVerdict.Forward(name, state.backend(), "public ip");
    }

    /** Where every packet to the address goes; null where rules and ranges decide. */
    MuxVerdict.@Nullable Forward whole() {
      return whole;
    }

    /** A lease comes, or goes. */
    void apply(LeaseChange change) {
      char first = (char) change.firstPort();
      int at = Arrays.binarySearch(firstPorts, first);
      if (at >= 0) {
        count(rangeOwners[at], -1);
        firstPorts = without(firstPorts, at);
        lastPorts = without(lastPorts, at);
        rangeOwners = without(rangeOwners, at);
      }
      Backend owner = change.backend();
      if (owner != null) {
        int free = at >= 0 ? at : -at - 1;
        firstPorts = with(firstPorts, free, first);
        lastPorts = with(lastPorts, free, (char) (first + change.count() - 1));
        rangeOwners = with(rangeOwners, free, owner);
        count(owner, 1);
      }
    }

    /** One more place where a VM occurs, or one less. */
    private void count(Backend backend, int change) {
      if (vms != null) {
        vms.merge(
            backend.vm(), change, (was, by) -> was + by == 0 ? null : Integer.valueOf(was + by));
      }
    }

    private static char[] without(char[] ports, int at) {
      char[] left = Arrays.copyOf(ports, ports.length - 1);
      System.arraycopy(ports, at + 1, left, at, left.length - at);
      return left;
    }

    private static char[] with(char[] ports, int at, char port) {
      char[] more = Arrays.copyOf(ports, ports.length + 1);
      System.arraycopy(ports, at, more, at + 1, ports.length - at);
      more[at] = port;
      return more;
    }

    private static Backend[] without(Backend[] owners, int at) {
      Backend[] left = Arrays.copyOf(owners, owners.length - 1);
      System.arraycopy(owners, at + 1, left, at, left.length - at);
      return left;
    }

    private static Backend[] with(Backend[] owners, int at, Backend owner) {
      Backend[] more = Arrays.copyOf(owners, owners.length + 1);
      System.arraycopy(owners, at, more, at + 1, owners.length - at);
      more[at] = owner;
      return more;
    }

    String name() {
      return name;
    }

    IpAddress address() {
      return address;
    }

    boolean icmpReply() {
      return icmpReply;
    }

    /** Whether it takes no connections. */
    boolean outboundOnly() {
      return outboundOnly;
    }

    /** How many VMs its rules and SNAT ranges have, leases included. */
    int vmCount() {
      if (whole != null) {
        return 1;
      }
      SortedMap<String, Integer> counted = vms;
      if (counted == null) {
        counted = new TreeMap<>();
        vms = counted;
        for (Rule rule : rules) {
          rule.state().pool().forEach(member -> count(member.backend(), 1));
        }
        for (Backend owner : rangeOwners) {
          count(owner, 1);
        }
      }
      return counted.size();
    }

    @Nullable Rule rule(int protocol, int port) {
      int at = Arrays.binarySearch(ruleKeys, keyOf(protocol, port));
      return at < 0 ? null : rules[at];
    }

    /** The VM whose SNAT range contains the port, or whose address it is alone; or null. */
    @Nullable Backend rangeOwner(int port) {
      if (whole != null) {
        return whole.backend();
      }
      int at = Arrays.binarySearch(firstPorts, (char) port);
      // The range that begins last below the port stands before the insertion point.
      int candidate = at < 0 ? -at - 2 : at;
      return candidate >= 0 && port <= lastPorts[candidate] ? rangeOwners[candidate] : null;
    }

    private static int keyOf(VipState.RuleState rule) {
      return keyOf(rule.protocol(), rule.port());
    }

    private static int keyOf(int protocol, int port) {
      return protocol << 16 | port;
    }
  }

  private final AddressMap<Vip> vips = new AddressMap<>();

  /** Without VIPs. */
  VipMap() {}

  /**
   * @param before the state that this one replaces
   */
  VipMap(MuxState state, VipMap before, BackendPickers pickers, long seed) {
    Map<Backend, Backend> known = new LinkedHashMap<>();
    for (VipState vip : state.vips()) {
      vips.put(vip.address(), compile(vip, before.vip(vip.address()), known, pickers, seed));
    }
    state.publicIps().forEach(each -> vips.put(each.address(), new Vip(each)));
  }

  private static Vip compile(
      VipState state,
      @Nullable Vip before,
      Map<Backend, Backend> known,
      BackendPickers pickers,
      long seed) {
    List<Rule> rules = new ArrayList<>();
    for (VipState.RuleState rule : state.rules()) {
      Rule old = before == null ? null : before.rule(rule.protocol(), rule.port());
      boolean same = old != null && old.vip().equals(state.name()) && old.state().equals(rule);
      rules.add(same && old != null ? old : new Rule(state.name(), rule, pickers, seed));
    }
    rules.sort(Comparator.comparingInt(rule -> Vip.keyOf(rule.state())));
    return new Vip(state, rules.isEmpty() ? NO_RULES : rules.toArray(NO_RULES), known);
  }

  @Nullable Vip vip(IpAddress address) {
    return vips.get(address);
  }

  boolean isEmpty() {
    return vips.isEmpty();
  }

  /** In ascending order of their addresses. */
  List<Vip> all() {
    List<Vip> all = vips.values();
    all.sort(Comparator.comparing(Vip::address));
    return all;
  }
}
