package io.sdnsim.core.transport;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.BulkBytes;
import io.sdnsim.core.packet.FlowTag;
import io.sdnsim.core.packet.IcmpHeader;
import io.sdnsim.core.packet.IpHeader;
import io.sdnsim.core.packet.IpProtocol;
import io.sdnsim.core.packet.Packet;
import io.sdnsim.core.trace.CoreDrop;
import java.util.LinkedHashMap;
import java.util.Map;

/** ICMP and ICMPv6 echo of one node (RFC 792, RFC 4443 4): the answering and the asking side. */
final class EchoLayer {
  private static final int MAX_IDENTIFIER = 0xFFFF;

  private final DatagramWriter writer;
  private final int limit;
  private final int replyHopLimit;
  private final Map<Integer, Endpoint> endpoints = new LinkedHashMap<>();
  private int lastIdentifier;

  EchoLayer(DatagramWriter writer, int limit, int replyHopLimit) {
    this.writer = writer;
    this.limit = limit;
    this.replyHopLimit = replyHopLimit;
  }

  EchoSocket open(EchoHandler handler) {
    if (endpoints.size() >= limit) {
      throw new IllegalStateException("more than " + limit + " echo sockets");
    }
    do {
      lastIdentifier = lastIdentifier % MAX_IDENTIFIER + 1;
    } while (endpoints.containsKey(lastIdentifier));
    Endpoint endpoint = new Endpoint(lastIdentifier, handler);
    endpoints.put(lastIdentifier, endpoint);
    return endpoint;
  }

  /** RFC 1122 3.2.2.6: every host answers echo requests; requests to a group are not answered. */
  void answer(Packet request, IpHeader ip, IcmpHeader header) {
    if (!writer.output().isLocal(ip.destination()) || ip.source().isUnspecified()) {
      writer.context().drop(request, CoreDrop.NO_LISTENER, "echo request to a group");
      return;
    }
    writer.context().consumed(request, "icmp echo");
    FlowTag flow = request.tag().flow();
    int type = header.ipv6() ? IcmpHeader.V6_ECHO_REPLY : IcmpHeader.V4_ECHO_REPLY;
    IpAddress answering = ip.destination();
    IpAddress asking = ip.source();
    writer.send(
        answering,
        asking,
        replyHopLimit,
        ip.protocol(),
        false,
        new IcmpHeader(header.ipv6(), type, 0, header.rest()),
        request.payload(),
        flow == null ? null : flow.reversed(),
        request.tag().number(),
        "icmp echo");
  }

  void replied(Packet reply, IcmpHeader header) {
    Endpoint endpoint = endpoints.get(header.echoIdentifier());
    if (endpoint == null) {
      writer.context().drop(reply, CoreDrop.NO_LISTENER, "echo " + header.echoIdentifier());
      return;
    }
    writer.context().consumed(reply, writer.label("icmp echo", endpoint.identifier));
    endpoint.handler.replied(endpoint, reply);
  }

  /**
   * Tells the socket that sent a request of an ICMP error about it.
   *
   * @return whether there is one
   */
  boolean failed(Packet error, IcmpHeader quoted) {
    Endpoint endpoint = quoted.isEchoRequest() ? endpoints.get(quoted.echoIdentifier()) : null;
    if (endpoint == null) {
      return false;
    }
    writer.context().consumed(error, writer.label("icmp echo", endpoint.identifier));
    endpoint.handler.failed(endpoint, error);
    return true;
  }

  void closeAll() {
    endpoints.clear();
  }

  private final class Endpoint implements EchoSocket {
    private final int identifier;
    private final EchoHandler handler;

    private Endpoint(int identifier, EchoHandler handler) {
      this.identifier = identifier;
      this.handler = handler;
    }

    @Override
    public int identifier() {
      return identifier;
    }

    @Override
    public void sendRequest(
        IpAddress remote,
        int sequence,
        int payloadBytes,
        FlowTag tag,
        int hopLimit,
        boolean dontFragment) {
      if (endpoints.get(identifier) != this) {
        return;
      }
      boolean ipv6 = remote.isIpv6();
      writer.send(
          null,
          remote,
          hopLimit,
          ipv6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
          dontFragment,
          IcmpHeader.echoRequest(ipv6, identifier, sequence),
          new BulkBytes(identifier, 0, payloadBytes),
          tag,
          sequence,
          writer.label("icmp echo", identifier));
    }

    @Override
    public void close() {
      endpoints.remove(identifier, this);
    }

    @Override
    public String toString() {
      return "icmp echo " + identifier;
    }
  }
}
