package org.tropea.authority.randomness;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;

/**
 * One authority's part in making the random value (srv-spec 3). Whatever changes is on disk before
 * anybody can be told of it, so a restart at any moment goes on with the same commitment.
 *
 * <p>Confined as the election whose votes it fills; writes a small file, so never on an event loop.
 */
public final class SharedRandomProtocol {
  private static final Logger log = LoggerFactory.getLogger(SharedRandomProtocol.class);

  private final RsaIdentity own;
  private final Set<RsaIdentity> authorities;
  private final Place place;
  private RandomnessState state;
  private boolean started;
  private Instant restored = Instant.EPOCH;

  /**
   * Where an authority takes part.
   *
   * @param participates AuthDirSharedRandomness: whether our votes say anything of it
   * @param storage where what we know of a run outlives us
   * @param program who we are, for people who read that
   */
  public record Place(
      boolean participates,
      RandomnessStorage storage,
      String program,
      SecureRandom random,
      InstantSource clock) {}

  /**
   * Has not begun yet.
   *
   * @param own our v3 identity
   * @param authorities all whom we recognise
   */
  public SharedRandomProtocol(RsaIdentity own, Set<RsaIdentity> authorities, Place place) {
    this.own = own;
    this.authorities = Set.copyOf(authorities);
    this.place = place;
    this.state =
        RandomnessState.empty(
            new RandomnessSchedule(Duration.ofHours(1)), Instant.EPOCH, Instant.EPOCH);
  }

  /**
   * Begins, with what is on disk if that is of this run; {@link #prepare} makes ready for a vote.
   *
   * @param next when the next consensus is to be valid
   * @param interval how often is voted
   */
  public void start(Instant now, Instant next, Duration interval) {
    RandomnessSchedule schedule = new RandomnessSchedule(interval);
    RandomnessState stored = stored(now, schedule);
    state = stored == null ? RandomnessState.empty(schedule, now, next) : stored;
    restored = state.validAfter();
    started = true;
  }

  /**
   * Makes ready for the next vote; once for each consensus that is to come.
   *
   * @param next when that is to be valid
   */
  public void prepare(Instant next, Duration interval) {
    if (!started || !next.isAfter(state.validAfter())) {
      return;
    }
    RandomnessSchedule schedule = new RandomnessSchedule(interval);
    Phase phase = schedule.phase(next);
    RandomnessState ready = state;
    if (phase == Phase.COMMIT && state.phase() == Phase.REVEAL) {
      RandomnessState ended = state.withNewValue(authorities);
      ready = committed(ended.inNewRun(schedule.validUntil(next, next)), next);
      log.info("A run of shared randomness begins");
    } else if (phase == Phase.COMMIT && state.commitments().isEmpty()) {
      ready = committed(state, next);
    }
    change(ready.at(phase, next));
  }

  private RandomnessState committed(RandomnessState before, Instant next) {
    return before.with(Commitment.draw(own, next, place.random()));
  }

  /**
   * Whether what is on disk was made with this consensus in hand: then we may have a newer value
   * than it says, which a restart must not lose. C tor takes no values either from the consensus
   * that it has on disk when it starts.
   */
  public boolean knows(Instant validAfter) {
    return validAfter.isBefore(restored);
  }

  /** Takes the values of a consensus: what most authorities believe holds for us, too. */
  public void agree(@Nullable SharedRandomValue previous, @Nullable SharedRandomValue current) {
    if (started) {
      change(state.with(previous, current));
    }
  }

  /**
   * Takes what a vote says, of its author alone: in the first phase its first commitment, in the
   * second what opens the commitment that we know, if it does.
   */
  public void take(RsaIdentity voter, SharedRandomness said) {
    if (!started || !said.participates() || !authorities.contains(voter)) {
      return;
    }
    RandomnessState next = state;
    for (String line : said.commits()) {
      Commitment commitment = read(line);
      if (commitment != null && commitment.authority().equals(voter) && isNew(commitment, next)) {
        next = next.with(commitment);
      }
    }
    change(next);
  }

  private static @Nullable Commitment read(String line) {
    try {
      return Commitment.read(Arrays.asList(line.strip().split("[ \t]+")));
    } catch (DecodeException e) {
      log.info("Passing over a commitment in a vote: {}", e.getMessage());
      return null;
    }
  }

  private static boolean isNew(Commitment commitment, RandomnessState known) {
    Commitment before = known.commitments().get(commitment.authority());
    if (known.phase() == Phase.COMMIT) {
      if (before != null) {
        if (!before.encoded().equals(commitment.encoded())) {
          log.info("An authority changed what it committed to: its first commitment holds");
        }
        return false;
      }
      if (commitment.isOpen()) {
        log.warn("An authority opened its commitment while others commit: it does not count");
        return false;
      }
      return true;
    }
    if (before == null || before.isOpen() || !commitment.isOpen()) {
      return false;
    }
    if (!before.encoded().equals(commitment.encoded()) || !commitment.opensWell()) {
      log.warn("An authority opens another commitment than its own: it does not count");
      return false;
    }
    return true;
  }

  /** What our next vote says. */
  public SharedRandomness said() {
    if (!started || !place.participates()) {
      return SharedRandomness.NONE;
    }
    List<String> lines = new ArrayList<>();
    state.commitments().values().forEach(each -> lines.add(each.voteLine(state.phase())));
    lines.sort(null);
    return new SharedRandomness(true, lines, state.previous(), state.current());
  }

  /** What is of use of what was stored; null for nothing. */
  private @Nullable RandomnessState stored(Instant now, RandomnessSchedule schedule) {
    try {
      String text = place.storage().read();
      RandomnessState read = text == null ? null : RandomnessText.read(text, schedule);
      return read == null || !read.isOfUse(now, schedule) ? null : read;
    } catch (DecodeException | IOException e) {
      log.warn(
          "Cannot use sr-state ({}): we begin anew, and what we committed to before is lost",
          e.getMessage());
      return null;
    }
  }

  /** A failure to write is only told of: it costs something at a restart at most. */
  private void change(RandomnessState next) {
    if (next.equals(state)) {
      return;
    }
    state = next;
    try {
      place.storage().write(RandomnessText.write(next, place.clock().instant(), place.program()));
    } catch (IOException e) {
      log.warn(
          "Cannot write sr-state: started again before that is mended, we forget what we"
              + " committed to; check the disk",
          e);
    }
  }
}
