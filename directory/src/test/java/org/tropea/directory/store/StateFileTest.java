package org.tropea.directory.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.DecodeException;

/** Row P11: the file of C tor, read and written. */
class StateFileTest {
  private static final Instant NOW = Instant.parse("2026-11-28T01:02:03Z");
  private static final String CTORS =
      """
      # Tor state file last generated on 2026-11-28 00:00:00 local time
      # Other times below are in UTC
      # You *do not* need to edit this file.


      CircuitBuildTimeBin 475 1
      CircuitBuildTimeBin 525 2
      Dormant 0
      Guard in=default rsa_id=AA nickname=one
      Guard in=default rsa_id=BB nickname=two
      LastWritten 2026-11-28 00:00:00
      MinutesSinceUserActivity 0
      TorVersion Tor 0.4.9.15
      Quoted "a # b" \\
        and more
      """;

  @TempDir Path folder;

  @Test
  void lines_thatNobodyKnows_stayAsTheyAre() throws DecodeException {
    StateText text = StateText.read(CTORS.getBytes(UTF_8));
    assertThat(text.values("guard"))
        .containsExactly("in=default rsa_id=AA nickname=one", "in=default rsa_id=BB nickname=two");
    assertThat(text.values("CircuitBuildTimeBin")).containsExactly("475 1", "525 2");
    StateText next = text.with("Guard", List.of("in=default rsa_id=CC")).with("New", List.of("1"));
    assertThat(new String(next.write("Tropea 1", NOW), UTF_8))
        .isEqualTo(
            """
            # Tor state file last generated on 2026-11-28 01:02:03 UTC
            # Other times below are in UTC
            # You *do not* need to edit this file.

            CircuitBuildTimeBin 475 1
            CircuitBuildTimeBin 525 2
            Dormant 0
            Guard in=default rsa_id=CC
            MinutesSinceUserActivity 0
            Quoted "a # b" \\
              and more
            New 1
            LastWritten 2026-11-28 01:02:03
            TorVersion Tropea 1
            """);
    assertThat(next.with("Guard", List.of()).values("Guard")).isEmpty();
  }

  @Test
  void bytes_thatAreNoText_areRefused() {
    assertThatThrownBy(() -> StateText.read(new byte[] {'G', 0, '\n'}))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> StateText.read(new byte[] {(byte) 0xff, (byte) 0xfe}))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> StateText.read("Guard in=a \\".getBytes(UTF_8)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void file_isItsOwnersAlone_andWhatCannotBeReadIsSetAside() throws IOException {
    StateFile file = new StateFile(folder);
    assertThat(file.read()).isEqualTo(new Stored.Absent<>(Stored.Reason.MISSING));
    file.change(empty -> empty.with("Guard", List.of("in=default rsa_id=AA")), "Tropea 1", NOW);
    Path path = folder.resolve("state");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(file.read())
        .isInstanceOfSatisfying(
            Stored.Found.class,
            found ->
                assertThat(((StateText) found.document()).values("Guard"))
                    .containsExactly("in=default rsa_id=AA"));
    Files.write(path, new byte[] {0, 1, 2});
    assertThat(file.read()).isEqualTo(new Stored.Absent<>(Stored.Reason.DAMAGED));
    Files.createFile(folder.resolve("state.0"));
    file.copyAside();
    assertThat(folder.resolve("state.1")).hasBinaryContent(new byte[] {0, 1, 2});
    assertThat(path).hasBinaryContent(new byte[] {0, 1, 2});
  }

  /** A client and a relay of one process: neither overwrites what the other has written. */
  @Test
  void changes_ofManyAtOnce_areAllThere() throws Exception {
    StateFile file = new StateFile(folder);
    ExecutorService writers = Executors.newFixedThreadPool(4);
    List<Future<?>> written = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String keyword = "Keyword" + i;
      written.add(
          writers.submit(
              () -> {
                for (int n = 0; n < 20; n++) {
                  List<String> value = List.of(String.valueOf(n));
                  file.change(text -> text.with(keyword, value), "Tropea 1", NOW);
                }
                return null;
              }));
    }
    writers.shutdown();
    for (Future<?> each : written) {
      each.get(1, TimeUnit.MINUTES);
    }
    file.change(
        text -> {
          for (int i = 0; i < 4; i++) {
            assertThat(text.values("Keyword" + i)).containsExactly("19");
          }
          return text;
        },
        "Tropea 1",
        NOW);
  }

  @Test
  void change_ofADamagedFile_keepsItAside_andOfOneThatCannotBeRead_leavesIt() throws IOException {
    StateFile file = new StateFile(folder);
    Path path = folder.resolve("state");
    Files.write(path, new byte[] {0, 1, 2});
    file.change(text -> text.with("New", List.of("1")), "Tropea 1", NOW);
    assertThat(folder.resolve("state.0")).hasBinaryContent(new byte[] {0, 1, 2});
    assertThat(path).content().contains("New 1\n");
    Files.delete(path);
    Files.createDirectory(path);
    assertThatThrownBy(() -> file.change(text -> text, "Tropea 1", NOW))
        .isInstanceOf(IOException.class);
    assertThat(path).isDirectory();
  }
}
