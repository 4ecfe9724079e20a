package io.sdnsim.core.transport;

import io.sdnsim.core.engine.Outbox;

/** When a closed or too small window is probed (RFC 9293 3.8.6.1, RFC 1122 4.2.2.17). */
final class WindowProbe {
  private final TcpConfig config;
  private final RttEstimator rtt;
  private boolean armed;

  /** Probes since the window closed: they decide about the interval. */
  private int probes;

  /** Probes since the peer was heard: they decide about giving up. */
  private int unanswered;

  WindowProbe(TcpConfig config, RttEstimator rtt) {
    this.config = config;
    this.rtt = rtt;
  }

  boolean isArmed() {
    return armed;
  }

  /** Nothing can be sent, and no acknowledgment is due that would change it. */
  void await(long nowPs, Outbox<TcpEffect> out) {
    if (!armed) {
      probes = 0;
      arm(nowPs, out);
    }
  }

  void cancel(Outbox<TcpEffect> out) {
    if (armed) {
      armed = false;
      out.add(new TcpEffect.CancelTimer(TcpTimer.PERSIST));
    }
  }

  void expired() {
    armed = false;
  }

  /** RFC 1122 4.2.2.17: a peer that answers may keep its window closed as long as it likes. */
  void answered() {
    unanswered = 0;
  }

  /** Counts the probe that is due; false when too many before it went unanswered. */
  boolean mayProbe() {
    return unanswered++ < config.dataRetries();
  }

  void sent(long nowPs, Outbox<TcpEffect> out) {
    probes++;
    arm(nowPs, out);
  }

  private void arm(long nowPs, Outbox<TcpEffect> out) {
    armed = true;
    out.add(new TcpEffect.SetTimer(TcpTimer.PERSIST, nowPs + intervalPs()));
  }

  /** RFC 9293 3.8.6.1: the first probe after one timeout, further ones at growing intervals. */
  private long intervalPs() {
    long interval = rtt.rtoPs();
    for (int i = 0; i < probes && interval < config.maxRtoPs(); i++) {
      interval *= 2;
    }
    return Math.min(interval, Math.max(config.maxRtoPs(), rtt.rtoPs()));
  }
}
