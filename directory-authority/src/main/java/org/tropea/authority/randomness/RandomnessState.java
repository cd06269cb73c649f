package org.tropea.authority.randomness;

import com.google.crypto.tink.util.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.SharedRandomValue;

/**
 * What an authority knows of a protocol run: who committed to what, and the values of the last two
 * runs (srv-spec 3.3 and 3.4). Immutable.
 *
 * @param validAfter when the consensus is to be valid for which it was prepared last
 * @param validUntil how long C tor takes it for of use
 * @param commitments one for each authority, by identity
 */
record RandomnessState(
    Phase phase,
    Instant validAfter,
    Instant validUntil,
    Map<RsaIdentity, Commitment> commitments,
    @Nullable SharedRandomValue previous,
    @Nullable SharedRandomValue current) {
  private static final Comparator<RsaIdentity> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.value().toByteArray(), b.value().toByteArray());

  /** By what was promised; equal promises, which only a copy can be, by who made them. */
  private static final Comparator<Commitment> ORDER =
      Comparator.<Commitment, byte[]>comparing(Commitment::promisedDigest, Arrays::compareUnsigned)
          .thenComparing(Commitment::authority, BY_BYTES);

  private static final byte[] TOKEN = "shared-random".getBytes(StandardCharsets.US_ASCII);
  private static final long VERSION = 1;
  private static final int DIGEST_LENGTH = 32;

  /** Keeps its own copy. */
  RandomnessState {
    Map<RsaIdentity, Commitment> sorted = new TreeMap<>(BY_BYTES);
    sorted.putAll(commitments);
    commitments = Collections.unmodifiableMap(sorted);
  }

  /** Knows nothing yet, at this time. */
  static RandomnessState empty(RandomnessSchedule schedule, Instant now, Instant next) {
    return new RandomnessState(
        schedule.phase(now), Instant.EPOCH, schedule.validUntil(now, next), Map.of(), null, null);
  }

  /**
   * Whether its run is not over. A run ends an interval behind {@code validUntil}: C tor lets go of
   * what it knows too early, and then has no value in common with the others.
   */
  boolean isOfUse(Instant now, RandomnessSchedule schedule) {
    return !validUntil.plus(schedule.interval()).isBefore(now);
  }

  /** In this phase, for this consensus. */
  RandomnessState at(Phase next, Instant nextValidAfter) {
    return new RandomnessState(next, nextValidAfter, validUntil, commitments, previous, current);
  }

  /** At the start of another run: nobody committed to anything yet. */
  RandomnessState inNewRun(Instant until) {
    return new RandomnessState(phase, validAfter, until, Map.of(), previous, current);
  }

  /** With one more commitment, or another in the place of its authority's last. */
  RandomnessState with(Commitment commitment) {
    Map<RsaIdentity, Commitment> more = new TreeMap<>(BY_BYTES);
    more.putAll(commitments);
    more.put(commitment.authority(), commitment);
    return new RandomnessState(phase, validAfter, validUntil, more, previous, current);
  }

  /** With these values. */
  RandomnessState with(
      @Nullable SharedRandomValue nextPrevious, @Nullable SharedRandomValue nextCurrent) {
    return new RandomnessState(
        phase, validAfter, validUntil, commitments, nextPrevious, nextCurrent);
  }

  /** The same with the value that comes of all that these authorities revealed. */
  RandomnessState withNewValue(Collection<RsaIdentity> authorities) {
    List<Commitment> open =
        commitments.values().stream()
            .filter(each -> each.isOpen() && authorities.contains(each.authority()))
            .sorted(ORDER)
            .toList();
    ByteArrayOutputStream reveals = new ByteArrayOutputStream();
    for (Commitment each : open) {
      String element = each.authority().toHex() + each.reveal();
      reveals.writeBytes(element.getBytes(StandardCharsets.US_ASCII));
    }
    byte[] message =
        new ByteWriter()
            .bytes(TOKEN)
            .i64(open.size())
            .u32(VERSION)
            .bytes(Digest.sha3().digest(reveals.toByteArray()))
            .bytes(current == null ? new byte[DIGEST_LENGTH] : current.value().toByteArray())
            .toByteArray();
    Bytes value = Bytes.copyFrom(Digest.sha3().digest(message));
    return with(current, new SharedRandomValue(open.size(), value));
  }
}
