package org.tropea.control.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.tropea.control.information.Information;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Reply.Line;
import org.tropea.control.protocol.Syntax;

/** GETINFO. */
public final class InformationCommands implements CommandTable.Family {
  /** Keys in one command. */
  private static final int MAX_KEYS = 1_000;

  private final Information information;
  private final Function<Session, String> onions;

  /**
   * Answers by that.
   *
   * @param onions the onion services of a controller, a line for each
   */
  public InformationCommands(Information information, Function<Session, String> onions) {
    this.information = information;
    this.onions = onions;
  }

  @Override
  public void addTo(CommandTable table) {
    table.add("GETINFO", Syntax.words(0, MAX_KEYS), this::answer);
  }

  private CompletableFuture<Reply> answer(Session session, Arguments asked)
      throws CommandException {
    List<CompletableFuture<Optional<String>>> answers = new ArrayList<>();
    List<Line> unknown = new ArrayList<>();
    for (String key : asked.words()) {
      try {
        answers.add(
            key.equals("onions/current")
                ? CompletableFuture.completedFuture(Optional.of(onions.apply(session)))
                : information.answer(key));
      } catch (CommandException e) {
        if (e.reply().lines().get(0).code() != 552) {
          throw e;
        }
        unknown.addAll(e.reply().lines());
        answers.add(CompletableFuture.completedFuture(Optional.of("")));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                reply(
                    asked.words(),
                    answers.stream().map(CompletableFuture::join).toList(),
                    unknown));
  }

  private static Reply reply(
      List<String> keys, List<Optional<String>> answers, List<Line> alreadyUnknown) {
    List<Line> known = new ArrayList<>();
    List<Line> unknown = new ArrayList<>(alreadyUnknown);
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      answers
          .get(i)
          .ifPresentOrElse(
              answer -> known.add(Reply.value(250, key, answer)),
              () -> unknown.add(new Line(552, "Unrecognized key \"" + key + "\"", null)));
    }
    return unknown.isEmpty() ? Reply.done(known) : new Reply(unknown);
  }
}
