package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;

/** The steps of the decision ladder, first step first (RFC 4271 9.1.2.2 and common practice). */
public enum Comparison {
  /** Higher weight: a preference that never leaves the speaker. */
  WEIGHT("weight") {
    @Override
    int compare(Path a, Path b) {
      return Integer.compare(b.weight(), a.weight());
    }

    @Override
    String value(Path path) {
      return Integer.toString(path.weight());
    }
  },
  /** Higher LOCAL_PREF (RFC 4271 9.1.1). */
  LOCAL_PREF("local-pref") {
    @Override
    int compare(Path a, Path b) {
      return Long.compare(b.attributes().localPref(), a.attributes().localPref());
    }

    @Override
    String value(Path path) {
      return Long.toString(path.attributes().localPref());
    }
  },
  /** A path that originates here. */
  LOCALLY_ORIGINATED("locally originated") {
    @Override
    int compare(Path a, Path b) {
      return Boolean.compare(b.source().isLocal(), a.source().isLocal());
    }

    @Override
    String value(Path path) {
      return path.source().isLocal() ? "local" : "learned";
    }
  },
  /** Fewer ASes (RFC 4271 9.1.2.2 a). */
  AS_PATH_LENGTH("AS path length") {
    @Override
    int compare(Path a, Path b) {
      return Integer.compare(a.attributes().asPath().length(), b.attributes().asPath().length());
    }

    @Override
    String value(Path path) {
      return Integer.toString(path.attributes().asPath().length());
    }
  },
  /** Lower ORIGIN (RFC 4271 9.1.2.2 b). */
  ORIGIN("origin") {
    @Override
    int compare(Path a, Path b) {
      return a.attributes().origin().compareTo(b.attributes().origin());
    }

    @Override
    String value(Path path) {
      return path.attributes().origin().text();
    }
  },
  /** Lower MED among paths of one neighboring AS; missing is 0 (RFC 4271 9.1.2.2 c). */
  MED("MED") {
    @Override
    int compare(Path a, Path b) {
      return a.attributes().asPath().neighborAs() == b.attributes().asPath().neighborAs()
          ? Long.compare(a.attributes().med(), b.attributes().med())
          : 0;
    }

    @Override
    String value(Path path) {
      return Long.toString(path.attributes().med());
    }
  },
  /** External over internal (RFC 4271 9.1.2.2 d). */
  EXTERNAL_OVER_INTERNAL("eBGP over iBGP") {
    @Override
    int compare(Path a, Path b) {
      return Boolean.compare(isInternal(a), isInternal(b));
    }

    @Override
    String value(Path path) {
      return isInternal(path) ? "iBGP" : "eBGP";
    }
  },
  /** Nearer next hop (RFC 4271 9.1.2.2 e). */
  IGP_METRIC("IGP metric") {
    @Override
    int compare(Path a, Path b) {
      return Long.compare(a.igpMetric(), b.igpMetric());
    }

    @Override
    String value(Path path) {
      return Long.toString(path.igpMetric());
    }
  },
  /** The older of two external paths, against flapping (RFC 5004). */
  OLDEST_EXTERNAL("oldest external") {
    @Override
    int compare(Path a, Path b) {
      boolean bothExternal =
          a.source().kind() == Kind.EXTERNAL && b.source().kind() == Kind.EXTERNAL;
      return bothExternal ? Long.compare(a.receivedAtPs(), b.receivedAtPs()) : 0;
    }

    @Override
    String value(Path path) {
      return SimTime.formatSeconds(path.receivedAtPs());
    }
  },
  /** Lower BGP identifier, or ORIGINATOR_ID (RFC 4271 9.1.2.2 f, RFC 4456 9). */
  ROUTER_ID("router id") {
    @Override
    int compare(Path a, Path b) {
      return a.identifier().compareTo(b.identifier());
    }

    @Override
    String value(Path path) {
      return path.identifier().toString();
    }
  },
  /** Shorter CLUSTER_LIST (RFC 4456 9). */
  CLUSTER_LENGTH("cluster length") {
    @Override
    int compare(Path a, Path b) {
      return Integer.compare(
          a.attributes().clusterListLength(), b.attributes().clusterListLength());
    }

    @Override
    String value(Path path) {
      return Integer.toString(path.attributes().clusterListLength());
    }
  },
  /** Lower peer address (RFC 4271 9.1.2.2 g). */
  PEER_ADDRESS("peer address") {
    @Override
    int compare(Path a, Path b) {
      IpAddress left = a.source().peer();
      IpAddress right = b.source().peer();
      if (left == null || right == null) {
        return Boolean.compare(left != null, right != null);
      }
      return left.compareTo(right);
    }

    @Override
    String value(Path path) {
      return path.source().text();
    }
  };

  private final String text;

  Comparison(String text) {
    this.text = text;
  }

  /** As reasons name it. */
  public String text() {
    return text;
  }

  /** Negative when a is better, positive when b is, 0 when this step can't tell. */
  abstract int compare(Path a, Path b);

  /** What the step looks at, for people. */
  abstract String value(Path path);

  /** Why the loser lost: {@code AS path length 3, not 2}. */
  String reason(Path loser, Path winner) {
    return text + " " + value(loser) + ", not " + value(winner);
  }

  private static boolean isInternal(Path path) {
    return path.source().kind() == Kind.INTERNAL;
  }
}
