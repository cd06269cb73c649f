package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.proxy.ClientProxy;

/**
 * What a program says before its stream is connected is at an exit of C tor while that still
 * connects, and the program is told nothing before (row X13): so do clients of C tor, and so do
 * ours.
 */
class OptimisticDataTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern DATA =
      Pattern.compile("relay cells here \\(command 2, stream (\\d+)\\)");
  private static final int CELLS = 41;
  private static final String ONLY_NOTICES = "SETCONF Log=\"notice stdout\"";

  @RegisterExtension
  static final CtorNetworkExtension extension =
      new CtorNetworkExtension(new CtorNetwork.Layout(3, 3, 3, 1));

  private final CtorNetwork network = extension.network();
  private final ExecutorService waiting = Executors.newCachedThreadPool();
  private final byte[] said = new byte[20_000];

  @TempDir Path folder;

  @BeforeEach
  void tellOfCells() throws IOException {
    Arrays.fill(said, (byte) 'x');
    for (CtorNode exit : network.nodes(CtorNode.Kind.EXIT)) {
      try (ControlPort control = exit.control()) {
        control.ask(ONLY_NOTICES + " Log=\"[edge]debug stdout\"");
      }
    }
  }

  @AfterEach
  void tellNoMore() throws IOException {
    waiting.shutdownNow();
    for (CtorNode exit : network.nodes(CtorNode.Kind.EXIT)) {
      try (ControlPort control = exit.control()) {
        control.ask(ONLY_NOTICES);
      }
    }
  }

  @Test
  void clientOfOurs_sendsIt() throws Exception {
    try (ClientProxy client =
        TropeaClient.start(folder, network.directoryAuthorityLines(), ClientObserver.NONE)) {
      client.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertArrivesBeforeTheAnswer(client.addresses().get(0).getPort());
    }
  }

  /** Without conflux, since on the circuits of a set C tor sends none. */
  @Test
  void clientOfCtor_sendsIt() throws Exception {
    CtorNode client = network.node("client0");
    try (ControlPort control = client.control()) {
      control.ask("SETCONF ConfluxEnabled=0");
      for (String circuit : control.info("circuit-status")) {
        control.ask("CLOSECIRCUIT " + circuit.substring(0, circuit.indexOf(' ')));
      }
      assertArrivesBeforeTheAnswer(client.socksPort());
      control.ask("RESETCONF ConfluxEnabled");
    }
  }

  /** A host whose queue of connections is full lets the exit wait until one is taken. */
  private void assertArrivesBeforeTheAnswer(int socksPort) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket host = new ServerSocket(0, 1, loopback);
        Socket first = new Socket(loopback, host.getLocalPort());
        Socket second = new Socket(loopback, host.getLocalPort());
        Socket program = new Socket(loopback, socksPort)) {
      host.setSoTimeout((int) PATIENCE.toMillis());
      program.setSoTimeout((int) PATIENCE.toMillis());
      Runnable awaitData = dataAtAnExit();
      DataInputStream in = new DataInputStream(program.getInputStream());
      program.getOutputStream().write(new byte[] {5, 1, 0});
      assertThat(in.readUnsignedShort()).isEqualTo(0x0500);
      program.getOutputStream().write(requestAndData(host.getLocalPort()));
      awaitData.run();
      assertThat(in.available()).as("an answer before the exit is connected").isZero();
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      host.accept().close();
      host.accept().close();
      try (Socket accepted = host.accept()) {
        assertThat(in.readUnsignedShort()).as("the answer").isEqualTo(0x0500);
        assertThat(accepted.getInputStream().readNBytes(said.length)).isEqualTo(said);
      }
    }
  }

  private byte[] requestAndData(int port) {
    byte[] request = {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port};
    byte[] all = Arrays.copyOf(request, request.length + said.length);
    System.arraycopy(said, 0, all, request.length, said.length);
    return all;
  }

  /** Waits until any exit has received all of it from now on, on one stream. */
  private Runnable dataAtAnExit() {
    ExecutorCompletionService<Integer> counts = new ExecutorCompletionService<>(waiting);
    List<Runnable> all = new ArrayList<>();
    for (CtorNode exit : network.nodes(CtorNode.Kind.EXIT)) {
      int from = exit.process().lines().size();
      all.add(() -> counts.submit(() -> awaitData(exit.process(), from)));
    }
    return () -> {
      all.forEach(Runnable::run);
      try {
        assertThat(counts.take().get()).isEqualTo(CELLS);
      } catch (ExecutionException | InterruptedException e) {
        throw new AssertionError("no exit received what the program said", e);
      }
    };
  }

  /** The DATA of a request to a directory is shorter. */
  private static int awaitData(LoggedProcess exit, int from) throws InterruptedException {
    Map<String, Integer> cells = new HashMap<>();
    int next = from;
    while (true) {
      List<String> lines = exit.lines();
      for (String line : lines.subList(next, lines.size())) {
        Matcher data = DATA.matcher(line);
        if (data.find() && cells.merge(data.group(1), 1, Integer::sum) == CELLS) {
          return CELLS;
        }
      }
      next = lines.size();
      exit.await(next, DATA.pattern(), PATIENCE);
    }
  }
}
