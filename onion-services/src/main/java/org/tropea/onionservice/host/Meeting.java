package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.Rendezvous1;

/**
 * A client that waits at a rendezvous point, and our way there (row O10). Confined to the client's
 * loop.
 */
final class Meeting {
  private static final Logger log = LoggerFactory.getLogger(Meeting.class);

  /** How long clients wait, at C tor. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServiceCircuits circuits;
  private final IntroductionWorkers workers;
  private final SecureRandom random;
  private final ReceivedIntroduction introduction;
  private final Promise<OriginCircuit> built;
  private boolean directly;
  private int triesLeft;

  /** A client that was met, and what both have then; whoever serves it takes the keys. */
  record Met(OriginCircuit circuit, HsNtorService.Answer answer, boolean congestionControl) {}

  /**
   * @param tries how many circuits may be built for it
   */
  Meeting(Hosting hosting, ReceivedIntroduction introduction, int tries) {
    this.circuits = hosting.circuits();
    this.workers = hosting.workers();
    this.random = hosting.machine().random();
    this.introduction = introduction;
    this.directly = hosting.settings().single();
    this.triesLeft = tries;
    this.built = circuits.loop().newPromise();
  }

  /**
   * Builds a circuit to where the client waits, and tells it that we are there.
   *
   * @return fails where no circuit came about in time
   */
  Future<Met> begin() {
    Promise<Met> met = circuits.loop().newPromise();
    workers
        .run(
            circuits.loop(),
            check -> introduction.handshake().answer(X25519PrivateKey.generate(random)))
        .addListener(
            (Future<HsNtorService.Answer> done) -> {
              if (done.isSuccess()) {
                go(done.getNow(), met);
              } else {
                met.tryFailure(done.cause());
              }
            });
    return met;
  }

  private void go(HsNtorService.Answer answer, Promise<Met> met) {
    built.addListener(
        (Future<OriginCircuit> done) -> {
          if (done.isSuccess()) {
            greet(done.getNow(), answer);
            Met there = new Met(done.getNow(), answer, introduction.asksForCongestionControl());
            if (met.trySuccess(there)) {
              return;
            }
            done.getNow().destroy(DestroyReason.FINISHED);
          } else {
            met.tryFailure(done.cause());
          }
          answer.keys().destroy();
        });
    Future<?> late =
        circuits
            .loop()
            .schedule(
                () ->
                    built.tryFailure(
                        new CircuitException(
                            DestroyReason.TIMEOUT, "no way to the client in time")),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
    built.addListener(done -> late.cancel(false));
    next();
  }

  private void next() {
    triesLeft--;
    way()
        .addListener(
            (Future<OriginCircuit> done) -> {
              if (done.isSuccess()) {
                if (!built.trySuccess(done.getNow())) {
                  done.getNow().destroy(DestroyReason.FINISHED);
                }
              } else if (triesLeft > 0 && !built.isDone()) {
                log.debug("No circuit to a rendezvous point: {}", done.cause().getMessage());
                next();
              } else {
                built.tryFailure(done.cause());
              }
            });
  }

  /** As in C tor: where no link comes about to the point, others have to lead there. */
  private Future<OriginCircuit> way() {
    Optional<Relay> listed = directly ? circuits.network().flatMap(this::listed) : Optional.empty();
    directly = false;
    return listed.isPresent()
        ? circuits.directly(listed.get(), CircuitPurpose.SERVICE_RENDEZVOUS)
        : circuits.to(
            introduction.point(), introduction.onionKey(), CircuitPurpose.SERVICE_RENDEZVOUS);
  }

  /** To an address that only a client names we open no link: it might be anybody's. */
  private Optional<Relay> listed(NetworkView view) {
    return view.relay(introduction.point().rsaIdentity());
  }

  private void greet(OriginCircuit circuit, HsNtorService.Answer answer) {
    circuit.send(0, new Rendezvous1(introduction.cookie(), Bytes.copyFrom(answer.reply())));
    circuit.flush();
  }
}
