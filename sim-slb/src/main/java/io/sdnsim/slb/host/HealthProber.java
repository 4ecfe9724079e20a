package io.sdnsim.slb.host;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.Timer;
import io.sdnsim.core.node.NodeContext;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.core.transport.TcpConfig;
import io.sdnsim.core.transport.TcpHandler;
import io.sdnsim.core.transport.TcpSocket;
import io.sdnsim.core.transport.Transport;
import io.sdnsim.slb.goal.ProbeResult;
import io.sdnsim.slb.goal.ProbeTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Probes the VMs of a host on behalf of the load balancer (Ananta 3.4.3): each target by itself,
 * each attempt over a connection of its own.
 */
final class HealthProber {
  /** RFC 9112 4, of any minor version of HTTP/1. */
  private static final Pattern HTTP_OK = Pattern.compile("HTTP/1\\.[0-9] 200");

  private static final int STATUS_CHARACTERS = 12;

  private final NodeContext context;
  private final TcpConfig tcp;
  private final Function<String, Transport> sockets;
  private final Runnable changed;
  private final Map<ProbeTarget, Probing> probings = new LinkedHashMap<>();

  /**
   * @param sockets by the name of the VM's port
   * @param changed is told when a VM went up or down
   */
  HealthProber(
      NodeContext context, TcpConfig tcp, Function<String, Transport> sockets, Runnable changed) {
    this.context = context;
    this.tcp = tcp.withSynRetries(0);
    this.sockets = sockets;
    this.changed = changed;
  }

  /** Probes these from now on; what is known of those that stay, stays known. */
  void apply(List<ProbeTarget> targets) {
    for (ProbeTarget old : List.copyOf(probings.keySet())) {
      Probing probing = targets.contains(old) ? null : probings.remove(old);
      if (probing != null) {
        probing.stop();
        context.tableChanged("probes", key(old), null);
      }
    }
    for (ProbeTarget target : targets) {
      if (!probings.containsKey(target)) {
        Probing probing = new Probing(target);
        probings.put(target, probing);
        probing.announce();
        probing.timer.setAfter(0);
      }
    }
  }

  /** What is known now. */
  List<ProbeResult> results() {
    List<ProbeResult> results = new ArrayList<>();
    probings.forEach(
        (target, probing) -> {
          if (probing.health.isKnown()) {
            results.add(
                new ProbeResult(target.vm(), target.dip(), target.probe(), probing.health.isUp()));
          }
        });
    return results;
  }

  void stop() {
    probings.values().forEach(Probing::stop);
    probings.clear();
  }

  private static String key(ProbeTarget target) {
    return target.vm() + " " + title(target);
  }

  private static String title(ProbeTarget target) {
    return target.probe().title() + (target.dip().isIpv6() ? " over IPv6" : "");
  }

  /** One target. */
  private final class Probing {
    private final ProbeTarget target;
    private final ProbeCounter health;
    private final Timer timer = context.timer(this::next);
    private @Nullable Attempt attempt;
    private int number;

    Probing(ProbeTarget target) {
      this.target = target;
      this.health = new ProbeCounter(target.probe().count());
    }

    private void next() {
      if (attempt != null) {
        Attempt late = attempt;
        attempt = null;
        late.giveUp();
        decided(false);
      }
      timer.setAfter(target.probe().intervalPs());
      Attempt begun = new Attempt(this);
      attempt = begun;
      begun.connect();
    }

    private void finished(Attempt finished, boolean success) {
      if (attempt == finished) {
        attempt = null;
        decided(success);
      }
    }

    private void decided(boolean success) {
      if (success ? health.succeeded() : health.failed()) {
        announce();
        changed.run();
      }
    }

    private void announce() {
      context.tableChanged(
          "probes",
          key(target),
          () -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("vm", target.vm());
            row.put("probe", title(target));
            row.put("state", !health.isKnown() ? "unknown" : health.isUp() ? "up" : "down");
            return row;
          });
    }

    void stop() {
      timer.discard();
      if (attempt != null) {
        Attempt open = attempt;
        attempt = null;
        open.giveUp();
      }
    }
  }

  /** One connection. */
  private final class Attempt implements TcpHandler {
    private final Probing probing;
    private final StringBuilder answer = new StringBuilder();
    private @Nullable TcpSocket socket;

    Attempt(Probing probing) {
      this.probing = probing;
    }

    void connect() {
      ProbeTarget target = probing.target;
      socket =
          sockets
              .apply(target.port())
              .connect(
                  tcp,
                  null,
                  0,
                  target.dip(),
                  target.probe().port(),
                  new FlowTag("probe:" + target.vm(), probing.number++, false),
                  this);
    }

    @Override
    public void connected(TcpSocket established) {
      String path = probing.target.probe().path();
      if (path == null) {
        established.close();
        probing.finished(this, true);
      } else {
        IpAddress dip = probing.target.dip();
        // RFC 3986 3.2.2: an IPv6 address in brackets.
        String host = dip.isIpv6() ? "[" + dip + "]" : dip.toString();
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        established.send(Bytes.of(request.getBytes(StandardCharsets.US_ASCII)));
      }
    }

    @Override
    public void received(TcpSocket from, Payload data) {
      if (probing.attempt != this) {
        return;
      }
      if (data instanceof Bytes bytes) {
        answer.append(new String(bytes.toArray(), StandardCharsets.US_ASCII));
      }
      if (answer.length() >= STATUS_CHARACTERS || !(data instanceof Bytes)) {
        from.close();
        probing.finished(this, HTTP_OK.matcher(answer).lookingAt());
      }
    }

    @Override
    public void closed(TcpSocket closed, CloseReason reason) {
      probing.finished(this, false);
    }

    void giveUp() {
      if (socket != null) {
        socket.abort();
      }
    }
  }
}
