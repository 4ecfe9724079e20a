package io.sdnsim.scenarios.cli;

import io.sdnsim.bgp.wire.AddressFamily;
import io.sdnsim.bgp.wire.BgpMessage;
import io.sdnsim.bgp.wire.DecodeContext;
import io.sdnsim.bgp.wire.PeerType;
import io.sdnsim.scenarios.report.BgpMessageJson;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sdnsim decode bgp}. */
@Command(
    name = "bgp",
    description = {
      "Prints BGP messages, each as one line of JSON. A malformed one has an error:",
      "what a router does about it, and by which clause. What could be read of it is",
      "printed all the same. Messages of a capture have their time, in seconds from its",
      "first frame, and both addresses.",
      "  sdnsim decode bgp ffffffffffffffffffffffffffffffff001304",
      "  sdnsim decode bgp --from ibgp session.pcap"
    })
final class DecodeBgpCommand implements Callable<Integer> {
  private static final int LENGTH_AT = 16;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "HEX|FILE",
      description = {
        "Messages in hexadecimal, with blanks or colons",
        "where you like, or a file: raw bytes,",
        "hexadecimal, pcap or pcapng (of which TCP port",
        "179 is read); - is stdin."
      })
  private List<String> input = List.of();

  @Option(
      names = "--two-octet-as",
      description = {
        "AS numbers have two octets: one side did not",
        "offer RFC 6793. Where a capture has the OPENs,",
        "they count instead of this and --add-path."
      })
  private boolean twoOctetAs;

  @Option(names = "--add-path", description = "Prefixes have Path Identifiers (RFC 7911).")
  private boolean addPath;

  @Option(
      names = "--from",
      paramLabel = "ebgp|ibgp|confed",
      description = {
        "Who sent the messages: it decides what they may",
        "carry. Without it, what any peer may send is",
        "well-formed, and LOCAL_PREF is not asked for."
      })
  private @Nullable String from;

  @Override
  public Integer call() {
    DecodeContext context = DecodeContext.ANY.withFourOctetAs(!twoOctetAs).withPeer(peer(from));
    if (addPath) {
      List<AddressFamily> all = List.of(AddressFamily.values());
      context = context.withAddPath(all, all);
    }
    PrintWriter out = spec.commandLine().getOut();
    String only = input.size() == 1 ? input.get(0) : "";
    if (!only.isEmpty() && !only.equals("-") && BgpCapture.isOne(Path.of(only))) {
      BgpCapture.print(Path.of(only), context, out);
    } else {
      print(bytes(only), context, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static PeerType peer(@Nullable String from) {
    if (from == null) {
      return PeerType.UNKNOWN;
    }
    return switch (from) {
      case "ebgp" -> PeerType.EXTERNAL;
      case "ibgp" -> PeerType.INTERNAL;
      case "confed" -> PeerType.CONFEDERATION;
      default -> throw new BadInput("--from: expected ebgp, ibgp or confed, found '" + from + "'");
    };
  }

  private byte[] bytes(String only) {
    if (only.equals("-")) {
      return HexInput.of(HexInput.read(System.in), "stdin");
    }
    if (!only.isEmpty() && isFile(only)) {
      return HexInput.of(HexInput.read(Path.of(only)), only);
    }
    return HexInput.parse(String.join(" ", input));
  }

  private static boolean isFile(String text) {
    // Hexadecimal with line breaks is no path, and on some systems colons are not either.
    return HexInput.parseOrNull(text) == null && Files.exists(Path.of(text));
  }

  /** One line for each message; behind a header that can't be framed nothing can be found. */
  private static void print(byte[] bytes, DecodeContext context, PrintWriter out) {
    BgpMessageJson json = new BgpMessageJson();
    int at = 0;
    while (at < bytes.length) {
      int end = endOfMessage(bytes, at);
      out.print(json.line(Arrays.copyOfRange(bytes, at, end), context) + "\n");
      at = end;
    }
  }

  private static int endOfMessage(byte[] bytes, int at) {
    int left = bytes.length - at;
    if (left < BgpMessage.HEADER_BYTES) {
      return bytes.length;
    }
    for (int i = at; i < at + LENGTH_AT; i++) {
      if (bytes[i] != (byte) 0xFF) {
        return bytes.length;
      }
    }
    int length = (bytes[at + LENGTH_AT] & 0xFF) << 8 | (bytes[at + LENGTH_AT + 1] & 0xFF);
    return length < BgpMessage.HEADER_BYTES || length > left ? bytes.length : at + length;
  }
}
