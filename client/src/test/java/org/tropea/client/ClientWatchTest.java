package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.fetch.BootstrapPhase;

/** What a control port says of a client: STATUS_CLIENT, NEWCONSENSUS. */
class ClientWatchTest {
  private final List<String> events = new ArrayList<>();
  private final ClientWatch watch = new ClientWatch(new Recorder());

  private final class Recorder implements ClientObserver {
    @Override
    public void progressed(BootstrapPhase phase) {
      events.add(phase.percent() + " " + phase.tag());
    }

    @Override
    public void consensusTaken(Lifetime lifetime, int relays) {
      events.add("consensus of " + relays + " until " + lifetime.validUntil());
    }

    @Override
    public void fetchFailed(String why, Duration pause) {
      events.add(why + ", again in " + pause);
    }

    @Override
    public void circuitsAvailable() {
      events.add("circuits");
    }

    @Override
    public void circuitsUnavailable() {
      events.add("no circuits");
    }

    @Override
    public void entryAvoided(RsaIdentity relay) {
      events.add("avoided " + relay.toHex());
    }

    @Override
    public void entryReached(RsaIdentity relay) {
      events.add("reached " + relay.toHex());
    }
  }

  @Test
  void steps_areToldOnceEach_andNeverBackwards() {
    assertThat(watch.totals().reached()).isNull();
    watch.progressed(BootstrapPhase.STARTING);
    watch.progressed(BootstrapPhase.CONN);
    watch.progressed(BootstrapPhase.HANDSHAKE_DONE);
    watch.progressed(BootstrapPhase.CONN);
    watch.progressed(BootstrapPhase.HANDSHAKE_DONE);
    watch.progressed(BootstrapPhase.DONE);
    assertThat(events).containsExactly("0 starting", "5 conn", "15 handshake_done", "100 done");
    assertThat(watch.totals().reached()).isEqualTo(BootstrapPhase.DONE);
  }

  @Test
  void events_areToldAsTheyAre() throws DecodeException {
    Instant start = Instant.parse("2026-11-20T12:00:00Z");
    RsaIdentity relay = RsaIdentity.fromHex("11".repeat(20));
    watch.consensusTaken(
        new Lifetime(start, start.plusSeconds(3600), start.plusSeconds(3 * 3600)), 9);
    watch.fetchFailed("no answer", Duration.ofSeconds(2));
    watch.circuits(true);
    assertThat(watch.totals().hasCircuits()).isTrue();
    watch.circuits(false);
    assertThat(watch.totals().hasCircuits()).isFalse();
    watch.entryAvoided(relay);
    watch.entryReached(relay);
    assertThat(events)
        .containsExactly(
            "consensus of 9 until 2026-11-20T15:00:00Z",
            "no answer, again in PT2S",
            "circuits",
            "no circuits",
            "avoided " + relay.toHex(),
            "reached " + relay.toHex());
  }

  @Test
  void observerThatThrows_costsNothingElse() {
    ClientWatch faulty =
        new ClientWatch(
            ClientObserver.ofProgress(
                phase -> {
                  throw new StackOverflowError();
                }));
    faulty.progressed(BootstrapPhase.CONN);
    assertThat(faulty.totals().reached()).isEqualTo(BootstrapPhase.CONN);
  }
}
