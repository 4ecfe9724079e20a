package io.sdnsim.slb.manager;

import io.sdnsim.core.engine.Outbox;
import io.sdnsim.slb.control.ControlMessage;
import io.sdnsim.slb.goal.SnatLease;
import io.sdnsim.slb.goal.SnatPoolConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where host agents get ports (Ananta 3.5.1, 3.6.1): requests are processed one after the other,
 * one for each VM at most; a grant is answered once every Mux has it.
 */
final class SnatDesk {
  /** How Muxes are told. */
  @FunctionalInterface
  interface Muxes {
    /** Tells every Mux that has a state; the version that each is to acknowledge. */
    Map<Channel, Long> tell(List<SnatLease> come, List<SnatLease> go, Outbox<ManagerEffect> outbox);
  }

  private record Request(Channel agent, String vm) {}

  /** A grant that not all Muxes have acknowledged. */
  private record Pending(Request request, List<SnatLease> granted, Map<Channel, Long> missing) {
    Pending without(List<SnatLease> over) {
      List<SnatLease> left = granted.stream().filter(lease -> !over.contains(lease)).toList();
      return new Pending(request, left, missing);
    }
  }

  private final SnatLeaseTable table = new SnatLeaseTable();
  private final Muxes muxes;
  private final ArrayDeque<Request> queue = new ArrayDeque<>();
  private final List<Pending> pending = new ArrayList<>();
  private boolean processing;
  private boolean open;

  SnatDesk(Muxes muxes) {
    this.muxes = muxes;
  }

  /**
   * Takes the pools of a goal state over, and ends the leases that it has no place for. What is
   * granted from a VIP that goes out of service, and not answered, is granted no more: the host
   * will have no pool to put it in.
   *
   * @param isOpen whether a VIP is in service
   * @param stays whether a VM remains on its host; one that moves leaves its leases behind
   * @param agentOf the agent of the host that a VM has been on until now
   */
  void configure(
      List<SnatPoolConfig> pools,
      Predicate<String> isOpen,
      Predicate<String> stays,
      Function<String, Channel> agentOf,
      Outbox<ManagerEffect> outbox) {
    List<SnatLease> over = new ArrayList<>(table.configure(pools, isOpen));
    for (SnatLease lease : table.all()) {
      boolean answered = pending.stream().noneMatch(each -> each.granted().contains(lease));
      boolean keeps = stays.test(lease.vm()) && (answered || isOpen.test(lease.vip()));
      if (!keeps && table.release(lease)) {
        over.add(lease);
      }
    }
    if (!over.isEmpty()) {
      pending.replaceAll(each -> each.without(over));
      muxes.tell(List.of(), over, outbox);
      Map<Channel, List<SnatLease>> byAgent = new LinkedHashMap<>();
      over.forEach(
          lease ->
              byAgent
                  .computeIfAbsent(agentOf.apply(lease.vm()), agent -> new ArrayList<>())
                  .add(lease));
      byAgent.forEach(
          (agent, leases) ->
              outbox.add(new ManagerEffect.Send(agent, new ControlMessage.SnatRevoke(leases))));
    }
  }

  List<SnatLease> leases() {
    return table.all();
  }

  /** From now on requests are processed: it is known what the host agents have already. */
  void open(Outbox<ManagerEffect> outbox) {
    open = true;
    processNext(outbox);
  }

  void request(Channel agent, String vm, Outbox<ManagerEffect> outbox) {
    Request request = new Request(agent, vm);
    boolean outstanding =
        queue.contains(request) || pending.stream().anyMatch(p -> p.request().equals(request));
    if (!outstanding) {
      queue.add(request);
      processNext(outbox);
    }
  }

  private void processNext(Outbox<ManagerEffect> outbox) {
    if (open && !processing && !queue.isEmpty()) {
      processing = true;
      outbox.add(new ManagerEffect.SetTimer(new ManagerTimer.SnatProcessing()));
    }
  }

  /** The processing of a request is done. */
  void processed(long nowPs, Outbox<ManagerEffect> outbox) {
    processing = false;
    Request request = queue.poll();
    if (request != null) {
      List<SnatLease> granted = table.grant(nowPs, request.vm());
      Map<Channel, Long> missing =
          granted.isEmpty() ? new LinkedHashMap<>() : muxes.tell(granted, List.of(), outbox);
      pending.add(new Pending(request, granted, missing));
      answerWhatIsReady(outbox);
    }
    processNext(outbox);
  }

  void acknowledged(Channel mux, long version, Outbox<ManagerEffect> outbox) {
    for (Pending each : pending) {
      Long wanted = each.missing().get(mux);
      if (wanted != null && wanted <= version) {
        each.missing().remove(mux);
      }
    }
    answerWhatIsReady(outbox);
  }

  /** A lost Mux is not waited for; a lost host agent is not answered. */
  void channelDown(Channel channel, Outbox<ManagerEffect> outbox) {
    queue.removeIf(request -> request.agent().equals(channel));
    pending.removeIf(each -> each.request().agent().equals(channel));
    pending.forEach(each -> each.missing().remove(channel));
    answerWhatIsReady(outbox);
  }

  private void answerWhatIsReady(Outbox<ManagerEffect> outbox) {
    for (Pending each : List.copyOf(pending)) {
      if (each.missing().isEmpty()) {
        pending.remove(each);
        List<Integer> firstPorts = each.granted().stream().map(SnatLease::firstPort).toList();
        int count = each.granted().isEmpty() ? 0 : each.granted().get(0).count();
        Request request = each.request();
        outbox.add(
            new ManagerEffect.Send(
                request.agent(), new ControlMessage.SnatAnswer(request.vm(), firstPorts, count)));
      }
    }
  }

  void released(List<SnatLease> leases, Outbox<ManagerEffect> outbox) {
    List<SnatLease> gone = leases.stream().filter(table::release).toList();
    if (!gone.isEmpty()) {
      muxes.tell(List.of(), gone, outbox);
    }
  }

  /**
   * A host agent begins anew and says which leases it has: what it does not have is free, and what
   * it must not have it is to forget.
   *
   * @param isOfHost whether a VM is on the agent's host
   */
  void agentHas(
      Channel agent,
      List<SnatLease> claimed,
      Predicate<String> isOfHost,
      Outbox<ManagerEffect> outbox) {
    queue.removeIf(request -> request.agent().equals(agent));
    pending.removeIf(each -> each.request().agent().equals(agent));
    List<SnatLease> gone = new ArrayList<>();
    for (SnatLease lease : table.all()) {
      if (isOfHost.test(lease.vm()) && !claimed.contains(lease) && table.release(lease)) {
        gone.add(lease);
      }
    }
    Map<SnatLeaseTable.Claim, List<SnatLease>> claims = new LinkedHashMap<>();
    for (SnatLease lease : claimed) {
      SnatLeaseTable.Claim claim =
          isOfHost.test(lease.vm()) ? table.claim(lease) : SnatLeaseTable.Claim.REFUSED;
      claims.computeIfAbsent(claim, each -> new ArrayList<>()).add(lease);
    }
    List<SnatLease> come = claims.getOrDefault(SnatLeaseTable.Claim.NEW, List.of());
    List<SnatLease> refused = claims.getOrDefault(SnatLeaseTable.Claim.REFUSED, List.of());
    if (!come.isEmpty() || !gone.isEmpty()) {
      muxes.tell(come, gone, outbox);
    }
    if (!refused.isEmpty()) {
      outbox.add(new ManagerEffect.Send(agent, new ControlMessage.SnatRevoke(refused)));
    }
  }
}
