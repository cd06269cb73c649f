package org.tropea.onionservice.connect;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.ConnectFailure;
import org.tropea.client.OnionTrouble;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.descriptor.IntroductionPoint;
import org.tropea.onionservice.descriptor.ServiceDescription;
import org.tropea.onionservice.effort.ClientEffort;
import org.tropea.onionservice.effort.Proof;
import org.tropea.onionservice.effort.ProofWorkers;
import org.tropea.onionservice.effort.Puzzle;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.IntroduceAck;
import org.tropea.protocol.message.RelayMessage;

/**
 * The way to one service (row O13): its descriptor, a rendezvous point, and one introduction point
 * after the other until the service comes to the rendezvous. Confined to the client's loop.
 */
final class Reaching {
  private static final Logger log = LoggerFactory.getLogger(Reaching.class);
  private static final int MAX_RENDEZVOUS = 8;
  private static final int MAX_INTRODUCTIONS = 12;

  private final Parts parts;
  private final OnionAddress address;
  private final Promise<OriginCircuit> done;
  private @Nullable Rendezvous rendezvous;
  private int rendezvousLeft = MAX_RENDEZVOUS;
  private int introductionsLeft = MAX_INTRODUCTIONS;
  private boolean fetchedAgain;

  /** What all of them share. */
  record Parts(
      ServiceCircuits circuits,
      Descriptors descriptors,
      IntroductionFailures failures,
      Work work,
      Machine machine) {}

  /** Who works out proofs of work, and how much at least where a service takes them. */
  record Work(ProofWorkers workers, long leastEffort) {}

  /** {@code done} gets the circuit that both have joined, or fails with a ConnectFailure. */
  Reaching(Parts parts, OnionAddress address, Promise<OriginCircuit> done) {
    this.parts = parts;
    this.address = address;
    this.done = done;
    done.addListener(
        decided -> {
          if (!done.isSuccess() && rendezvous != null) {
            rendezvous.circuit().destroy(DestroyReason.FINISHED);
          }
        });
  }

  void begin() {
    parts
        .circuits()
        .ready()
        .addListener(
            ready -> {
              if (!ready.isSuccess()) {
                done.tryFailure(
                    new ConnectFailure(ConnectFailure.Kind.CLOSED, "this client was closed"));
              } else {
                parts.descriptors().known(address).ifPresentOrElse(this::introduce, this::fetch);
              }
            });
  }

  private void fetch() {
    parts
        .descriptors()
        .fetch(address)
        .addListener(
            (Future<KnownService> fetched) -> {
              if (fetched.isSuccess()) {
                introduce(fetched.getNow());
              } else {
                done.tryFailure(fetched.cause());
              }
            });
  }

  private void introduce(KnownService service) {
    if (done.isDone()) {
      return;
    }
    List<IntroductionPoint> all = service.description().points();
    List<IntroductionPoint> usable = parts.failures().usable(all);
    if (usable.isEmpty() && !fetchedAgain) {
      fetchedAgain = true;
      fetch();
      return;
    }
    if (usable.isEmpty() || introductionsLeft-- == 0) {
      boolean late = parts.failures().areAllLate(all);
      fail(late ? OnionTrouble.INTRODUCTION_TIMEOUT : OnionTrouble.NOT_INTRODUCED);
      return;
    }
    SecureRandom random = parts.machine().random();
    IntroductionPoint point = usable.get(random.nextInt(usable.size()));
    Rendezvous current = rendezvous;
    if (current != null && current.isWaiting()) {
      introduce(service, point, current);
    } else {
      rendezvous(service, point);
    }
  }

  private void fail(OnionTrouble trouble) {
    parts.descriptors().forgetRequests(address);
    done.tryFailure(ServiceFailure.of(trouble));
  }

  private void rendezvous(KnownService service, IntroductionPoint point) {
    if (rendezvousLeft-- == 0) {
      fail(OnionTrouble.NOT_MET);
      return;
    }
    Rendezvous.begin(parts.circuits(), parts.machine().random())
        .addListener(
            (Future<Rendezvous> begun) -> {
              if (begun.isSuccess() && done.isDone()) {
                begun.getNow().circuit().destroy(DestroyReason.FINISHED);
              } else if (begun.isSuccess()) {
                rendezvous = begun.getNow();
                introduce(service, point, begun.getNow());
              } else if (!done.isDone()) {
                log.debug("No rendezvous point: {}", begun.cause().getMessage());
                introduce(service);
              }
            });
  }

  private void introduce(KnownService service, IntroductionPoint point, Rendezvous at) {
    parts
        .circuits()
        .to(point.relay(), point.onionKey(), CircuitPurpose.INTRODUCTION)
        .addListener(
            (Future<OriginCircuit> built) -> {
              if (!built.isSuccess()) {
                log.debug("No circuit to an introduction point: {}", built.cause().getMessage());
                parts.failures().unreachable(point);
                introduce(service);
              } else if (done.isDone() || !at.isWaiting()) {
                built.getNow().destroy(DestroyReason.FINISHED);
                introduce(service);
              } else {
                new Attempt(service, point, at, built.getNow()).begin();
              }
            });
  }

