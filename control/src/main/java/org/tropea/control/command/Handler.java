package org.tropea.control.command;

import java.util.concurrent.CompletableFuture;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;

/** What a command does. On the control port's loop, and must not block. */
interface Handler {
  /**
   * Does it.
   *
   * @return done with the reply, by any thread; failed with a {@link CommandException} where it
   *     cannot be done
   */
  CompletableFuture<Reply> answer(Session session, Arguments arguments) throws CommandException;

  /** What is done at once. */
  interface Prompt {
    /** Does it; the reply. */
    Reply answer(Session session, Arguments arguments) throws CommandException;
  }

  /** A command that is done at once. */
  static Handler of(Prompt prompt) {
    return (session, arguments) ->
        CompletableFuture.completedFuture(prompt.answer(session, arguments));
  }
}
