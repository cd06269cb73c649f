package org.tropea.control.command;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tropea.control.node.Steering;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Syntax;

/** What is done to a client's streams (row Q07). */
public final class StreamCommands implements CommandTable.Family {
  private static final int MOST_PORT = 0xffff;

  private final Steering steering;

  /** Commands to that client. */
  public StreamCommands(Steering steering) {
    this.steering = steering;
  }

  @Override
  public void addTo(CommandTable table) {
    table.add("ATTACHSTREAM", Syntax.keyed(2, 2).only("HOP"), (s, a) -> attach(a));
    table.add("REDIRECTSTREAM", Syntax.anyWords(2), (s, a) -> redirect(a));
    table.add("CLOSESTREAM", Syntax.anyWords(2), (s, a) -> close(a));
  }

  private long known(String word) throws CommandException {
    long number = CircuitCommands.number(word);
    if (steering.hasNoStream(number)) {
      throw unknown(word);
    }
    return number;
  }

  private static CommandException unknown(String word) {
    return new CommandException(552, "Unknown stream \"" + word + "\"");
  }

  private CompletableFuture<Reply> attach(Arguments arguments) throws CommandException {
    String circuit = arguments.words().get(1);
    long stream = known(arguments.words().get(0));
    long number = CircuitCommands.number(circuit);
    if (!circuit.equals("0") && steering.hasNoCircuit(number)) {
      throw new CommandException(552, "Unknown circuit \"" + circuit + "\"");
    }
    int hop = 0;
    Optional<String> written = arguments.value("HOP");
    if (number != 0 && written.isPresent()) {
      if (!written.get().matches("\\d{1,9}")) {
        throw new CommandException(552, "Bad value hop=" + written.get());
      }
      hop = Integer.parseInt(written.get());
    }
    return steering.attach(stream, number, hop).thenApply(done -> Reply.OK);
  }

  private CompletableFuture<Reply> redirect(Arguments arguments) throws CommandException {
    List<String> words = arguments.words();
    long stream = known(words.get(0));
    int port = 0;
    if (words.size() > 2) {
      String written = words.get(2);
      port = written.matches("\\d{1,5}") ? Integer.parseInt(written) : 0;
      if (port < 1 || port > MOST_PORT) {
        throw new CommandException(512, "Cannot parse port \"" + written + "\"");
      }
    }
    return steering.redirect(stream, words.get(1), port).thenApply(done -> Reply.OK);
  }

  private CompletableFuture<Reply> close(Arguments arguments) throws CommandException {
    String word = arguments.words().get(0);
    String reason = arguments.words().get(1);
    long stream = known(word);
    if (!reason.matches("\\d{1,3}") || Integer.parseInt(reason) > 0xff) {
      throw new CommandException(552, "Unrecognized reason \"" + reason + "\"");
    }
    return steering
        .closeStream(stream, Integer.parseInt(reason))
        .thenApply(done -> done ? Reply.OK : unknown(word).reply());
  }
}
