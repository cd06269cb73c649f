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

/** A tor1 layer: cells that pass a relay, end at it, or begin at it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OnionLayerBenchmark {
  /** The command of a RELAY cell. */
  private static final int RELAY = 3;

  @Param({"1", "32"})
  public int cells;

  private final byte[][] bodies = new byte[32][Tor1Direction.BODY_LENGTH];
  private final RelayLayer relay = new Tor1RelayLayer(new byte[Tor1RelayLayer.KEYS_LENGTH]);
  private final ClientLayer client = new Tor1ClientLayer(new byte[Tor1ClientLayer.KEYS_LENGTH]);

  /** Bodies that no layer recognises, so that all pass. */
  @Setup
  public void fill() {
    for (byte[] body : bodies) {
      java.util.Arrays.fill(body, (byte) 1);
    }
  }

  /** Inward through a relay. */
  @Benchmark
  public void relayEncrypt() {
    for (int i = 0; i < cells; i++) {
      relay.encrypt(RELAY, bodies[i]);
    }
  }

  /** Outward through a relay, for a hop further on. */
  @Benchmark
  public void relayDecryptUnrecognised(Blackhole hole) {
    for (int i = 0; i < cells; i++) {
      byte @Nullable [] tag = relay.decrypt(RELAY, bodies[i]);
      hole.consume(tag);
    }
  }

  /** At the client, sealed for the hop. */
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
}
