package io.sdnsim.scenarios.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.external.ExternalEndpoint;
import io.sdnsim.core.external.ExternalInput;
import io.sdnsim.core.external.ExternalPeer;
import io.sdnsim.core.packet.Bytes;
import io.sdnsim.core.transport.CloseReason;
import io.sdnsim.scenarios.live.LiveRecord.TimedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordTest {
  private static final ExternalPeer TOR =
      new ExternalPeer("tor1", IpAddress.parse("10.0.0.2"), 179, null);
  private static final ExternalPeer MUX =
      new ExternalPeer("mux", IpAddress.parse("fd00::2"), 179, IpAddress.parse("fd00::1"));
  private static final RecordHeader HEADER =
      new RecordHeader(
          "a \"quoted\" name",
          -7,
          new TreeMap<>(Map.of("hold", "9s", "a/b", "~")),
          List.of(TOR, MUX),
          List.of(new ExternalEndpoint("host", IpAddress.parse("192.0.2.2"))));
  private static final List<TimedInput> INPUTS =
      List.of(
          new TimedInput(1, new ExternalInput.Connected(1, 40000)),
          new TimedInput(1, new ExternalInput.Accepted(-1, MUX, 50000)),
          new TimedInput(2, new ExternalInput.Received(1, Bytes.of(new byte[] {0, -1, 127}))),
          new TimedInput(3, new ExternalInput.Sent(-1, 19)),
          new TimedInput(4, new ExternalInput.Closed(1, CloseReason.TIMED_OUT)),
          new TimedInput(
              5, new ExternalInput.Datagram("host", 54321, Bytes.of(new byte[] {8, 0}))));

  @TempDir private Path folder = Path.of("");

  private Path written(boolean whole) {
    Path file = folder.resolve("record.jsonl");
    try (RecordWriter writer = new RecordWriter(file, HEADER)) {
      INPUTS.forEach(each -> writer.write(each.timePs(), each.input()));
      if (whole) {
        writer.end(9, "0123456789abcdef");
      }
    }
    return file;
  }

  @Test
  void whatIsWritten_isRead() {
    assertThat(RecordReader.read(written(true)))
        .isEqualTo(new LiveRecord(HEADER, INPUTS, 9, "0123456789abcdef"));
  }

  @Test
  void aRecordThatBreaksOffWithinALine_isReadUpToThere() throws IOException {
    Path file = written(false);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 9));

    assertThat(RecordReader.read(file))
        .isEqualTo(new LiveRecord(HEADER, INPUTS.subList(0, 5), 0, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"type\":\"sent\"   | \"type\":\"spent\"  | :5: unknown type 'spent'",
        "\"bytes\":19        | \"bits\":19         | :5: 'bytes' is missing",
        "\"bytes\":19        | \"bytes\":\"many\"  | :5: 'bytes' is not a number: many",
        "\"data\":\"00ff7f\" | \"data\":\"00ff7g\" | :4: data is not hexadecimal",
        "timed_out           | tired               | :6: unknown reason 'tired'",
        "\"remotePort\":54321 | \"remotePort\":65536 | :7: 'remotePort' is out of range: 65536",
        "sdnsim-live-1       | sdnsim-live-9       | :1: not the beginning of a record",
        "fd00::1             | fd00::g             | :1: ",
        "mux/fd00::2         | mux/fd00::3         | names the peer mux/fd00::3",
        "\"connection\":-1,  | \"connection\":-1;  | not a line of JSON"
      })
  void aWrongRecord_isExplained(String right, String wrong, String why) throws IOException {
    Path file = written(true);
    Files.writeString(file, Files.readString(file).replace(right.strip(), wrong.strip()));

    assertThatThrownBy(() -> RecordReader.read(file))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining(why.strip());
  }

  @Test
  void aFileThatIsNotThere_isExplained() {
    Path file = folder.resolve("nowhere.jsonl");
    assertThatThrownBy(() -> RecordReader.read(file))
        .isInstanceOf(LiveException.class)
        .hasMessage("cannot read " + file + ": no such file");
    Path within = folder.resolve("no/such/folder.jsonl");
    assertThatThrownBy(() -> new RecordWriter(within, HEADER))
        .isInstanceOf(LiveException.class)
        .hasMessageContaining("cannot write the record " + within);
  }
}
