package io.sdnsim.scenarios.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sdnsim.scenarios.yaml.ScenarioErrors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
  private static final Path SOURCES = Path.of("src/main/resources/io/sdnsim/scenarios/library");

  @TempDir Path folder;

  @Test
  void index_namesEveryScenarioInTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(Library.names())
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".yaml"))
                  .map(name -> name.substring(0, name.length() - ".yaml".length()))
                  .toList());
    }
  }

  @Test
  void everyScenario_isValidAndHasASummaryOfOneLine() {
    assertThat(Library.list())
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.summary()).isNotBlank().doesNotContain("\n");
              assertThat(Library.read(entry.name(), Map.of()).name()).isEqualTo(entry.name());
            });
  }

  @Test
  void copy_canBeReadFromWhereItIs() throws ScenarioErrors, IOException {
    for (String name : Library.names()) {
      Path target = folder.resolve(name);
      List<Path> written = Library.copy(name, target);
      assertThat(ScenarioReader.read(written.get(0), Map.of()).name()).isEqualTo(name);
      assertThat(written.get(0)).content().startsWith("# yaml-language-server: $schema=scenario.");
      try (Stream<Path> files = Files.list(target)) {
        assertThat(files).containsExactlyInAnyOrderElementsOf(written);
      }
    }
  }

  @Test
  void copy_neverOverwrites_andLeavesNothingElse() throws IOException {
    Path existing = Files.writeString(folder.resolve("asdk-portal.yaml"), "mine");

    assertThatThrownBy(() -> Library.copy("asdk-portal", folder))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(existing).hasContent("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(existing);
    }
  }

  @Test
  void copy_ofAnUnknownName_suggestsOne() {
    assertThatThrownBy(() -> Library.copy("asdkportal", folder))
        .isInstanceOf(ScenarioErrors.class)
        .hasMessageContaining("did you mean asdk-portal?");
  }
}
