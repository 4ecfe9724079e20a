/** Programs that run on hosts: clients, servers, probers, ping, traceroute and capture replay. */
@NullMarked
package io.sdnsim.core.host;

import org.jspecify.annotations.NullMarked;
