package org.tropea.client;

import java.net.InetAddress;

/** What an exit is to look up. Prints no host. */
public sealed interface Lookup {
  /**
   * A host's address.
   *
   * @param host its name; of an address it is the address itself, without anybody being asked
   */
  record Forward(String host, AddressFamily wanted) implements Lookup {
    @Override
    public String toString() {
      return "lookup of [scrubbed]";
    }
  }

  /** An address's name. */
  record Reverse(InetAddress address) implements Lookup {
    @Override
    public String toString() {
      return "reverse lookup of [scrubbed]";
    }
  }
}
