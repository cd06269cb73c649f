package org.tropea.onionservice.host;

import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.NetworkView;
import org.tropea.onionservice.address.HsDirRing;
import org.tropea.onionservice.address.StoringPeriods;

/**
 * The two rings of directories at which services publish, made once for each view of the network,
 * however many services there are. Confined to the client's loop.
 */
final class Rings {
  private @Nullable NetworkView of;
  private @Nullable StoringPeriods periods;
  private @Nullable HsDirRing first;
  private @Nullable HsDirRing second;

  /** The ring of the first or the second of these periods. */
  HsDirRing ring(NetworkView view, StoringPeriods now, boolean isFirst) {
    if (of != view || !now.equals(periods)) {
      of = view;
      periods = now;
      first = null;
      second = null;
    }
    HsDirRing known = isFirst ? first : second;
    if (known == null) {
      known = HsDirRing.forStoring(view, now, isFirst);
      if (isFirst) {
        first = known;
      } else {
        second = known;
      }
    }
    return known;
  }
}
