package io.sdnsim.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.testkit.RequiredTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequiredToolsTest {
  private static final String PROPERTY = "sdnsim.require";

  private final String before = System.getProperty(PROPERTY, "");

  @AfterEach
  void restoreProperty() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void missingTool_skipsTheTestByName() {
    System.clearProperty(PROPERTY);
    assertThatThrownBy(() -> RequiredTools.require("no-such-tool", "test this"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no-such-tool is not on PATH; it is needed to test this");
  }

  @Test
  void missingToolThatIsRequired_failsTheTest() {
    System.setProperty(PROPERTY, "all");
    assertThatThrownBy(() -> RequiredTools.require("no-such-tool", "test this"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("-Dsdnsim.require=all");
  }

  @Test
  void toolThatIsThere_isFound() {
    assertThat(RequiredTools.require("sh", "test this")).isExecutable();
  }
}
