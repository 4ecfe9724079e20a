/** Results as people and programs read them: text, JSON, JUnit XML. */
@NullMarked
package io.sdnsim.scenarios.report;

import org.jspecify.annotations.NullMarked;
