package org.tropea.protocol.channel;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.rate.Rate;
import org.tropea.protocol.rate.RateGate;

/** How many bytes a second links may carry (row F15). Called on any thread. */
public interface LinkRates {
  /** As many as they like. */
  LinkRates UNLIMITED =
      new LinkRates() {
        @Override
        public @Nullable RateGate gate(InetAddress from) {
          return null;
        }

        @Override
        public @Nullable Rate each(@Nullable VerifiedPeer peer) {
          return null;
        }
      };

  /** What holds a link that comes from there to the rates of all; null where nothing does. */
  @Nullable RateGate gate(InetAddress from);

  /** What an open link of this peer, null for a client, may carry alone; null for any. */
  @Nullable Rate each(@Nullable VerifiedPeer peer);
}
