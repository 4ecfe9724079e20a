package io.sdnsim.scenarios.bench;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.AsPath;
import io.sdnsim.bgp.wire.BgpCodec;
import io.sdnsim.bgp.wire.BgpDecodeException;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.Origin;
import io.sdnsim.bgp.wire.PathAttribute;
import io.sdnsim.bgp.wire.PathAttributes;
import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.address.Prefix;
import io.sdnsim.core.engine.RandomStream;
import io.sdnsim.core.engine.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding and encoding of an UPDATE with 500 prefixes: both are to take under 10 us. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BgpCodecBenchmark {
  private static final int PREFIXES = 500;

  /** Whether prefixes are IPv4 in NLRI, or IPv6 in MP_REACH_NLRI. */
  @Param({"IPV4_UNICAST", "IPV6_UNICAST"})
  public AddressFamily family = AddressFamily.IPV4_UNICAST;

  private BgpMessage message = new BgpMessage.Keepalive();
  private byte[] bytes = {};

  /** A route of an Internet table with the attributes that most have. */
  @Setup
  public void fill() {
    RandomStream random = new RandomStreams(1).stream("codec");
    List<Prefix> prefixes = new ArrayList<>();
    for (int i = 0; i < PREFIXES; i++) {
      prefixes.add(
          family == AddressFamily.IPV4_UNICAST
              ? Prefix.containing(IpAddress.ofIpv4(random.nextInt(0x6000_0000)), length(random, 8))
              : Prefix.containing(
                  IpAddress.ofIpv6((0x2000_0000L + random.nextInt(1 << 28)) << 32, 0),
                  length(random, 32)));
    }
    PathAttributes attributes =
        PathAttributes.of(
            new PathAttribute.OriginAttribute(Origin.IGP),
            new PathAttribute.AsPathAttribute(AsPath.sequence(64512, 3356, 174, 4_200_000_000L)),
            new PathAttribute.MultiExitDisc(50),
            new PathAttribute.Communities(List.of(0xFC00_0001, 0xFC00_0002, 0xFC00_0003)));
    message =
        family == AddressFamily.IPV4_UNICAST
            ? BgpMessage.Update.announce(
                attributes.withNextHop(IpAddress.parse("10.0.0.1")), prefixes)
            : new BgpMessage.Update(
                List.of(),
                attributes,
                List.of(),
                new PathAttribute.MpReachNlri(
                    family, List.of(IpAddress.parse("2001:db8::1")), prefixes),
                null);
    bytes = BgpCodec.encode(message, DecodeContext.EBGP);
  }

  /** 16 to 24 bits, or 32 to 48 for IPv6: mostly the longest. */
  private static int length(RandomStream random, int shortest) {
    int most = shortest == 8 ? 24 : 48;
    return random.nextInt(100) < 58 ? most : most - random.nextInt(most - shortest);
  }

  @Benchmark
  public BgpMessage decode() throws BgpDecodeException {
    return BgpCodec.decode(bytes, DecodeContext.EBGP);
  }

  @Benchmark
  public byte[] encode() {
    return BgpCodec.encode(message, DecodeContext.EBGP);
  }
}
