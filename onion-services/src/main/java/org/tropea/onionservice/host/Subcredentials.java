package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.address.TimePeriod;

/**
 * What clients may know who are introduced to a service: its own subcredential, or, behind
 * OnionBalance, that of a master address in any of three periods, as the client's consensus may be
 * older or newer than ours (row O22). Confined to the client's loop.
 */
final class Subcredentials {
  private final List<OnionAddress> masters;
  private @Nullable TimePeriod now;
  private List<Bytes> ofMasters = List.of();

  Subcredentials(List<OnionAddress> masters) {
    this.masters = masters;
  }

  /**
   * Goes by that period from now on.
   *
   * @throws DecodeException when a master's key is none that a service can have
   */
  void look(TimePeriod period) throws DecodeException {
    if (masters.isEmpty() || period.equals(now)) {
      return;
    }
    List<Bytes> all = new ArrayList<>();
    for (TimePeriod each : List.of(period, period.previous(), period.next())) {
      for (OnionAddress master : masters) {
        all.add(BlindedIdentity.of(master, each).subcredential());
      }
    }
    ofMasters = List.copyOf(all);
    now = period;
  }

  /**
   * All that may open an introduction.
   *
   * @param own those of the service's periods
   */
  List<Bytes> all(List<Bytes> own) {
    List<Bytes> all = new ArrayList<>(ofMasters);
    all.addAll(own);
    return all;
  }
}
