package org.tropea.crypto.handshake;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;

/** ntor on both sides. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NtorBenchmark {
  private final SecureRandom random = new SecureRandom();
  private final Curve25519 curve = Curve25519.fastest();
  private final RsaIdentity identity = RsaIdentity.of(new byte[RsaIdentity.LENGTH]);
  private final X25519KeyPair onionKey = X25519KeyPair.generate(curve, random);
  private final NtorRelay relay = new NtorRelay(curve, identity, List.of(onionKey), random);
  private final byte[] request = client().request();

  private NtorClient client() {
    return NtorClient.create(curve, identity, onionKey.publicKey(), random);
  }

  /** The relay's answer alone. */
  @Benchmark
  public Object relaySide() throws DecodeException {
    return relay.answer(request);
  }

  /** Request, answer and check: take {@link #relaySide} off for the client's side. */
  @Benchmark
  public Object bothSides() throws DecodeException {
    NtorClient client = client();
    return client.finish(relay.answer(client.request()).reply());
  }
}
