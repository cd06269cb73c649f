package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.tropea.crypto.bytes.DecodeException;

/** A network's documents, from a small one to one of the size of Tor's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ParsingBenchmark {
  @Param({"1000", "9000"})
  public int relays;

  private byte[] consensus = {};
  private byte[] microdescriptors = {};

  /** Writes the documents; the microdescriptors are those of a C tor network, over and over. */
  @Setup
  public void write() throws Exception {
    ConsensusText text =
        new ConsensusText(TestAuthority.until(Instant.parse("2027-11-20T00:00:00Z")));
    Bytes digest = Bytes.copyFrom(new byte[32]);
    for (int i = 0; i < relays; i++) {
      text.relay(i, digest, "Fast Guard Running Valid", "Bandwidth=" + 1000);
    }
    consensus = text.weights(Map.of("Wgg", 5000)).signed();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = Vectors.file("microdescs.identity");
    int each = Microdescriptor.readAll(some).documents().size();
    for (int i = 0; i < relays; i += each) {
      all.write(some);
    }
    microdescriptors = all.toByteArray();
  }

  /** Reading; signatures are checked later. */
  @Benchmark
  public Object consensus() throws DecodeException {
    return UnverifiedConsensus.read(consensus);
  }

  /** All microdescriptors of the network. */
  @Benchmark
  public Object microdescriptors() {
    return Microdescriptor.readAll(microdescriptors);
  }
}
