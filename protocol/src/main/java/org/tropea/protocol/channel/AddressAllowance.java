package org.tropea.protocol.channel;

import java.net.InetAddress;

/** What an ORPort allows an address, by what the network says of it. Called on any thread. */
public interface AddressAllowance {
  /** As many links as it likes, and nothing is known of it: for tests and test networks. */
  AddressAllowance UNLIMITED =
      new AddressAllowance() {
        @Override
        public int links(InetAddress address) {
          return Integer.MAX_VALUE;
        }

        @Override
        public boolean isRelay(InetAddress address) {
          return false;
        }
      };

  /** How many links it may have. */
  int links(InetAddress address);

  /** Whether the network lists a relay there. */
  boolean isRelay(InetAddress address);
}
