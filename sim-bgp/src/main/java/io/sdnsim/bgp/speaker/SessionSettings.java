package io.sdnsim.bgp.speaker;

import io.sdnsim.core.bfd.BfdConfig;
import org.jspecify.annotations.Nullable;

/**
 * What guards a session with a neighbor, beyond RFC 4271.
 *
 * @param ttlSecurityHops how many hops away the neighbor may be (RFC 5082); 0 for no check
 * @param password what TCP segments are signed with (RFC 2385); empty for no signatures
 * @param bfd how to watch the path; null for not at all. Whether the path is one hop long follows
 *     from the neighbor's own settings
 * @param sendHoldPs after which time without progress in sending the session ends (RFC 9687); 0 for
 *     the RFC's: twice the hold time, and 8 minutes at least
 */
public record SessionSettings(
    int ttlSecurityHops,
    String password,
    @Nullable BfdConfig bfd,
    long sendHoldPs,
    MaximumPrefix maximumPrefix) {
  /** No guards but the default limit of prefixes and the RFC's send hold time. */
  public static final SessionSettings DEFAULT =
      new SessionSettings(0, "", null, 0, MaximumPrefix.DEFAULT);

  /** RFC 2385 4.5 asks for keys of up to 80 bytes; that is Linux's limit too. */
  private static final int MAXIMUM_PASSWORD = 80;

  public SessionSettings {
    if (ttlSecurityHops < 0 || ttlSecurityHops > 254) {
      throw new IllegalArgumentException(
          "ttl-security=" + ttlSecurityHops + ": must be 1 to 254 hops (RFC 5082)");
    }
    if (password.length() > MAXIMUM_PASSWORD) {
      throw new IllegalArgumentException(
          "password: has " + password.length() + " characters, at most " + MAXIMUM_PASSWORD);
    }
    if (sendHoldPs < 0) {
      throw new IllegalArgumentException("send-hold: must not be negative");
    }
  }

  public SessionSettings withTtlSecurity(int hops) {
    return new SessionSettings(hops, password, bfd, sendHoldPs, maximumPrefix);
  }

  public SessionSettings withPassword(String key) {
    return new SessionSettings(ttlSecurityHops, key, bfd, sendHoldPs, maximumPrefix);
  }

  public SessionSettings withBfd(@Nullable BfdConfig config) {
    return new SessionSettings(ttlSecurityHops, password, config, sendHoldPs, maximumPrefix);
  }

  public SessionSettings withSendHold(long timePs) {
    return new SessionSettings(ttlSecurityHops, password, bfd, timePs, maximumPrefix);
  }

  public SessionSettings withMaximumPrefix(MaximumPrefix maximum) {
    return new SessionSettings(ttlSecurityHops, password, bfd, sendHoldPs, maximum);
  }
}
