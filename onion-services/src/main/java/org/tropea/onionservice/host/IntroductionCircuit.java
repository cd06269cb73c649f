package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Curve25519;
import org.tropea.onionservice.effort.ProofCheck;
import org.tropea.onionservice.effort.Puzzle;
import org.tropea.onionservice.host.HostSettings.IntroductionLimit;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.message.Introduce2;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RelayMessage;

/**
 * The circuit to an introduction point, by which introductions come (rows O08 and O09). Confined to
 * the client's loop.
 */
final class IntroductionCircuit {
  private static final Logger log = LoggerFactory.getLogger(IntroductionCircuit.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LIMIT_EXTENSION = 1;
  private static final int RATE = 1;
  private static final int BURST = 2;

  private final Hosting hosting;
  private final PeriodHosting period;
  private final ServicePoint point;
  private final OriginCircuit circuit;
  private @Nullable Future<?> deadline;

  IntroductionCircuit(
      Hosting hosting, PeriodHosting period, ServicePoint point, OriginCircuit circuit) {
    this.hosting = hosting;
    this.period = period;
    this.point = point;
    this.circuit = circuit;
  }

  /** Asks the last relay to be an introduction point. */
  void begin() {
    point.asked(circuit);
    deadline =
        circuit
            .loop()
            .schedule(
                () -> circuit.destroy(DestroyReason.TIMEOUT),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
    circuit.listen(this::onMessage);
    circuit
        .closed()
        .addListener(
            closed -> {
              cancelDeadline();
              period.lost(point, circuit);
            });
    byte[] secret = circuit.introductionSecret();
    circuit.send(0, EstablishIntro.sign(point.authentication(), extensions(), secret));
    Arrays.fill(secret, (byte) 0);
    circuit.flush();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private List<Extension> extensions() {
    if (!point.relay().entry().protocols().supports("HSIntro", 5)) {
      return List.of();
    }
    return hosting.settings().introductions().limit().map(IntroductionCircuit::extension).stream()
        .toList();
  }

  private static Extension extension(IntroductionLimit limit) {
    ByteWriter body =
        new ByteWriter(19).u8(2).u8(RATE).i64(limit.rate()).u8(BURST).i64(limit.burst());
    return new Extension(LIMIT_EXTENSION, Bytes.copyFrom(body.toByteArray()));
  }

  private boolean onMessage(int hop, RelayMessage message) {
    if (hop != circuit.length() - 1 || !point.isBy(circuit)) {
      return false;
    }
    if (message instanceof IntroEstablished && point.state() == ServicePoint.State.ASKED) {
      cancelDeadline();
      point.established();
      hosting
          .listener()
          .introductionPointEstablished(Duration.between(point.launched(), hosting.now()));
      return true;
    }
    if (message instanceof Introduce2 introduce
        && point.state() == ServicePoint.State.ESTABLISHED) {
      introduced(introduce.introduction());
      return true;
    }
    return false;
  }

  /** What cannot be read ends nothing: whoever made it up is not the introduction point. */
  private void introduced(Introduction introduction) {
    // The point goes, at the next look, before its cache forgets anything.
    if (point.seen().isFull() || point.seen().saw(introduction.encrypted(), hosting.now())) {
      log.debug("An introduction that was seen before is passed over");
      hosting.listener().introductionRefused(ServiceListener.Refusal.UNREADABLE);
      return;
    }
    ReceivedIntroduction.Keys keys = point.keys();
    List<Bytes> subcredentials = hosting.subcredentials(period);
    List<Puzzle> puzzles = hosting.puzzles(period.blinded());
    Curve25519 curve = hosting.machine().curve();
    hosting
        .workers()
        .run(
            circuit.loop(),
            check -> {
              ReceivedIntroduction opened =
                  ReceivedIntroduction.open(introduction, keys, subcredentials, curve);
              return new Opened(opened, opened.proof(puzzles, check));
            })
        .addListener((Future<Opened> done) -> opened(done));
  }

  /** An introduction, and what its client has proved; empty where nothing. */
  private record Opened(ReceivedIntroduction introduction, Optional<ProofCheck.Held> proof) {}

  private void opened(Future<Opened> done) {
    if (!done.isSuccess()) {
      log.debug("An introduction is passed over: {}", done.cause().getMessage());
      hosting.listener().introductionRefused(ServiceListener.Refusal.UNREADABLE);
    } else if (hosting.introduced(done.getNow().introduction(), done.getNow().proof())) {
      point.introduced();
    }
  }
}
