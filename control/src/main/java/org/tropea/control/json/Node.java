package org.tropea.control.json;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The process as the API sees it. On the loop of the control port; nothing blocks. Empty is what
 * the process has not: no client, no relay, no consensus yet.
 */
public interface Node {
  /** What it is and how far it has come. */
  Answer.Status status();

  /** Of a client. */
  Optional<Answer.Circuits> circuits();

  /** Of a client. */
  Optional<Answer.Streams> streams();

  /** Of all links. */
  Answer.Bandwidth bandwidth();

  /** Of a client; the future may be done by any thread. */
  CompletableFuture<Optional<Answer.Guards>> guards();

  /** Of a relay. */
  Optional<Answer.Relay> relay();

  /** Of an authority. */
  Optional<Answer.Authority> authority();

  /** That a client has. */
  Optional<Answer.Consensus> consensus();

  /** Is somebody else from now on; false where there is no client. */
  boolean newIdentity();

  /** Reads the torrc again, soon. */
  void reload();
}
