package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.core.packet.FlowKey;

/**
 * Encodes Fastpath redirects, in an encoding of our own, as the paper gives none: a type of 1 byte
 * (1 to the source VIP, 2 to a host), the flow (protocol of 1 byte, source and destination address,
 * each with a length of 1 byte in front, source and destination port of 2 bytes each), and one or
 * two ends (provider address, VNI of 3 bytes, MAC address of 6), all in network byte order.
 */
public final class RedirectCodec {
  private static final int TO_SOURCE_VIP = 1;
  private static final int TO_HOST = 2;

  private RedirectCodec() {}

  /** The payload of a datagram. */
  public static byte[] encode(RedirectMessage message) {
    ControlWriter out = new ControlWriter();
    if (message instanceof RedirectMessage.ToSourceVip toVip) {
      out.unsigned(TO_SOURCE_VIP, 1);
      write(out, toVip.flow());
      write(out, toVip.destination());
    } else if (message instanceof RedirectMessage.ToHost toHost) {
      out.unsigned(TO_HOST, 1);
      write(out, toHost.flow());
      write(out, toHost.own());
      write(out, toHost.other());
    } else {
      throw new IllegalStateException("unknown message " + message);
    }
    return out.toByteArray();
  }

  /**
   * Decodes the payload of a datagram.
   *
   * @throws ControlDecodeException when the bytes are no redirect
   */
  public static RedirectMessage decode(byte[] bytes) throws ControlDecodeException {
    ControlReader in = new ControlReader(bytes);
    int type = in.octet();
    RedirectMessage message =
        switch (type) {
          case TO_SOURCE_VIP -> new RedirectMessage.ToSourceVip(flow(in), end(in));
          case TO_HOST -> new RedirectMessage.ToHost(flow(in), end(in), end(in));
          default -> throw in.problem("unknown redirect type " + type);
        };
    in.end();
    return message;
  }

  private static void write(ControlWriter out, FlowKey flow) {
    out.unsigned(flow.protocol(), 1);
    out.address(flow.source());
    out.address(flow.destination());
    out.unsigned(flow.sourcePort(), 2);
    out.unsigned(flow.destinationPort(), 2);
  }

  private static FlowKey flow(ControlReader in) throws ControlDecodeException {
    int protocol = in.octet();
    IpAddress source = in.address();
    IpAddress destination = in.address();
    return new FlowKey(0, source, destination, protocol, in.unsignedShort(), in.unsignedShort());
  }

  private static void write(ControlWriter out, RedirectMessage.End end) {
    out.address(end.providerAddress());
    out.unsigned(end.vni(), 3);
    out.mac(end.mac());
  }

  private static RedirectMessage.End end(ControlReader in) throws ControlDecodeException {
    return new RedirectMessage.End(in.address(), (int) in.unsigned(3), in.mac());
  }
}
