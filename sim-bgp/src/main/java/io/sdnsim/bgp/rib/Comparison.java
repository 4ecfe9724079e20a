package io.sdnsim.bgp.rib;

import io.sdnsim.bgp.rib.PathSource.Kind;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.engine.SimTime;
import org.jspecify.annotations.Nullable;

/** The steps of the decision ladder, first step first (RFC 4271 9.1.2.2 and common practice). */
public enum Comparison {
  /** Higher weight: a preference that never leaves the speaker. */
  WEIGHT("weight lower") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Integer.compare(b.weight(), a.weight());
    }

    @Override
    String value(Path path, Context context) {
      return Integer.toString(path.weight());
    }
  },
  /** Higher LOCAL_PREF (RFC 4271 9.1.1). */
  LOCAL_PREF("local-pref lower") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Long.compare(b.attributes().localPref(), a.attributes().localPref());
    }

    @Override
    String value(Path path, Context context) {
      return Long.toString(path.attributes().localPref());
    }
  },
  /** A path that originates here. */
  LOCALLY_ORIGINATED("learned, not originated here") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Boolean.compare(b.source().isLocal(), a.source().isLocal());
    }

    @Override
    String reason(Path loser, Path winner, Context context) {
      return text();
    }
  },
  /** Fewer ASes (RFC 4271 9.1.2.2 a). */
  AS_PATH_LENGTH("AS path longer") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Integer.compare(a.attributes().asPath().length(), b.attributes().asPath().length());
    }

    @Override
    String value(Path path, Context context) {
      return Integer.toString(path.attributes().asPath().length());
    }
  },
  /** Lower ORIGIN (RFC 4271 9.1.2.2 b). */
  ORIGIN("origin worse") {
    @Override
    int compare(Path a, Path b, Context context) {
      return a.attributes().origin().compareTo(b.attributes().origin());
    }

    @Override
    String value(Path path, Context context) {
      return path.attributes().origin().text();
    }
  },
  /** Lower MED, among paths of one neighboring AS unless always compared (9.1.2.2 c). */
  MED("MED higher") {
    @Override
    int compare(Path a, Path b, Context context) {
      boolean comparable =
          context.config.med().alwaysCompare()
              || a.attributes().asPath().neighborAs() == b.attributes().asPath().neighborAs();
      return comparable ? Long.compare(med(a, context), med(b, context)) : 0;
    }

    @Override
    String value(Path path, Context context) {
      return Long.toString(med(path, context));
    }
  },
  /** External over internal (RFC 4271 9.1.2.2 d); within a confederation is internal. */
  EXTERNAL_OVER_INTERNAL("internal, not external") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Boolean.compare(isInternal(a), isInternal(b));
    }

    @Override
    String reason(Path loser, Path winner, Context context) {
      return text();
    }
  },
  /** Nearer next hop (RFC 4271 9.1.2.2 e). */
  IGP_METRIC("IGP metric higher") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Long.compare(a.igpMetric(), b.igpMetric());
    }

    @Override
    String value(Path path, Context context) {
      return Long.toString(path.igpMetric());
    }
  },
  /**
   * The older of two external paths, against flapping (RFC 5004): the one in use already, or by the
   * profile the one whose source has offered a path for longest.
   */
  OLDEST_EXTERNAL("external path newer") {
    @Override
    int compare(Path a, Path b, Context context) {
      boolean bothExternal =
          a.source().kind() == Kind.EXTERNAL && b.source().kind() == Kind.EXTERNAL;
      if (!bothExternal || context.config.compareRouterId()) {
        return 0;
      }
      return switch (context.config.profile()) {
        case FRR -> Boolean.compare(context.isCurrent(b), context.isCurrent(a));
        case NX_OS -> Long.compare(a.receivedAtPs(), b.receivedAtPs());
      };
    }

    @Override
    String value(Path path, Context context) {
      return SimTime.formatSeconds(path.receivedAtPs());
    }

    @Override
    String reason(Path loser, Path winner, Context context) {
      return switch (context.config.profile()) {
        case FRR -> "external path newer than the one in use";
        case NX_OS -> super.reason(loser, winner, context);
      };
    }
  },
  /** Lower BGP identifier, or ORIGINATOR_ID (RFC 4271 9.1.2.2 f, RFC 4456 9). */
  ROUTER_ID("router ID higher") {
    @Override
    int compare(Path a, Path b, Context context) {
      return a.identifier().compareTo(b.identifier());
    }

    @Override
    String value(Path path, Context context) {
      return path.identifier().toString();
    }
  },
  /** Shorter CLUSTER_LIST (RFC 4456 9). */
  CLUSTER_LENGTH("cluster list longer") {
    @Override
    int compare(Path a, Path b, Context context) {
      return Integer.compare(
          a.attributes().clusterListLength(), b.attributes().clusterListLength());
    }

    @Override
    String value(Path path, Context context) {
      return Integer.toString(path.attributes().clusterListLength());
    }
  },
  /** Lower peer address (RFC 4271 9.1.2.2 g), and lower path identifier of one peer. */
  PEER_ADDRESS("peer address higher") {
    @Override
    int compare(Path a, Path b, Context context) {
      IpAddress left = a.source().peer();
      IpAddress right = b.source().peer();
      if (left == null || right == null) {
        return Boolean.compare(left != null, right != null);
      }
      int byAddress = left.compareTo(right);
      return byAddress != 0 ? byAddress : Long.compare(a.source().pathId(), b.source().pathId());
    }

    @Override
    String value(Path path, Context context) {
      return path.source().text();
    }
  };

  private static final long WORST_MED = 0xFFFF_FFFFL;

  private final String text;

  Comparison(String text) {
    this.text = text;
  }

  /** What is said of a path that lost by this step. */
  public String text() {
    return text;
  }

  /** Negative when a is better, positive when b is, 0 when this step can't tell. */
  abstract int compare(Path a, Path b, Context context);

  /** What the step looks at, for people. */
  String value(Path path, Context context) {
    return "";
  }

  /** Why the loser lost: {@code AS path longer (3 > 2)}. */
  String reason(Path loser, Path winner, Context context) {
    boolean lower = this == WEIGHT || this == LOCAL_PREF;
    String relation = lower ? " < " : " > ";
    return text + " (" + value(loser, context) + relation + value(winner, context) + ")";
  }

  private static boolean isInternal(Path path) {
    Kind kind = path.source().kind();
    return kind == Kind.INTERNAL || kind == Kind.CONFEDERATION;
  }

  private static long med(Path path, Context context) {
    return context.config.med().missingAsWorst()
            && !path.attributes().has(PathAttribute.MULTI_EXIT_DISC)
        ? WORST_MED
        : path.attributes().med();
  }

  /**
   * What steps know beside the two paths.
   *
   * @param current whose path was the best so far; null for none
   */
  record Context(DecisionConfig config, @Nullable PathSource current) {
    boolean isCurrent(Path path) {
      return path.source().equals(current);
    }
  }
}
