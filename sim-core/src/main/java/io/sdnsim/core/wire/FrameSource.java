package io.sdnsim.core.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A capture file of either format, behind its first header. */
interface FrameSource {
  /** More than any link's MTU and than Wireshark's own limit for Ethernet (262,144). */
  int MAX_FRAME_BYTES = 262_144;

  /** The next frame, or null at the end of the file. */
  @Nullable CapturedFrame next() throws IOException;
}
