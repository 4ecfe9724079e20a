/** What the tests of several modules share; packaged as the test-jar of sim-core. */
@NullMarked
package io.sdnsim.testkit;

import org.jspecify.annotations.NullMarked;
