/**
 * What is kept of a run for expectations and tables: logs of table changes, and conditions over
 * time.
 */
@NullMarked
package io.sdnsim.scenarios.observe;

import org.jspecify.annotations.NullMarked;
