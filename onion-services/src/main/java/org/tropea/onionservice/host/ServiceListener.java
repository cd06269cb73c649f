package org.tropea.onionservice.host;

import java.time.Duration;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.network.Relay;

/** Who is told what becomes of a service of this node. On the client's loop; must not block. */
public interface ServiceListener {
  /** Told nothing. */
  ServiceListener NONE = new ServiceListener() {};

  /** Why a client that was introduced is not met. */
  enum Refusal {
    /** It was introduced before. */
    REPLAYED,
    /** Nobody who knows the service made the introduction, or its proof of work does not hold. */
    UNREADABLE
  }

  /**
   * A relay is an introduction point of the service now.
   *
   * @param since its circuit was begun
   */
  default void introductionPointEstablished(Duration since) {}

  /** A relay that was an introduction point is none any more. */
  default void introductionPointLost() {}

  /** There is a new descriptor, which directories know by this key. */
  default void described(Ed25519Identity blinded) {}

  /** A directory is about to be given a descriptor. */
  default void uploading(Relay directory) {}

  /** A directory has taken a descriptor, or has not. */
  default void uploaded(Relay directory, boolean taken) {}

  /** All directories of a descriptor have been told, and so many of them have taken it. */
  default void published(int directories, int taken) {}

  /** A client was introduced. */
  default void introduced() {}

  /** An introduction was refused. */
  default void introductionRefused(Refusal why) {}

  /** A circuit to where a client waits is begun. */
  default void meeting() {}

  /**
   * A client was met.
   *
   * @param since its turn came
   */
  default void met(Duration since) {}

  /** A client was not met. */
  default void notMet() {}

  /** The circuit of a client that was met has ended. */
  default void clientLeft() {}

  /**
   * How many wait, where clients prove work, each second.
   *
   * @param effort that they are told to make
   */
  default void waiting(int clients, long effort) {}
}
