package org.tropea.benchmarks;

import java.io.IOException;
import java.time.Duration;
import org.tropea.integration.LoggedProcess;

/**
 * A whole network, from nothing to its first page: {@code ./tropea testnet --check} beside the
 * network of C tor that the other rows start, which is two nodes larger and whose page is not
 * counted.
 */
final class TestnetRow {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SAYS = "from process start to first page: ";

  private final Row row =
      Row.less("testnet to its first page beside C tor's network to its last bootstrap", "s", "");

  /** One start of ours. */
  void measure() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(TropeaNode.root().resolve("tropea").toString(), "testnet", "--check");
    try (LoggedProcess testnet = LoggedProcess.start("testnet", builder)) {
      String line = testnet.await(SAYS, PATIENCE);
      int begin = line.indexOf(SAYS) + SAYS.length();
      row.ours(Double.parseDouble(line.substring(begin).split(" ", 2)[0]));
      if (testnet.awaitExit(PATIENCE) != 0) {
        throw new IOException("./tropea testnet --check failed:\n" + testnet.lines());
      }
    }
  }

  /** The row, with the seconds that C tor's network took. */
  Row beside(double ctorSeconds) {
    row.theirs(ctorSeconds);
    return row;
  }
}
