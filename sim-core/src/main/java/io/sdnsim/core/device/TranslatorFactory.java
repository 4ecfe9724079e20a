package io.sdnsim.core.device;

import io.sdnsim.core.l3.AddressTranslator;
import io.sdnsim.core.l3.IpStack;
import io.sdnsim.core.node.NodeContext;

/** Makes the NAT of a device each time it boots. */
@FunctionalInterface
public interface TranslatorFactory {
  /**
   * @param stack the IP stack that will ask it; it knows the addresses of the interfaces
   */
  AddressTranslator create(NodeContext context, IpStack stack);
}
