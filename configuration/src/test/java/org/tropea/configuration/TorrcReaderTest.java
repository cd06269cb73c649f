package org.tropea.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a torrc includes: files, folders and patterns (row G01). */
class TorrcReaderTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    Files.createDirectories(folder.resolve("d/inner"));
    Files.createDirectories(folder.resolve("e"));
    write("one", "A 1");
    write("d/20.conf", "B 20");
    write("d/10.conf", "B 10");
    write("d/30.other", "B 30");
    write("d/.hidden", "B 0");
    write("d/empty.conf", "");
    write("d/inner/50.conf", "B 50");
    write("e/40.conf", "B 40");
    write("nested", "C 1\n%include \"" + folder + "/one\"\nC 2");
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void include_file_standsInItsPlace() throws Exception {
    assertThat(values("X 0\n%include " + folder + "/nested\nX 9"))
        .containsExactly("0", "1", "1", "2", "9");
  }

  @Test
  void include_folder_itsFilesInOrder() throws Exception {
    assertThat(values("%include " + folder + "/d")).containsExactly("10", "20", "30");
    assertThat(values("%include " + folder + "/d/")).containsExactly("10", "20", "30");
  }

  @Test
  void include_pattern_whatMatchesInOrder() throws Exception {
    assertThat(values("%include " + folder + "/*/*.conf")).containsExactly("10", "20", "40");
    assertThat(values("%include " + folder + "/d/?0.conf")).containsExactly("10", "20");
    assertThat(values("%include " + folder + "/d/[23]0.*")).containsExactly("20", "30");
    assertThat(values("%include " + folder + "/[de]")).containsExactly("10", "20", "30", "40");
    assertThat(values("%include " + folder + "/none*")).isEmpty();
  }

  @Test
  void include_empty_saysNothing() throws Exception {
    assertThat(values("%include " + folder + "/d/empty.conf")).isEmpty();
  }

  @Test
  void include_missing_refusedWithThePlace() {
    assertThatThrownBy(() -> values("A 1\n%include " + folder + "/none"))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("torrc:2: %include " + folder + "/none: no such file");
  }

  @Test
  void include_ofItself_ends() throws Exception {
    write("self", "%include " + folder + "/self");
    assertThatThrownBy(() -> values("%include " + folder + "/self"))
        .hasMessageContaining("nest too deep");
  }

  private static List<String> values(String text) throws OptionException {
    return TorrcReader.lines("torrc", text.getBytes(StandardCharsets.UTF_8)).stream()
        .map(TorrcLine::value)
        .toList();
  }
}
