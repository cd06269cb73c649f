package org.tropea.relay.self;

/**
 * Who is told of the descriptors of this relay; docs/decisions/observers.md says what all observers
 * have in common. Called on the loop of the publisher, and must not block.
 */
public interface DescriptorObserver {
  /** Told nothing. */
  DescriptorObserver NONE = new DescriptorObserver() {};

  /** A descriptor was made, and is on its way to the authorities. */
  default void published(DescriptorFacts descriptor) {}

  /** The authority of that nickname has taken it. */
  default void taken(DescriptorFacts descriptor, String authority) {}

  /** The authority of that nickname refuses it, and is not asked again. */
  default void refused(DescriptorFacts descriptor, String authority) {}
}
