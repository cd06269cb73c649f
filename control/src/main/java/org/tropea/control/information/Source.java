package org.tropea.control.information;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tropea.control.protocol.CommandException;

/** What knows the answer to a key, or to all keys that begin alike. */
public interface Source {
  /**
   * The answer; nothing where there is no such key. On the loop of the control port, and must not
   * block; the future may be done by any thread.
   *
   * @throws CommandException 551 where it cannot be told, 552 where that says why the key is none
   */
  CompletableFuture<Optional<String>> answer(String key) throws CommandException;

  /** Something that can be told at once. */
  interface Known {
    /** The answer; nothing where there is no such key. */
    Optional<String> answer(String key) throws CommandException;
  }

  /** A source that knows at once. */
  static Source of(Known known) {
    return key -> CompletableFuture.completedFuture(known.answer(key));
  }
}
