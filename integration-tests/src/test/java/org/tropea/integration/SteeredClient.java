package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.relay.OnionRelay;

/** A C tor client that builds the circuits that a test names. For one thread. */
final class SteeredClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern WEIGHT = Pattern.compile("w Bandwidth=(\\d+)");

  private final CtorNode client;
  private final ControlPort control;
  private final ExecutorService transfers = Executors.newSingleThreadExecutor();
  private String stream = "none";

  /** Takes over a client that runs, until it is closed. */
  SteeredClient(CtorNode client) throws IOException {
    this.client = client;
    this.control = client.control();
    control.ask("SETCONF __DisablePredictedCircuits=1 __LeaveStreamsUnattached=1");
    control.ask("SETEVENTS CIRC STREAM NEWCONSENSUS NEWDESC");
  }

  /** Something that is done over a stream. */
  interface Transfer<T> {
    T by(SocksFetch socks) throws IOException;
  }

  /** What is done once the stream is on its circuit. */
  interface Meanwhile {
    void run() throws Exception;
  }

  /** Waits until the client has the relay's microdescriptor. */
  void awaitKnown(String fingerprint) throws IOException {
    while (true) {
      try {
        control.ask("GETINFO md/id/" + fingerprint.substring(1));
        return;
      } catch (AssertionError e) {
        control.awaitEvent("^NEW(CONSENSUS|DESC)", PATIENCE);
      }
    }
  }

  /** Waits for an event of this kind of the stream that is under way; its end is a failure. */
  void awaitStream(String event) throws IOException {
    String told =
        control.awaitEvent(
            "^STREAM " + stream + " (" + event + "|FAILED|CLOSED|DETACHED)", PATIENCE);
    assertThat(told).contains(" " + event + " ");
  }

  /** What the client's consensus says that the relay can carry, in kilobytes a second. */
  int weight(String fingerprint) throws IOException {
    for (String line : control.info("ns/id/" + fingerprint.substring(1))) {
      Matcher weight = WEIGHT.matcher(line);
      if (weight.lookingAt()) {
        return Integer.parseInt(weight.group(1));
      }
    }
    throw new AssertionError("the consensus has no weight for " + fingerprint);
  }

  /** What its microdescriptor says behind this keyword; the client has it. */
  List<String> microdescriptorLines(String fingerprint, String keyword) throws IOException {
    return control.info("md/id/" + fingerprint.substring(1)).stream()
        .filter(line -> line.startsWith(keyword + " "))
        .toList();
  }

  /** Has the client choose a path, and gives its relays' fingerprints, whatever comes of it. */
  List<String> choosePath() throws IOException {
    List<String> answer = control.ask("EXTENDCIRCUIT 0");
    String circuit = answer.get(answer.size() - 1).split(" ", -1)[1];
    String event = control.awaitEvent("^CIRC " + circuit + " (BUILT|FAILED|CLOSED) \\$", PATIENCE);
    List<String> path = new ArrayList<>();
    for (String hop : event.split(" ", -1)[3].split(",", -1)) {
      path.add(hop.replaceFirst("[~=].*", ""));
    }
    if (event.contains(" BUILT ")) {
      control.ask("CLOSECIRCUIT " + circuit);
    }
    return path;
  }

  /** Fetches a file of that many bytes over a circuit of this path. */
  void fetch(FileServer files, long size, String... path) throws Exception {
    SocksFetch.Fetched fetched =
        through(path, socks -> socks.get("127.0.0.1", files.port(), "/" + size), () -> {});
    assertThat(fetched).isEqualTo(new SocksFetch.Fetched(200, size, FileServer.sha256(size)));
  }

  /** Uploads as many. */
  void upload(FileServer files, long size, String... path) throws Exception {
    String sum = through(path, socks -> socks.post("127.0.0.1", files.port(), size), () -> {});
    assertThat(sum).isEqualTo(FileServer.sha256(size));
  }

  /** Builds a circuit of this path, and does something over a stream of it. */
  <T> T through(String[] path, Transfer<T> transfer, Meanwhile meanwhile) throws Exception {
    control.ask("EXTENDCIRCUIT 0 " + String.join(",", path));
    StringBuilder hops = new StringBuilder();
    for (String hop : path) {
      hops.append(hops.isEmpty() ? "\\" : ",\\").append(hop).append("[~=]\\w+");
    }
    // An earlier one of the same path may just have been closed at our request.
    String built =
        control.awaitEvent(
            "^CIRC \\d+ (BUILT|FAILED|CLOSED) " + hops + "(?!.*=REQUESTED)", PATIENCE);
    assertThat(built).contains("BUILT");
    String circuit = word(built);
    Future<T> done =
        transfers.submit(() -> transfer.by(new SocksFetch(client.socksPort(), PATIENCE)));
    // The client's own requests to directories are streams too.
    stream = word(control.awaitEvent("^STREAM \\d+ NEW 0 .* PURPOSE=USER", PATIENCE));
    control.ask("ATTACHSTREAM " + stream + " " + circuit);
    meanwhile.run();
    T result = done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    control.ask("CLOSECIRCUIT " + circuit);
    return result;
  }

  /** A relay of ours in a path. */
  static String hop(OnionRelay relay) {
    return "$" + relay.keys().rsaIdentity().toHex();
  }

  /** A relay of C tor in a path. */
  static String hop(CtorNode node) throws IOException {
    return "$" + word(Files.readString(node.folder().resolve("fingerprint")));
  }

  /** The second word: the number in an event, the digits in a fingerprint file. */
  private static String word(String line) {
    Matcher second = Pattern.compile("\\S+\\s+(\\S+)").matcher(line);
    assertThat(second.lookingAt()).isTrue();
    return second.group(1);
  }

  @Override
  public void close() throws IOException {
    transfers.shutdownNow();
    control.close();
  }
}
