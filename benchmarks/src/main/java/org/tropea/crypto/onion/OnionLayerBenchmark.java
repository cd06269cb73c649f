package org.tropea.crypto.onion;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A layer of either kind: at a middle relay, at the origin and at an exit. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OnionLayerBenchmark {
  /** The command of a RELAY cell. */
  private static final int RELAY = 3;

  @Param({"1", "32"})
  public int cells;

  /** CGO by the JDK's own classes where their package is open, as {@code benchmarks/run} has it. */
  @Param({"tor1", "cgo"})
  public String layer = "tor1";

  private final byte[] scratch = new byte[WideBlock.SCRATCH_LENGTH];
  private final byte[][] bodies = new byte[32][Tor1Direction.BODY_LENGTH];
  private RelayLayer relay = new Tor1RelayLayer(new byte[Tor1RelayLayer.KEYS_LENGTH], scratch);
  private ClientLayer client = new Tor1ClientLayer(new byte[Tor1ClientLayer.KEYS_LENGTH], scratch);

  /** Bodies that no layer recognises, so that all pass. */
  @Setup
  public void begin() {
    if (layer.equals("cgo")) {
      relay = new CgoRelayLayer(new byte[CgoRelayLayer.KEYS_LENGTH], scratch);
      client = new CgoClientLayer(new byte[CgoClientLayer.KEYS_LENGTH], scratch);
    }
    for (byte[] body : bodies) {
      java.util.Arrays.fill(body, (byte) 1);
    }
  }

  /** Inward through a middle relay. */
  @Benchmark
  public void relayEncrypt() {
    for (int i = 0; i < cells; i++) {
      relay.encrypt(RELAY, bodies[i]);
    }
  }

  /** Outward through a middle relay, for a hop further on. */
  @Benchmark
  public void relayDecryptUnrecognised(Blackhole hole) {
    for (int i = 0; i < cells; i++) {
      byte @Nullable [] tag = relay.decrypt(RELAY, bodies[i]);
      hole.consume(tag);
    }
  }

  /** At the origin, for a hop further on. */
  @Benchmark
  public void clientEncrypt() {
    for (int i = 0; i < cells; i++) {
      client.encrypt(RELAY, bodies[i]);
    }
  }

  /** At the origin, sealed for the hop. */
  @Benchmark
  public void clientOriginate(Blackhole hole) {
    for (int i = 0; i < cells; i++) {
      hole.consume(client.originate(RELAY, bodies[i]));
    }
  }

  /** At an exit, sealed for the client. */
  @Benchmark
  public void relayOriginate(Blackhole hole) {
    for (int i = 0; i < cells; i++) {
      hole.consume(relay.originate(RELAY, bodies[i]));
    }
  }

  /**
   * The same, and opened by the origin: take {@link #relayOriginate} off for what its last layer
   * costs the origin.
   */
  @Benchmark
  public void exitToOrigin(Blackhole hole) {
    for (int i = 0; i < cells; i++) {
      relay.originate(RELAY, bodies[i]);
      byte @Nullable [] tag = client.decrypt(RELAY, bodies[i]);
      if (tag == null) {
        throw new IllegalStateException("the layers of the origin and the exit differ");
      }
      hole.consume(tag);
    }
  }
}
