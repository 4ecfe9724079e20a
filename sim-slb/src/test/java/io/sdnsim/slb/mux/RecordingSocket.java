package io.sdnsim.slb.mux;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.Payload;
import io.sdnsim.core.transport.TcpSocket;
import java.util.List;

/** A TCP connection that keeps what is sent. */
record RecordingSocket(List<Payload> sent) implements TcpSocket {
  @Override
  public IpAddress localAddress() {
    return IpAddress.parse("192.168.233.31");
  }

  @Override
  public int localPort() {
    return 8560;
  }

  @Override
  public IpAddress remoteAddress() {
    return IpAddress.parse("192.168.233.5");
  }

  @Override
  public int remotePort() {
    return 50_000;
  }

  @Override
  public FlowTag tag() {
    return new FlowTag("slb:test", 0, true);
  }

  @Override
  public void send(Payload data) {
    sent.add(data);
  }

  @Override
  public void close() {}

  @Override
  public void abort() {}

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public long unacknowledgedBytes() {
    return 0;
  }

  @Override
  public boolean isEstablished() {
    return true;
  }
}
