package io.sdnsim.slb.mux;

import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.SimTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares a Mux's bandwidth among VIPs (Ananta 3.6.2): a VIP that takes more than its share loses
 * packets, with a probability in proportion to the excess.
 *
 * <p>Shares are max-min fair, weighted by the number of VMs behind a VIP: what one does not need is
 * the others'. They are worked out from the bytes of one interval and hold for the next.
 */
final class FairShares {
  /** Ananta names none. Ours is longer than a round trip, so that senders can follow. */
  static final long INTERVAL_PS = 100 * SimTime.MILLISECOND;

  private static final class Meter {
    int weight;
    long bytes;
    double dropProbability;

    double bytesOfOneVm() {
      return (double) bytes / weight;
    }
  }

  private final long bandwidthBps;
  private final RandomStream random;
  private final Map<String, Meter> meters = new LinkedHashMap<>();
  private long beganPs = SimTime.NEVER;

  FairShares(long bandwidthBps, RandomStream random) {
    this.bandwidthBps = bandwidthBps;
    this.random = random;
  }

  /**
   * Takes note of a packet, and tells whether it is to be dropped.
   *
   * @param vms behind the VIP; 0 counts as 1
   * @param lengthBytes of the IP packet
   */
  boolean drops(long nowPs, String vip, int vms, int lengthBytes) {
    if (beganPs == SimTime.NEVER || nowPs - beganPs >= INTERVAL_PS) {
      endInterval(nowPs);
    }
    Meter meter = meters.computeIfAbsent(vip, name -> new Meter());
    meter.weight = Math.max(1, vms);
    meter.bytes += lengthBytes;
    return meter.dropProbability > 0 && random.nextBoolean(meter.dropProbability);
  }

  /** The probability with which a VIP's packets are dropped in this interval. */
  double dropProbability(String vip) {
    Meter meter = meters.get(vip);
    return meter == null ? 0 : meter.dropProbability;
  }

  private void endInterval(long nowPs) {
    // A rate over a long silence says nothing about now.
    if (beganPs == SimTime.NEVER || nowPs - beganPs >= 2 * INTERVAL_PS) {
      meters.clear();
    } else {
      meters.values().removeIf(meter -> meter.bytes == 0);
      double seconds = (double) (nowPs - beganPs) / SimTime.SECOND;
      share(seconds * bandwidthBps / Byte.SIZE);
      meters.values().forEach(meter -> meter.bytes = 0);
    }
    beganPs = nowPs;
  }

  /** From the VIP that takes least for each of its VMs: what it leaves is divided again. */
  private void share(double bytesLeft) {
    List<Meter> ascending = new ArrayList<>(meters.values());
    ascending.sort(Comparator.comparingDouble(Meter::bytesOfOneVm));
    long weightLeft = ascending.stream().mapToLong(meter -> meter.weight).sum();
    double left = bytesLeft;
    for (Meter meter : ascending) {
      double share = Math.min((double) meter.bytes, left * meter.weight / weightLeft);
      meter.dropProbability = (meter.bytes - share) / meter.bytes;
      left -= share;
      weightLeft -= meter.weight;
    }
  }
}