  /** One introduction, until the service has come or will not. */
  private final class Attempt {
    /** As long as C tor's slowest circuits have. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KnownService service;
    private final IntroductionPoint point;
    private final Rendezvous at;
    private final OriginCircuit circuit;
    private boolean sent;
    private boolean introduced;
    private boolean over;
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> proof;

    Attempt(KnownService service, IntroductionPoint point, Rendezvous at, OriginCircuit circuit) {
      this.service = service;
      this.point = point;
      this.at = at;
      this.circuit = circuit;
    }

    void begin() {
      HsNtorClient handshake =
          HsNtorClient.create(
              parts.machine().curve(),
              point.authenticationKey(),
              point.encryptionKey(),
              parts.machine().random());
      circuit.listen(this::onIntroductionMessage);
      circuit.closed().addListener(closed -> circuitClosed());
      at.expect(handshake, service.description().sendmeIncrement()).addListener(this::joined);
      done.addListener(decided -> end());
      ServiceDescription.ProofOfWork asked = service.description().proofOfWork();
      long effort = asked == null ? 0 : effort(asked);
      if (asked == null || effort == 0) {
        ask(handshake, null);
      } else {
        work(new Puzzle(service.identity().key(), asked.seed()), effort, handshake);
      }
    }

    private long effort(ServiceDescription.ProofOfWork asked) {
      if (asked.effort() > ClientEffort.MOST) {
        log.info("An onion service asks for more work than is done here; trying with less");
      }
      return ClientEffort.of(
          Math.max(asked.effort(), parts.work().leastEffort()),
          parts.failures().timesUnreachable(point));
    }

    /** Works on other threads, while the circuits to both relays wait. */
    private void work(Puzzle puzzle, long effort, HsNtorClient handshake) {
      byte[] nonce = new byte[Proof.NONCE_LENGTH];
      parts.machine().random().nextBytes(nonce);
      Future<Proof> proving =
          parts.work().workers().find(parts.circuits().loop(), puzzle, effort, nonce);
      proof = proving;
      proving.addListener(
          (Future<Proof> proved) -> {
            if (over) {
              return;
            }
            if (proved.isSuccess()) {
              ask(handshake, proved.getNow());
            } else {
              log.debug("No proof of work: {}", proved.cause().toString());
              done.tryFailure(
                  new ConnectFailure(
                      ConnectFailure.Kind.LOCAL, "this client works for too many onion services"));
            }
          });
    }

    private void ask(HsNtorClient handshake, @Nullable Proof proved) {
      IntroductionContents contents =
          new IntroductionContents(
              at.cookie(),
              service.description().sendmeIncrement() != 0,
              proved,
              at.point().microdescriptor().ntorOnionKey(),
              at.point().target().linkSpecifiers());
      sent = true;
      try {
        circuit.send(
            0,
            contents.seal(
                point.authenticationKey(),
                handshake,
                service.identity().subcredential().toByteArray()));
        circuit.flush();
        await();
      } catch (DecodeException e) {
        parts.failures().refused(point);
        again();
      }
    }

    private void await() {
      deadline =
          parts.circuits().loop().schedule(this::late, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean onIntroductionMessage(int hop, RelayMessage message) {
      boolean isDue = sent && !introduced && hop == circuit.length() - 1;
      if (!isDue || !(message instanceof IntroduceAck ack)) {
        return false;
      }
      if (ack.status() == IntroduceAck.SUCCESS) {
        introduced = true;
        cancelDeadline();
        circuit.destroy(DestroyReason.FINISHED);
        await();
      } else {
        log.debug("An introduction point refuses to introduce us: {}", ack.status());
        parts.failures().refused(point);
        again();
      }
      return true;
    }

    private void circuitClosed() {
      if (!introduced && !over) {
        parts.failures().unreachable(point);
        // It may have introduced us before: the service must not see the cookie again.
        at.circuit().destroy(DestroyReason.FINISHED);
        again();
      }
    }

    private void late() {
      if (!introduced) {
        parts.failures().late(point);
      }
      at.circuit().destroy(DestroyReason.TIMEOUT);
      again();
    }

    private void joined(Future<? super OriginCircuit> joined) {
      if (joined.isSuccess()) {
        end();
        parts.descriptors().forgetRequests(address);
        if (!done.trySuccess((OriginCircuit) joined.getNow())) {
          at.circuit().destroy(DestroyReason.FINISHED);
        }
      } else if (!over) {
        log.debug("A rendezvous came to nothing: {}", joined.cause().getMessage());
        again();
      }
    }

    private void again() {
      if (!over) {
        end();
        introduce(service);
      }
    }

    private void end() {
      over = true;
      cancelDeadline();
      if (proof != null) {
        proof.cancel(false);
      }
      circuit.destroy(DestroyReason.FINISHED);
    }

    private void cancelDeadline() {
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
