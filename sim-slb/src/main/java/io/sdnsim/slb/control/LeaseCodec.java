package io.sdnsim.slb.control;

import io.sdnsim.core.address.IpAddress;
import io.sdnsim.slb.goal.Backend;
import io.sdnsim.slb.goal.LeaseChange;
import io.sdnsim.slb.goal.SnatLease;
import java.util.List;

/** Encodes what is said about leased ports; see {@link ControlCodec}. */
final class LeaseCodec {
  private LeaseCodec() {}

  static void write(ControlWriter out, List<SnatLease> leases) {
    out.list(
        leases,
        lease -> {
          out.text(lease.vip());
          out.text(lease.vm());
          out.unsigned(lease.firstPort(), 2);
          out.unsigned(lease.count(), 2);
        });
  }

  static List<SnatLease> leases(ControlReader in) throws ControlDecodeException {
    return in.list(() -> lease(in));
  }

  private static SnatLease lease(ControlReader in) throws ControlDecodeException {
    String vip = in.text();
    String vm = in.text();
    int firstPort = in.unsignedShort();
    int count = in.unsignedShort();
    return in.checked(() -> new SnatLease(vip, vm, firstPort, count));
  }

  static void write(ControlWriter out, LeaseChange change) {
    Backend backend = change.backend();
    out.address(change.vip());
    out.unsigned(change.firstPort(), 2);
    out.unsigned(change.count(), 2);
    out.unsigned(backend == null ? 0 : 1, 1);
    if (backend != null) {
      ControlCodec.write(out, backend);
    }
  }

  static LeaseChange change(ControlReader in) throws ControlDecodeException {
    IpAddress vip = in.address();
    int firstPort = in.unsignedShort();
    int count = in.unsignedShort();
    Backend backend = in.flag() ? ControlCodec.backend(in) : null;
    return in.checked(() -> new LeaseChange(vip, firstPort, count, backend));
  }

  static void write(ControlWriter out, ControlMessage.SnatAnswer answer) {
    out.text(answer.vm());
    out.list(answer.firstPorts(), port -> out.unsigned(port, 2));
    out.unsigned(answer.count(), 2);
  }

  static ControlMessage.SnatAnswer answer(ControlReader in) throws ControlDecodeException {
    String vm = in.text();
    List<Integer> firstPorts = in.list(in::unsignedShort);
    int count = in.unsignedShort();
    return in.checked(() -> new ControlMessage.SnatAnswer(vm, firstPorts, count));
  }
}
