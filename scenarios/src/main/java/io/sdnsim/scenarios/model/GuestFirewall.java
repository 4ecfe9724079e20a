package io.sdnsim.scenarios.model;

import org.jspecify.annotations.Nullable;

/**
 * A virtual machine's own firewall: stateful, and the first rule that matches decides.
 *
 * @param inbound for what others begin; what no rule matches is denied. Null: all passes
 * @param outbound for what the machine begins, alike
 */
public record GuestFirewall(
    SourceLocation at, @Nullable AclConfig inbound, @Nullable AclConfig outbound) {}
