package io.sdnsim.core.trace;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row of a table: FIB, BGP, ARP, NAT, VIPs, flows, sessions.
 *
 * @param table the table's name, as {@code sdnsim show} takes it
 * @param key identifies the row within the table and orders rows for display
 * @param row the columns by name, in display order (a LinkedHashMap; values are String, Long,
 *     Boolean or List), or null when the row is gone
 */
public record TableChange(
    long timePs, String node, String table, String key, @Nullable Map<String, Object> row) {}
