package org.tropea.onionservice.connect;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitListener;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.EstablishRendezvous;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Rendezvous2;
import org.tropea.protocol.message.RendezvousCookie;
import org.tropea.protocol.message.RendezvousEstablished;

/**
 * A rendezvous point that waits for a service, and our circuit there (rend-spec 4). Confined to the
 * client's loop.
 */
final class Rendezvous {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OriginCircuit circuit;
  private final Relay point;
  private final RendezvousCookie cookie;
  private final Promise<Rendezvous> established;
  private @Nullable Expected expected;
  private boolean isJoined;

  /** What the service is to prove that it knows, and who waits for that. */
  private record Expected(
      HsNtorClient handshake, int sendmeIncrement, Promise<OriginCircuit> joined) {}

  private Rendezvous(
      ServiceCircuits.RendezvousCircuit built,
      RendezvousCookie cookie,
      Promise<Rendezvous> established) {
    this.circuit = built.circuit();
    this.point = built.point();
    this.cookie = cookie;
    this.established = established;
  }

  /** Builds a circuit to a relay of our choice and makes it a rendezvous point. */
  static Future<Rendezvous> begin(ServiceCircuits circuits, SecureRandom random) {
    Promise<Rendezvous> established = circuits.loop().newPromise();
    circuits
        .toRendezvousPoint()
        .addListener(
            (Future<ServiceCircuits.RendezvousCircuit> built) -> {
              if (built.isSuccess()) {
                RendezvousCookie cookie = RendezvousCookie.generate(random);
                new Rendezvous(built.getNow(), cookie, established).establish();
              } else {
                established.tryFailure(built.cause());
              }
            });
    return established;
  }

  private void establish() {
    Future<?> late =
        circuit
            .loop()
            .schedule(
                () -> circuit.destroy(DestroyReason.TIMEOUT),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
    established.addListener(done -> late.cancel(false));
    circuit.listen(this::onMessage);
    circuit
        .closed()
        .addListener(
            closed -> {
              CircuitException gone =
                  new CircuitException(DestroyReason.FINISHED, "the circuit was closed");
              established.tryFailure(gone);
              fail(gone);
            });
    circuit.send(0, new EstablishRendezvous(cookie));
    circuit.flush();
  }

  OriginCircuit circuit() {
    return circuit;
  }

  Relay point() {
    return point;
  }

  RendezvousCookie cookie() {
    return cookie;
  }

  /** Whether the service may still come. */
  boolean isWaiting() {
    return circuit.isOpen() && !isJoined;
  }

  /**
   * Expects the service of an introduction, and none that was expected before.
   *
   * @param sendmeIncrement as in its descriptor; 0 for fixed windows
   * @return the circuit, whose last hop is the service then
   */
  Future<OriginCircuit> expect(HsNtorClient handshake, int sendmeIncrement) {
    Promise<OriginCircuit> joined = circuit.loop().newPromise();
    expected = new Expected(handshake, sendmeIncrement, joined);
    if (!circuit.isOpen()) {
      fail(new CircuitException(DestroyReason.FINISHED, "the circuit was closed"));
    }
    return joined;
  }

  private void fail(CircuitException why) {
    Expected waited = expected;
    if (waited != null) {
      waited.joined().tryFailure(why);
    }
  }

  private boolean onMessage(int hop, RelayMessage message) throws CircuitException {
    if (hop != circuit.length() - 1) {
      return false;
    }
    if (message instanceof RendezvousEstablished && !established.isDone()) {
      return established.trySuccess(this);
    }
    Expected service = expected;
    if (!(message instanceof Rendezvous2 met) || service == null || isJoined) {
      return false;
    }
    isJoined = true;
    try {
      circuit.join(
          service.handshake().finish(met.handshake().toByteArray()), service.sendmeIncrement());
    } catch (DecodeException e) {
      throw new CircuitException(DestroyReason.PROTOCOL, e.getMessage());
    }
    circuit.listen(CircuitListener.NONE);
    service.joined().trySuccess(circuit);
    return true;
  }
}
