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
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;

/** ntor v3 on both sides, as a relay of today is asked: congestion control and CGO. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NtorV3Benchmark {
  /** Cells that a SENDME answers, as the network says it. */
  private static final int INCREMENT = 31;

  private final SecureRandom random = new SecureRandom();
  private final Curve25519 curve = Curve25519.fastest();
  private final Ed25519Identity identity = Ed25519Identity.of(new byte[Ed25519Identity.LENGTH]);
  private final X25519KeyPair onionKey = X25519KeyPair.generate(curve, random);
  private final NtorV3Relay relay = new NtorV3Relay(curve, identity, List.of(onionKey), random);
  private final byte[] request = client().request();

  private NtorV3Client client() {
    return NtorV3Client.create(
        curve, identity, onionKey.publicKey(), HopRequest.ALL.write(), random);
  }

  private RelayAnswer answer(byte[] asked) throws DecodeException {
    NtorV3Relay.Request opened = relay.open(asked);
    HopRequest granted = HopRequest.read(opened.extensions());
    return opened.answer(
        granted.congestionControl() ? new HopResponse(INCREMENT).write() : new byte[0]);
  }

  /** The relay's answer alone. */
  @Benchmark
  public Object relaySide() throws DecodeException {
    return answer(request);
  }

  /** Request, answer and check: take {@link #relaySide} off for the client's side. */
  @Benchmark
  public Object bothSides() throws DecodeException {
    NtorV3Client client = client();
    return client.finish(answer(client.request()).reply());
  }
}
