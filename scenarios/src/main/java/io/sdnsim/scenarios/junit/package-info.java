/**
 * Scenarios as JUnit tests. Needs {@code junit-jupiter-api} on the class path, which nothing else
 * of this program does.
 */
@NullMarked
package io.sdnsim.scenarios.junit;

import org.jspecify.annotations.NullMarked;
