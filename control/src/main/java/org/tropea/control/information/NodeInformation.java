package org.tropea.control.information;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import org.tropea.control.event.EventKind;
import org.tropea.control.node.Configuration;
import org.tropea.control.node.NodeSignal;
import org.tropea.control.node.Program;
import org.tropea.control.protocol.ByteText;
import org.tropea.control.status.ControlTime;

/** What can be asked of any node: its process, its options, and what it understands. */
public final class NodeInformation {
  private NodeInformation() {}

  /** Adds the keys. */
  public static void addTo(
      Information information,
      String version,
      Program program,
      Configuration configuration,
      InstantSource clock) {
    information
        .key("version", "The current version of Tor.", () -> version)
        .key(
            "events/names",
            "Events that the controller can ask for with SETEVENTS.",
            EventKind::names)
        .key("signal/names", "Signal names recognized by the SIGNAL command", NodeSignal::allNames)
        .key(
            "features/names",
            "What arguments can USEFEATURE take?",
            () -> "VERBOSE_NAMES EXTENDED_EVENTS")
        .key(
            "uptime",
            "Uptime of the Tor daemon in seconds.",
            () -> Long.toString(program.uptime().toSeconds()))
        .key(
            "traffic/read",
            "Bytes read since the process was started.",
            () -> Long.toString(program.traffic().read()))
        .key(
            "traffic/written",
            "Bytes written since the process was started.",
            () -> Long.toString(program.traffic().written()))
        .key(
            "process/pid",
            "Process id belonging to the main tor process.",
            () -> Long.toString(ProcessHandle.current().pid()))
        .key("process/user", "Username under which the tor process is running.", () -> user())
        .key("process/descriptor-limit", "File descriptor limit.", NodeInformation::mostFiles)
        .key("process/uid", "User id running the tor process.", NodeInformation::uid)
        .prefix(
            "current-time/",
            "Current time.",
            Source.of(key -> Optional.ofNullable(time(key, clock.instant()))))
        .described("current-time/local", "Current time on the local system.")
        .described("current-time/utc", "Current UTC time.");
    addConfiguration(information, configuration);
  }

  private static void addConfiguration(Information information, Configuration configuration) {
    information
        .key(
            "config-file",
            "Current location of the \"torrc\" file.",
            () -> ByteText.of(configuration.file()))
        .key(
            "config-defaults-file",
            "Current location of the defaults file.",
            () -> ByteText.of(configuration.defaultsFile()))
        .key(
            "config-text",
            "Return the string that would be written by a saveconf command.",
            () -> ByteText.of(configuration.text()))
        .key(
            "config-can-saveconf",
            "Is it possible to save the configuration to the \"torrc\" file?",
            () -> configuration.canSave() ? "1" : "0")
        .prefix(
            "config/",
            "Current configuration values.",
            Source.of(
                key ->
                    switch (key) {
                      case "config/names" -> Optional.of(configuration.names());
                      case "config/defaults" -> Optional.of(configuration.defaults());
                      default -> Optional.empty();
                    }))
        .described("config/names", "List of configuration options, types, and documentation.")
        .described(
            "config/defaults",
            "List of default values for configuration options. See also config/names");
  }

  /** Where the system has such numbers; else -1, as by C tor on Windows. */
  private static String uid() {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "-1";
    }
  }

  /** How many files may be open; 0 where the system does not say. */
  private static String mostFiles() {
    return Long.toString(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : 0);
  }

  private static String user() {
    return ByteText.of(System.getProperty("user.name", ""));
  }

  private static @org.jspecify.annotations.Nullable String time(String key, Instant now) {
    return switch (key) {
      case "current-time/utc" -> ControlTime.seconds(now);
      case "current-time/local" ->
          ControlTime.seconds(
              now.plusSeconds(ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds()));
      default -> null;
    };
  }
}
