package io.sdnsim.bgp.speaker;

import io.sdnsim.bgp.policy.AsPathList;
import io.sdnsim.bgp.policy.PrefixList;
import io.sdnsim.bgp.policy.RemovePrivateAs;
import io.sdnsim.bgp.policy.RouteMap;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the routes of a neighbor and the routes that it is told. It can be changed
 * while the session is up.
 *
 * @param in what its announcements go through
 * @param out what announcements to it go through
 * @param weight of its routes, unless a route map sets one
 * @param allowAsIn how often the own AS may be in a path of its routes; 0 for never
 * @param allowAsInOrigin whether the own AS may be in such a path as the origin only
 * @param softReconfiguration whether a change of the inbound policy is applied to what the neighbor
 *     has announced already; else the neighbor is asked to announce it again
 * @param nextHop what it is told as next hop
 * @param defaultOriginate whether to announce a default route, whatever the RIB holds
 * @param asOverride whether its own AS is replaced by ours in paths that it is told
 * @param senderLoopCheck which paths through its own AS are not told to it
 * @param reflectorClient whether it is a client of this route reflector (RFC 4456)
 * @param communities which community attributes it is told
 * @param addPaths which paths it is told where it takes several (RFC 7911)
 */
public record PeerRoutes(
    Filters in,
    Filters out,
    int weight,
    int allowAsIn,
    boolean allowAsInOrigin,
    boolean softReconfiguration,
    NextHopRule nextHop,
    boolean defaultOriginate,
    RemovePrivateAs removePrivateAs,
    boolean asOverride,
    SenderLoopCheck senderLoopCheck,
    boolean reflectorClient,
    Communities communities,
    AddPaths addPaths) {
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Lists and map that a route has to pass, in this order; null for everything.
   *
   * @param asPathList the {@code filter-list} of routers
   */
  public record Filters(
      @Nullable PrefixList prefixList,
      @Nullable AsPathList asPathList,
      @Nullable RouteMap routeMap) {
    public static final Filters NONE = new Filters(null, null, null);
  }

  /** Which community attributes go to a neighbor. */
  public record Communities(boolean standard, boolean extended, boolean large) {
    public static final Communities ALL = new Communities(true, true, true);
  }

  /** What a neighbor is told as next hop (RFC 4271 5.1.3). */
  public enum NextHopRule {
    /**
     * This router towards external peers, unless the next hop is on a network that the peer shares;
     * as it came towards internal ones.
     */
    AUTOMATIC,
    /** This router, but for routes that are reflected. */
    SELF,
    /** This router, for routes that are reflected too. */
    SELF_ALWAYS,
    /** As it came. */
    UNCHANGED
  }

  /** Which paths a neighbor is not told because it would refuse them as loops. */
  public enum SenderLoopCheck {
    NONE,
    /** Those that came from the neighbor's AS. */
    NEIGHBOR_AS,
    /** Those with the neighbor's AS anywhere in them. */
    WHOLE_PATH
  }

  /** Which paths of a prefix go to a neighbor with add-path. */
  public enum AddPaths {
    /** Every one that could be used. */
    ALL,
    /** The best of each neighboring AS, whatever its MED is worth to others. */
    BEST_PER_AS
  }

  /** Collects settings; what is not set: everything passes, all communities are told. */
  public static final class Builder {
    private @Nullable PrefixList prefixListIn;
    private @Nullable PrefixList prefixListOut;
    private @Nullable AsPathList asPathListIn;
    private @Nullable AsPathList asPathListOut;
    private @Nullable RouteMap routeMapIn;
    private @Nullable RouteMap routeMapOut;
    private int weight;
    private int allowAsIn;
    private boolean allowAsInOrigin;
    private boolean softReconfiguration;
    private NextHopRule nextHop = NextHopRule.AUTOMATIC;
    private boolean defaultOriginate;
    private RemovePrivateAs removePrivateAs = RemovePrivateAs.NONE;
    private boolean asOverride;
    private SenderLoopCheck senderLoopCheck = SenderLoopCheck.NONE;
    private boolean reflectorClient;
    private Communities communities = Communities.ALL;
    private AddPaths addPaths = AddPaths.ALL;

    private Builder() {}

    public Builder prefixListIn(@Nullable PrefixList value) {
      prefixListIn = value;
      return this;
    }

    public Builder prefixListOut(@Nullable PrefixList value) {
      prefixListOut = value;
      return this;
    }

    public Builder asPathListIn(@Nullable AsPathList value) {
      asPathListIn = value;
      return this;
    }

    public Builder asPathListOut(@Nullable AsPathList value) {
      asPathListOut = value;
      return this;
    }

    public Builder routeMapIn(@Nullable RouteMap value) {
      routeMapIn = value;
      return this;
    }

    public Builder routeMapOut(@Nullable RouteMap value) {
      routeMapOut = value;
      return this;
    }

    public Builder weight(int value) {
      weight = value;
      return this;
    }

    public Builder allowAsIn(int value) {
      allowAsIn = value;
      return this;
    }

    public Builder allowAsInOrigin(boolean value) {
      allowAsInOrigin = value;
      return this;
    }

    public Builder softReconfiguration(boolean value) {
      softReconfiguration = value;
      return this;
    }

    public Builder nextHop(NextHopRule value) {
      nextHop = value;
      return this;
    }

    public Builder defaultOriginate(boolean value) {
      defaultOriginate = value;
      return this;
    }

    public Builder removePrivateAs(RemovePrivateAs value) {
      removePrivateAs = value;
      return this;
    }

    public Builder asOverride(boolean value) {
      asOverride = value;
      return this;
    }

    public Builder senderLoopCheck(SenderLoopCheck value) {
      senderLoopCheck = value;
      return this;
    }

    public Builder reflectorClient(boolean value) {
      reflectorClient = value;
      return this;
    }

    public Builder communities(Communities value) {
      communities = value;
      return this;
    }

    public Builder addPaths(AddPaths value) {
      addPaths = value;
      return this;
    }

    public PeerRoutes build() {
      return new PeerRoutes(
          new Filters(prefixListIn, asPathListIn, routeMapIn),
          new Filters(prefixListOut, asPathListOut, routeMapOut),
          weight,
          allowAsIn,
          allowAsInOrigin,
          softReconfiguration,
          nextHop,
          defaultOriginate,
          removePrivateAs,
          asOverride,
          senderLoopCheck,
          reflectorClient,
          communities,
          addPaths);
    }
  }
}
