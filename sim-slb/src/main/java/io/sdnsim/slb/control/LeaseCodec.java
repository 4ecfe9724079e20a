package io.sdnsim.slb.control;

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
    return in.list(
        () -> new SnatLease(in.text(), in.text(), in.unsignedShort(), in.unsignedShort()));
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
    return new LeaseChange(
        in.address(),
        in.unsignedShort(),
        in.unsignedShort(),
        in.flag() ? ControlCodec.backend(in) : null);
  }

  static void write(ControlWriter out, ControlMessage.SnatAnswer answer) {
    out.text(answer.vm());
    out.list(answer.firstPorts(), port -> out.unsigned(port, 2));
    out.unsigned(answer.count(), 2);
  }

  static ControlMessage.SnatAnswer answer(ControlReader in) throws ControlDecodeException {
    return new ControlMessage.SnatAnswer(in.text(), in.list(in::unsignedShort), in.unsignedShort());
  }
}
