package org.tropea.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The floor of a middle relay: our C program that opens TLS, encrypts cells and seals TLS, with
 * records as full as ours, and does nothing else. {@code benchmarks/run} compiles it.
 */
final class BareLoop {
  /** Data bytes in a cell whose hop has tor1. */
  static final int TOR1_DATA = 498;

  /** Data bytes in a cell whose hop has CGO. */
  static final int CGO_DATA = 488;

  private static final double MEGABYTE = 1e6;
  private static final Path PROGRAM = TropeaNode.root().resolve("benchmarks/target/bare-loop");

  private BareLoop() {}

  /**
   * Whether it was compiled: where there is no C compiler or no OpenSSL to build with, it is not.
   */
  static boolean isThere() {
    return Files.isExecutable(PROGRAM);
  }

  /** What it carries per second of processor time, in MB of data, with so many in a cell. */
  static double megabytesPerCpuSecond(int dataInCell) throws IOException, InterruptedException {
    Process loop = new ProcessBuilder(PROGRAM.toString()).redirectErrorStream(true).start();
    String said = new String(loop.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (loop.waitFor() != 0) {
      throw new IOException("the bare loop failed: " + said);
    }
    return Double.parseDouble(said.split(" ", 2)[0]) * dataInCell / MEGABYTE;
  }
}
