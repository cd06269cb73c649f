package org.tropea.onionservice.host;

/** Who is told what becomes of a service of this node. On the client's loop; must not block. */
public interface ServiceListener {
  /** Told nothing. */
  ServiceListener NONE = new ServiceListener() {};

  /** A relay is an introduction point of the service now. */
  default void introductionPointEstablished() {}

  /** A directory has taken a descriptor, or has not. */
  default void uploaded(boolean taken) {}

  /** All directories of a descriptor have been told, and so many of them have taken it. */
  default void published(int directories, int taken) {}

  /** An introduction was refused: it was seen before, or nobody who knows the service made it. */
  default void introductionRefused() {}

  /** A client was met, or was not. */
  default void met(boolean met) {}
}
