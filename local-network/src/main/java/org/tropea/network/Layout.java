package org.tropea.network;

/**
 * How many nodes of each kind a network has.
 *
 * @param relays that are neither authorities nor exits
 * @param services nodes with an onion service
 */
public record Layout(int authorities, int relays, int exits, int clients, int services) {
  /** As many authorities as the public network has. */
  public static final int MOST_AUTHORITIES = 9;

  /** What one JVM is asked to carry. */
  public static final int MOST_NODES = 200;

  /** The smallest network that is like a network: ten nodes. */
  public static final Layout DEFAULT = new Layout(3, 4, 2, 1, 0);

  private static final int HOPS = 3;

  /** Circuits to a service pass a fourth relay, and another one is where it is led to. */
  private static final int SERVICE_HOPS = 5;

  /**
   * Checks that circuits of three relays can be built.
   *
   * @throws IllegalArgumentException when they could not; the message says what to change
   */
  public Layout {
    if (authorities < 1 || authorities > MOST_AUTHORITIES) {
      throw new IllegalArgumentException(
          "a network has 1 to " + MOST_AUTHORITIES + " authorities, not " + authorities);
    }
    if (relays < 0 || exits < 0 || clients < 0 || services < 0) {
      throw new IllegalArgumentException("a network cannot have fewer than 0 nodes of a kind");
    }
    if (exits < 1) {
      throw new IllegalArgumentException(
          "a network without exits leads nowhere: ask for 1 or more");
    }
    if ((long) authorities + relays + exits + clients + services > MOST_NODES) {
      throw new IllegalArgumentException("a network has at most " + MOST_NODES + " nodes");
    }
    if (authorities + relays + exits < HOPS) {
      throw new IllegalArgumentException(
          "circuits have three relays: ask for so many authorities, relays and exits together");
    }
    if (services > 0 && authorities + relays + exits < SERVICE_HOPS) {
      throw new IllegalArgumentException(
          "onion services need five relays: ask for so many authorities, relays and exits"
              + " together");
    }
  }

  /** One without onion services. */
  public Layout(int authorities, int relays, int exits, int clients) {
    this(authorities, relays, exits, clients, 0);
  }

  /** How many of this kind. */
  public int count(NodeKind kind) {
    return switch (kind) {
      case AUTHORITY -> authorities;
      case RELAY -> relays;
      case EXIT -> exits;
      case CLIENT -> clients;
      case SERVICE -> services;
    };
  }

  /** How many of them stand in a consensus: an authority has a relay too. */
  public int listed() {
    return authorities + relays + exits;
  }
}
