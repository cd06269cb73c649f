package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;

@Timeout(120)
class SystemdNoticesTest {
  @TempDir Path folder;

  @Test
  void service_watched_saysThatItRunsUntilItEnds() throws Exception {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", "20000");
    SystemdNotices manager = SystemdNotices.of(environment, program());
    try (WatchService changes = folder.getFileSystem().newWatchService()) {
      folder.register(
          changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      manager.ready();
      while (told().size() < 4) {
        WatchKey changed = changes.poll(1, TimeUnit.MINUTES);
        assertThat(changed).as("something more was said than %s", told()).isNotNull();
        changed.pollEvents();
        changed.reset();
      }
    }
    manager.ends();
    List<String> told = told();
    assertThat(told).first().isEqualTo("READY=1");
    assertThat(told).last().isEqualTo("STOPPING=1");
    assertThat(told.subList(1, told.size() - 1)).isNotEmpty().containsOnly("WATCHDOG=1");
  }

  @Test
  void service_withoutManager_runsNothing() throws Exception {
    SystemdNotices manager = SystemdNotices.of(Map.of(), program());
    manager.ready();
    manager.ends();
    assertThat(folder.resolve("told")).doesNotExist();
  }

  @Test
  void pidFile_hasOurNumberWhileItRuns() throws Exception {
    Path file = folder.resolve("pid");
    PidFile written = PidFile.write(file);
    assertThat(file).hasContent(Long.toString(ProcessHandle.current().pid()));
    written.remove();
    assertThat(file).doesNotExist();
  }

  @Test
  void reload_notAskedFor_isLeftOut() throws Exception {
    assertThat(options("__ReloadTorrcOnSIGHUP 0").reloads()).isFalse();
    assertThat(options("").reloads()).isTrue();
  }

  private static ProcessOptions options(String text) throws Exception {
    return ProcessOptions.read(Torrc.of(TorrcLexer.lines("torrc", text), List.of()));
  }

  private List<String> told() throws Exception {
    Path file = folder.resolve("told");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** In the place of systemd-notify. */
  private String program() throws Exception {
    Path script = folder.resolve("notify");
    Files.writeString(script, "#!/bin/sh\necho \"$1\" >> '" + folder.resolve("told") + "'\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }
}
