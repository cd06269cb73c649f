package org.tropea.protocol.conflux;

/**
 * A leg and how far it has come. Sequence numbers count the messages of the whole set that have an
 * order among them, from 1. Confined to the set's loop.
 */
final class LinkedLeg<L extends Leg> {
  private final L leg;
  private long lastSent;
  private long lastReceived;
  private long roundTripNanos;

  /**
   * @param lastSent the number up to which the set had sent when the leg was linked
   * @param lastReceived the number up to which the other end had sent by then
   * @param roundTripNanos 0 when it was not measured yet
   */
  LinkedLeg(L leg, long lastSent, long lastReceived, long roundTripNanos) {
    this.leg = leg;
    this.lastSent = lastSent;
    this.lastReceived = lastReceived;
    this.roundTripNanos = roundTripNanos;
  }

  L leg() {
    return leg;
  }

  long lastSent() {
    return lastSent;
  }

  long lastReceived() {
    return lastReceived;
  }

  /** In nanoseconds; 0 when it was not measured yet. */
  long roundTripNanos() {
    return roundTripNanos;
  }

  void measured(long nanos) {
    roundTripNanos = nanos;
  }

  /** The number of the message that is about to be sent. */
  long send() {
    return ++lastSent;
  }

  /** The number of the message that arrived. */
  long receive() {
    return ++lastReceived;
  }

  /** Goes on from where {@code other} has come to; how many numbers that leaves out. */
  long followOn(LinkedLeg<L> other) {
    long left = other.lastSent - lastSent;
    lastSent = other.lastSent;
    return left;
  }

  /** The other end leaves out so many numbers on this leg. */
  void skip(long numbers) {
    lastReceived += numbers;
  }
}
