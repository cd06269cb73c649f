package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.integration.CtorPrograms;
import org.tropea.integration.LoggedProcess;
import org.tropea.integration.LoopbackPorts;

/**
 * Commands of controllers by the hundred to C tor and to us (rows Q01 to Q11): the replies have the
 * same shape. Neither has a network, nor connects to anybody.
 */
@Timeout(300)
class ControlCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * What is answered otherwise, with the reasons that docs/operating.md gives: all commands that an
   * expression matches as a whole.
   */
  private static final Map<String, String> DIFFERENT =
      Map.ofEntries(
          Map.entry(
              "getinfo version|GETINFO +version( uptime)? *", "ours names Tropea behind C tor's"),
          Map.entry("GETINFO limits/max-mem-in-queues", "not told to controllers"),
          Map.entry("GETINFO downloads/.+/.*", "downloads are planned otherwise"),
          Map.entry("GETINFO hs/.+/.*", "documents of services are not shown"),
          Map.entry(
              "SETCONF (MaxCircuitDirtiness|DisableNetwork)=x|SETCONF NumCPUs=-1"
                  + "|SETCONF (SafeLogging=2|Log=nonsense|__OwningControllerProcess=0)"
                  + "|SETCONF (ExitPolicy=nonsense|Nickname=a[.]b|DataDirectory=/.*)|[+]LOADCONF",
              "refused in our words, behind C tor's status"),
          Map.entry("SETCONF MapAddress=.*", "takes a new start"),
          Map.entry("MAPADDRESS a[.]example=", "a name that nothing stands for is refused"),
          Map.entry("[+]POSTDESCRIPTOR", "no descriptor is taken from a controller"),
          Map.entry("HSFETCH.*", "no descriptor is fetched for a controller"),
          Map.entry("ONION_CLIENT_AUTH_.*", "keys are read from ClientOnionAuthDir alone"));

  @TempDir Path folder;

  @Test
  void commands_haveRepliesOfCTor() throws Exception {
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(400);
    Map<String, String> different = new LinkedHashMap<>();
    List<String> gone = new ArrayList<>();
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Path ours = Files.createDirectory(folder.resolve("ours"));
    List<Integer> ports = LoopbackPorts.free(2);
    try (LoggedProcess tor = start("tor", theirTor(torrc(theirs, ports.get(0))));
        LoggedProcess tropea = start("tropea", ourTor(torrc(ours, ports.get(1))));
        ControlDialogue their = dialogue(tor, ports.get(0), theirs);
        ControlDialogue our = dialogue(tropea, ports.get(1), ours)) {
      for (String command : commands) {
        String theirReply = their.shape(command);
        String ourReply = our.shape(command);
        boolean listed = DIFFERENT.keySet().stream().anyMatch(command::matches);
        if (listed && theirReply.equals(ourReply)) {
          gone.add(command);
        } else if (!listed && !theirReply.equals(ourReply)) {
          different.put(command, "C tor: " + theirReply + "\nand we: " + ourReply);
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(gone).as("listed, and not different any more").isEmpty();
  }

  @Test
  void differences_allMatchACommandAndStandInTheManual() throws IOException {
    List<String> commands = commands();
    String manual = Files.readString(Path.of("..", "docs", "operating.md"));
    for (Map.Entry<String, String> each : DIFFERENT.entrySet()) {
      assertThat(commands).anyMatch(command -> command.matches(each.getKey()));
      assertThat(manual).contains("| " + each.getValue() + " |");
    }
  }

  private static List<String> commands() throws IOException {
    try (InputStream in = ControlCommandsTest.class.getResourceAsStream("control-commands.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static LoggedProcess start(String name, List<String> command) throws IOException {
    return LoggedProcess.start(name, new ProcessBuilder(command));
  }

  private static ControlDialogue dialogue(LoggedProcess process, int port, Path folder)
      throws Exception {
    process.await("Opened Control listener", PATIENCE);
    return new ControlDialogue(port, folder.toString());
  }

  private static List<String> theirTor(Path torrc) throws Exception {
    return List.of(
        CtorPrograms.reference().tor(),
        "--defaults-torrc",
        defaults(torrc).toString(),
        "-f",
        torrc.toString());
  }

  private static List<String> ourTor(Path torrc) throws IOException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-ea",
        "-Xmx96m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "org.tropea.command.Tropea",
        "--defaults-torrc",
        defaults(torrc).toString(),
        "-f",
        torrc.toString());
  }

  private static Path defaults(Path torrc) throws IOException {
    return Files.createFile(torrc.resolveSibling("defaults"));
  }

  private static Path torrc(Path own, int port) throws IOException {
    List<String> lines =
        List.of(
            "DataDirectory " + own.resolve("data"),
            "TestingTorNetwork 1",
            "ReachableAddresses reject *:*",
            "SocksPort auto",
            "ControlPort " + port,
            "__OwningControllerProcess " + ProcessHandle.current().pid(),
            "DirAuthority authority orport=1 v3ident=5B2AF59FEB5E7E6EF6E3A7E1DA2AF59FEB5E7E6E"
                + " 127.0.0.1:1 632B09FA831FCA5DF2CB4E53C132955715AA5E6F");
    return Files.write(own.resolve("torrc"), lines);
  }
}
