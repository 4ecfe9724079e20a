/**
 * The format of scenario files, defined once: what checks a file, the published JSON Schema and the
 * reference all come from {@link io.sdnsim.scenarios.schema.ScenarioFormat}.
 */
@NullMarked
package io.sdnsim.scenarios.schema;

import org.jspecify.annotations.NullMarked;
