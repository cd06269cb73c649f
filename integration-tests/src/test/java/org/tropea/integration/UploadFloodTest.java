package org.tropea.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;

/** Case fault-4: strangers who post as much as they can keep no authority from voting. */
class UploadFloodTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int POST = 2 << 20;
  private static final int ROUNDS = 2;

  /** Together they want more than the 32 MiB that strangers have. */
  private static final int POSTERS = 24;

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** What uploads may take, and as much again for the work on them and what else lives here. */
  private static final long HEAP = 2 * (64L << 20);

  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private volatile boolean over;

  @Test
  void floodOfPosts_keepsNoRoundFromItsConsensus_andTheHeapBounded(@TempDir Path folder)
      throws Exception {
    TropeaAuthority authority =
        TropeaAuthority.prepare("flooded", folder, TropeaAuthority.KeyMaker.LIBRARY);
    List<Thread> posters = new ArrayList<>();
    try {
      authority.start(List.of(authority.line()), INTERVAL);
      long before = heap();
      for (int i = 0; i < POSTERS; i++) {
        // Descriptors that end as they begin, or a vote that does, each from its own address.
        String path = i % 2 == 0 ? "/tor/" : "/tor/post/vote";
        byte[] body =
            i % 2 == 0
                ? filled("router flood 127.0.0.1 1 0 0\n")
                : filled("network-status-version 3\nvote-status vote\n");
        String from = "127.0.0." + (2 + i);
        posters.add(new Thread(() -> post(authority.directoryPort(), from, path, body), "poster"));
      }
      posters.forEach(Thread::start);
      Instant last = authority.next(Flavour.NS, PATIENCE).lifetime().validAfter();
      for (int round = 0; round < ROUNDS; round++) {
        Consensus next = authority.next(Flavour.NS, PATIENCE);
        assertThat(next.lifetime().validAfter()).isEqualTo(last.plus(INTERVAL));
        last = next.lifetime().validAfter();
        assertThat(heap() - before).as("heap by uploads").isLessThan(HEAP);
      }
    } finally {
      over = true;
      for (Thread each : posters) {
        each.join();
      }
      authority.close();
    }
    System.out.println("Posts of 2 MB, by their answers: " + answers);
    assertThat(answers)
        .as("some were read, for others there was no room")
        .containsKeys("400", "503");
  }

  private static byte[] filled(String line) {
    return line.repeat(POST / line.length()).getBytes(US_ASCII);
  }

  /** Bytes that are reachable now. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void post(int port, String from, String path, byte[] body) {
    while (!over) {
      String answer;
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        answer = answer(socket, path, body);
      } catch (ConnectException e) {
        // It does not listen yet.
        LockSupport.parkNanos(PAUSE.toNanos());
        continue;
      } catch (IOException e) {
        answer = "closed";
      }
      answers.merge(answer, 1, Integer::sum);
    }
  }

  /** The code that is answered, also where not all of the body was wanted. */
  private static String answer(Socket socket, String path, byte[] body) throws IOException {
    String head = "POST " + path + " HTTP/1.0\r\nContent-Length: " + body.length + "\r\n\r\n";
    OutputStream out = socket.getOutputStream();
    try {
      out.write(head.getBytes(US_ASCII));
      out.write(body);
    } catch (IOException e) {
      // It has heard enough.
    }
    String status =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    // HTTP/1.0, and the code.
    return status == null ? "closed" : status.substring(9, 12);
  }
}
