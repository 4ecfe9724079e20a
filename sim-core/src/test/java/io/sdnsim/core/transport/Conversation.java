package io.sdnsim.core.transport;

import static io.sdnsim.core.engine.SimTime.MILLISECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.testkit.Pair;
import io.sdnsim.testkit.RecordingTcpHandler;

/** One TCP connection between the two ends of a {@link Pair}; the server listens on port 443. */
final class Conversation {
  static final int PORT = 443;
  static final long CLIENT_STREAM = 1;
  static final long SERVER_STREAM = 2;

  final Pair pair;
  final RecordingTcpHandler client = new RecordingTcpHandler();
  final RecordingTcpHandler server = new RecordingTcpHandler();
  final TcpSocket socket;
  private long clientOffset;
  private long serverOffset;

  Conversation(Pair pair, TcpConfig clientConfig, TcpConfig serverConfig) {
    this.pair = pair;
    listen(serverConfig);
    this.socket = connect(clientConfig);
  }

  /** 10 ms one way and the RFC's settings. */
  static Conversation start() {
    return start(TcpConfig.RFC);
  }

  static Conversation start(TcpConfig config) {
    return new Conversation(new Pair(Pair.Options.latency(10 * MILLISECOND)), config, config);
  }

  static Conversation established() {
    return established(TcpConfig.RFC);
  }

  static Conversation established(TcpConfig config) {
    Conversation conversation = start(config);
    conversation.pair.runUntil(40 * MILLISECOND);
    assertThat(conversation.client.isConnected()).isTrue();
    assertThat(conversation.server.isConnected()).isTrue();
    return conversation;
  }

  private void listen(TcpConfig config) {
    pair.server().stack().listen(config, null, PORT, socket -> server);
  }

  private TcpSocket connect(TcpConfig config) {
    return pair.client()
        .stack()
        .connect(
            config, null, 0, pair.server().address(), PORT, new FlowTag("web", 0, false), client);
  }

  void clientSends(int bytes) {
    socket.send(new BulkBytes(CLIENT_STREAM, clientOffset, bytes));
    clientOffset += bytes;
  }

  void serverSends(int bytes) {
    server.socket().send(new BulkBytes(SERVER_STREAM, serverOffset, bytes));
    serverOffset += bytes;
  }

  void assertAllDelivered() {
    assertThat(server.receivedArray()).isEqualTo(stream(CLIENT_STREAM, clientOffset));
    assertThat(client.receivedArray()).isEqualTo(stream(SERVER_STREAM, serverOffset));
  }

  static byte[] stream(long stream, long length) {
    byte[] bytes = new byte[(int) length];
    new BulkBytes(stream, 0, (int) length).copyTo(bytes, 0);
    return bytes;
  }
}
