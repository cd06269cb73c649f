package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Room for so many links whose handshake is under way.
 *
 * <p>Nobody is turned away: where all places are taken, the oldest link of the address that holds
 * most of them goes; of several such addresses, of the one that has held as many for longest. So
 * one address costs only itself, whatever it opens. Each step costs the logarithm of how many
 * different numbers are held. For one thread.
 */
final class HandshakeRoom {
  private final int places;
  private final Map<Bytes, Set<Channel>> byAddress = new HashMap<>();
  private final TreeMap<Integer, Set<Bytes>> byCount = new TreeMap<>();
  private int taken;

  HandshakeRoom(int places) {
    this.places = places;
  }

  /** Takes a place for a link of {@code address}; the link that loses its own for it, or null. */
  @Nullable Channel enter(Bytes address, Channel link) {
    Channel loser = taken >= places ? loser() : null;
    Set<Channel> held = byAddress.computeIfAbsent(address, key -> new LinkedHashSet<>());
    if (held.add(link)) {
      count(address, held.size() - 1, held.size());
      taken++;
    }
    return loser;
  }

  /** Gives the link's place back, where it has one. */
  void leave(Bytes address, Channel link) {
    Set<Channel> held = byAddress.get(address);
    if (held != null && held.remove(link)) {
      count(address, held.size() + 1, held.size());
      if (held.isEmpty()) {
        byAddress.remove(address);
      }
      taken--;
    }
  }

  private Channel loser() {
    Bytes biggest = byCount.lastEntry().getValue().iterator().next();
    Iterator<Channel> oldest = Objects.requireNonNull(byAddress.get(biggest)).iterator();
    Channel loser = oldest.next();
    leave(biggest, loser);
    return loser;
  }

  private void count(Bytes address, int before, int now) {
    Set<Bytes> others = byCount.get(before);
    if (others != null) {
      others.remove(address);
      if (others.isEmpty()) {
        byCount.remove(before);
      }
    }
    if (now > 0) {
      byCount.computeIfAbsent(now, key -> new LinkedHashSet<>()).add(address);
    }
  }
}
