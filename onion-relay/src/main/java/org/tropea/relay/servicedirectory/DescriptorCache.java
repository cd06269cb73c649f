package org.tropea.relay.servicedirectory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.UnverifiedOnionServiceDescriptor;
import org.tropea.directory.serve.ServedDocument;

/**
 * The descriptors of onion services that a relay keeps, by blinded key (row O24), as C tor keeps
 * them: of each service the one with the highest revision, until its lifetime is over. Where there
 * are too many bytes, those that were fetched least go. Any thread.
 */
public final class DescriptorCache {
  /** What is made free beyond the bound, so that not each upload has to: 1,000 of the longest. */
  private static final long SPARE = 1_000L * UnverifiedOnionServiceDescriptor.LENGTH_LIMIT;

  /** About what a descriptor takes in memory besides its text, in bytes. */
  private static final int OVERHEAD = 400;

  /** Services that are counted in a day, a bound of the memory; far more than there are. */
  private static final int MOST_SEEN = 100_000;

  // By order and not by hash, for those who upload choose the keys.
  private static final Comparator<Ed25519Identity> BY_BYTES =
      Comparator.comparing(key -> key.value().toByteArray(), Arrays::compareUnsigned);

  private final Map<Ed25519Identity, Kept> kept = new ConcurrentSkipListMap<>(BY_BYTES);
  private final Set<Ed25519Identity> seen = new ConcurrentSkipListSet<>(BY_BYTES);

  /** As the set would have to be walked through for its size. */
  private final AtomicLong seenCount = new AtomicLong();

  private final AtomicLong bytes = new AtomicLong();
  private final Curve25519 curve;
  private final InstantSource clock;
  private final long most;
  private final IntSupplier limit;

  /** One descriptor; how often it was fetched goes on with the service's next. */
  private record Kept(ServedDocument text, long revision, Instant expires, AtomicLong fetched) {
    long size() {
      return (long) text.length() + OVERHEAD;
    }
  }

  /**
   * An empty one.
   *
   * @param most bytes that it keeps, and one descriptor more
   * @param limit a descriptor has fewer bytes than this, as the network says now
   */
  public DescriptorCache(Curve25519 curve, InstantSource clock, long most, IntSupplier limit) {
    this.curve = curve;
    this.clock = clock;
    this.most = most;
    this.limit = limit;
  }

  /** What a descriptor's bytes must be fewer than. */
  int limit() {
    return limit.getAsInt();
  }

  /**
   * Keeps a descriptor; verifies two signatures, so not on an event loop.
   *
   * @throws DecodeException when it is malformed, not genuine, or no newer than the one that is
   *     kept
   */
  public void store(byte[] text) throws DecodeException {
    Instant now = clock.instant();
    OnionServiceDescriptor descriptor =
        UnverifiedOnionServiceDescriptor.read(text, limit()).verify(curve, now);
    if (bytes.get() > most) {
      forgetLeastFetched();
    }
    while (!keep(descriptor, now)) {
      // Another of the same service was kept meanwhile.
    }
  }

  /** False where something else was kept in the same moment. */
  private boolean keep(OnionServiceDescriptor descriptor, Instant now) throws DecodeException {
    Ed25519Identity key = descriptor.blindedKey();
    Kept before = kept.get(key);
    if (before != null && Long.compareUnsigned(before.revision(), descriptor.revision()) >= 0) {
      throw new DecodeException("an onion service descriptor is no newer than the one kept");
    }
    Kept next =
        new Kept(
            ServedDocument.plain(descriptor.text()),
            descriptor.revision(),
            now.plus(descriptor.lifetime()),
            before == null ? new AtomicLong() : before.fetched());
    boolean done =
        before == null ? kept.putIfAbsent(key, next) == null : kept.replace(key, before, next);
    if (done) {
      see(key);
      bytes.addAndGet(next.size() - (before == null ? 0 : before.size()));
    }
    return done;
  }

  private void see(Ed25519Identity key) {
    if (seenCount.get() < MOST_SEEN && seen.add(key)) {
      seenCount.incrementAndGet();
    }
  }

  /** The descriptor of the service with this blinded key; null where none is kept. */
  @Nullable ServedDocument find(Ed25519Identity blindedKey) {
    Kept found = kept.get(blindedKey);
    if (found == null || !found.expires().isAfter(clock.instant())) {
      return null;
    }
    found.fetched().incrementAndGet();
    return found.text();
  }

  /** Forgets those whose lifetime is over. */
  public void forgetExpired() {
    Instant now = clock.instant();
    kept.forEach(
        (key, each) -> {
          if (!each.expires().isAfter(now)) {
            forget(key, each);
          }
        });
  }

  private void forgetLeastFetched() {
    long now = bytes.get();
    long tooMany = SPARE < most ? now - (most - SPARE) : now / 2;
    record Counted(long fetched, Ed25519Identity key, Kept entry) {}
    List<Counted> least =
        kept.entrySet().stream()
            .map(
                each ->
                    new Counted(each.getValue().fetched().get(), each.getKey(), each.getValue()))
            .sorted(Comparator.comparingLong(Counted::fetched))
            .toList();
    for (Counted each : least) {
      if (bytes.get() <= now - tooMany) {
        return;
      }
      forget(each.key(), each.entry());
    }
  }

  private void forget(Ed25519Identity key, Kept entry) {
    if (kept.remove(key, entry)) {
      bytes.addAndGet(-entry.size());
    }
  }

  /** Of how many services one was kept since this was asked last. */
  public long takeSeen() {
    long count = seenCount.getAndSet(0);
    seen.clear();
    return count;
  }

  /** How many are kept. */
  public int size() {
    return kept.size();
  }

  /** About how many bytes they take. */
  public long bytes() {
    return bytes.get();
  }
}
