/** YAML as a tree whose every part knows its line and column, and the problems found in it. */
@NullMarked
package io.sdnsim.scenarios.yaml;

import org.jspecify.annotations.NullMarked;
