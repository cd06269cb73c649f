package org.tropea.protocol.channel;

import java.net.InetAddress;

/** What an ORPort allows an address, by what the network says of it. Called on any thread. */
public interface AddressAllowance {
  /** As many links as it likes, and nothing is known of it: for tests and test networks. */
  AddressAllowance UNLIMITED =
      new AddressAllowance() {
        @Override
        public boolean enter(InetAddress address) {
          return true;
        }

        @Override
        public void left(InetAddress address) {
          // Nobody is counted.
        }

        @Override
        public boolean isRelay(InetAddress address) {
          return false;
        }
      };

  /** Whether it may have one more link; where it may, {@link #left} follows when that is closed. */
  boolean enter(InetAddress address);

  /** One of its links is closed. */
  void left(InetAddress address);

  /** Whether the network lists a relay there. */
  boolean isRelay(InetAddress address);
}
