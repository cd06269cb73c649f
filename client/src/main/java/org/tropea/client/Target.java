package org.tropea.client;

/**
 * Where a stream shall lead: a host name or address as text, never resolved on this machine, and a
 * port.
 *
 * @param family which of the host's addresses will do, where it is a name
 */
public record Target(String host, int port, AddressFamily family) {
  private static final int MAX_HOST_LENGTH = 253;

  /** Any of the host's addresses will do. */
  public Target(String host, int port) {
    this(host, port, AddressFamily.ANY);
  }

  /**
   * Checks host and port.
   *
   * @throws IllegalArgumentException when no stream could lead there; the message says why
   */
  public Target {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("the port is not between 1 and 65535");
    }
    if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
      throw new IllegalArgumentException("the host name is empty or longer than 253 characters");
    }
    if (!host.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("the host name has characters that no host name has");
    }
  }

  /** Prints the port only: a host name must not reach a log. */
  @Override
  public String toString() {
    return "[scrubbed]:" + port;
  }
}
