package org.tropea.directory.serve;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Room for uploads to a directory server, from the arrival of their bytes until the work on them is
 * done: 64 MiB in all, of which 32 MiB are kept for authorities; an address of anybody else has 8
 * MiB. Those whose address is not known share as one. Any thread.
 */
final class UploadRoom {
  private static final int ALL = 64 << 20;
  private static final int FOR_ANYBODY = 32 << 20;
  private static final int SHARE = 8 << 20;

  private final AtomicInteger all = new AtomicInteger();
  private final AtomicInteger anybody = new AtomicInteger();
  private final Map<Optional<InetAddress>, Integer> shares = new ConcurrentHashMap<>();

  /** Room for one upload, none of it taken yet. */
  Place place(@Nullable InetAddress client, boolean authority) {
    return new Place(Optional.ofNullable(client), authority);
  }

  /** Bytes that are taken now. */
  int taken() {
    return all.get();
  }

  /** What one upload takes. Belongs to whoever works on the upload, one thread at a time. */
  final class Place {
    private final Optional<InetAddress> client;
    private final boolean authority;
    private int taken;

    private Place(Optional<InetAddress> client, boolean authority) {
      this.client = client;
      this.authority = authority;
    }

    /** Makes it this large; false, and nothing is changed, where there is no room for that. */
    boolean grow(int size) {
      int more = size - taken;
      if (!add(all, more, ALL)) {
        return false;
      }
      if (!authority && !(add(anybody, more, FOR_ANYBODY) && share(more))) {
        all.addAndGet(-more);
        return false;
      }
      taken = size;
      return true;
    }

    private boolean share(int more) {
      boolean[] fits = new boolean[1];
      shares.compute(
          client,
          (address, held) -> {
            int before = held == null ? 0 : held;
            fits[0] = before + more <= SHARE;
            return fits[0] ? Integer.valueOf(before + more) : held;
          });
      if (!fits[0]) {
        anybody.addAndGet(-more);
      }
      return fits[0];
    }

    /** Gives all of it back; may be called again. */
    void giveBack() {
      int given = taken;
      taken = 0;
      if (given == 0) {
        return;
      }
      all.addAndGet(-given);
      if (!authority) {
        anybody.addAndGet(-given);
        shares.computeIfPresent(
            client, (address, held) -> held <= given ? null : Integer.valueOf(held - given));
      }
    }
  }

  private static boolean add(AtomicInteger counter, int more, int bound) {
    if (counter.addAndGet(more) > bound) {
      counter.addAndGet(-more);
      return false;
    }
    return true;
  }
}
