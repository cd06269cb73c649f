package org.tropea.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tropea.integration.LoggedProcess;

/** From the start of a client process to {@code Bootstrapped 100%}, and what it then holds. */
final class StartRows {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double MEGA = 1e6;

  private final Scene scene;
  private int number;
  private final Row cold = Row.less("client, start to Bootstrapped 100%, cold", "s", "");
  private final Row warm = Row.less("client, start to Bootstrapped 100%, warm", "s", "");
  private final Row client = Row.less("resident memory of a client, bootstrapped", "MB", "");
  private final Row relay = Row.less("resident memory of a relay, after the rows above", "MB", "");

  /** What a client was like. */
  private record Start(double seconds, double megabytes) {}

  StartRows(Scene scene) {
    this.scene = scene;
  }

  List<Row> rows() {
    return List.of(cold, warm, client, relay);
  }

  /** One pair of each. */
  void measure() throws Exception {
    Path ours = scene.folder("start" + number++);
    Path theirs = scene.folder("start" + number++);
    Start ourCold = ours(ours);
    Start theirCold = theirs(theirs);
    cold.pair(ourCold.seconds(), theirCold.seconds());
    Start ourWarm = ours(ours);
    Start theirWarm = theirs(theirs);
    warm.pair(ourWarm.seconds(), theirWarm.seconds());
    client.pair(ourWarm.megabytes(), theirWarm.megabytes());
    relay.pair(
        ProcessFigures.residentBytes(scene.ours.get(1).pid()) / MEGA,
        ProcessFigures.residentBytes(scene.theirs.get(1).pid()) / MEGA);
  }

  private List<String> torrc() {
    List<String> torrc = new ArrayList<>(scene.authorityLines());
    torrc.addAll(List.of("TestingTorNetwork 1", "SocksPort auto"));
    return torrc;
  }

  private Start ours(Path folder) throws Exception {
    long started = System.nanoTime();
    try (TropeaNode tropea = TropeaNode.start(folder, "", torrc())) {
      return start(tropea.process(), started);
    }
  }

  private Start theirs(Path folder) throws Exception {
    List<String> torrc = torrc();
    torrc.add("Log notice stdout");
    torrc.add("DataDirectory " + folder.resolve("data"));
    torrc.add("__OwningControllerProcess " + ProcessHandle.current().pid());
    Path file = Files.write(folder.resolve("torrc"), torrc);
    long started = System.nanoTime();
    try (LoggedProcess tor =
        LoggedProcess.start(
            "C tor", new ProcessBuilder(Scene.PROGRAMS.tor(), "-f", file.toString()))) {
      return start(tor, started);
    }
  }

  private static Start start(LoggedProcess process, long started) throws Exception {
    process.await("Bootstrapped 100%", PATIENCE);
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Start(seconds, ProcessFigures.residentBytes(process.pid()) / MEGA);
  }
}
