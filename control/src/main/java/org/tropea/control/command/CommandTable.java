package org.tropea.control.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.protocol.Command;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Syntax;

/** All commands by their names, and what is answered where there is none. */
public final class CommandTable {
  private static final Logger log = LoggerFactory.getLogger(CommandTable.class);

  private final Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private record Entry(Syntax syntax, Handler handler) {}

  /** A table of these families. */
  public CommandTable(Family... families) {
    for (Family family : families) {
      family.addTo(this);
    }
    add("SETROUTERPURPOSE", Syntax.anyWords(0), Handler.of((session, arguments) -> obsolete()));
  }

  /** Commands that belong together. */
  public interface Family {
    /** Adds them. */
    void addTo(CommandTable table);
  }

  private static Reply obsolete() {
    return Reply.of(511, "SETROUTERPURPOSE is obsolete.");
  }

  /** A command; one that a body follows is named with a plus. */
  void add(String name, Syntax syntax, Handler handler) {
    entries.put(name, new Entry(syntax, handler));
  }

  /**
   * Does the command; the reply, by any thread.
   *
   * @return never fails
   */
  public CompletableFuture<Reply> answer(Session session, Command command) {
    if (!session.isOpen() && !isAllowedBefore(session, command.name())) {
      session.end();
      return CompletableFuture.completedFuture(Reply.of(514, "Authentication required."));
    }
    Entry entry = entries.get(command.name());
    if (entry == null) {
      return CompletableFuture.completedFuture(
          Reply.of(510, "Unrecognized command \"" + command.name() + "\""));
    }
    try {
      return entry
          .handler()
          .answer(session, entry.syntax().read(command))
          .exceptionally(CommandTable::failed);
    } catch (CommandException e) {
      return CompletableFuture.completedFuture(e.reply());
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static boolean isAllowedBefore(Session session, String name) {
    boolean challenged = session.gate().isChallenged();
    if (name.equalsIgnoreCase("PROTOCOLINFO")) {
      return !challenged && !session.inform();
    }
    if (name.equalsIgnoreCase("AUTHCHALLENGE")) {
      return !challenged;
    }
    return name.equalsIgnoreCase("AUTHENTICATE") || name.equalsIgnoreCase("QUIT");
  }

  private static Reply failed(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof CommandException refused) {
      return refused.reply();
    }
    log.error("Bug: a command of a controller", cause);
    return Reply.of(551, "Internal error");
  }
}
