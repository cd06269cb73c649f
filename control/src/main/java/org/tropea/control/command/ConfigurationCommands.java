package org.tropea.control.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.tropea.control.node.Configuration;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Reply.Line;
import org.tropea.control.protocol.Syntax;
import org.tropea.control.protocol.Syntax.Form;

/** What reads and changes options (row Q03). */
public final class ConfigurationCommands implements CommandTable.Family {
  private final Configuration configuration;
  private final Executor blocking;

  /**
   * Commands on these options.
   *
   * @param blocking where they are changed, which may read and write files
   */
  public ConfigurationCommands(Configuration configuration, Executor blocking) {
    this.configuration = configuration;
    this.blocking = blocking;
  }

  /** Something that is changed, or not. */
  private interface Change {
    void make() throws CommandException;
  }

  @Override
  public void addTo(CommandTable table) {
    Syntax lines = Syntax.keyed(0, 0, Form.KEY_ALONE, Form.QUOTED);
    table.add("GETCONF", Syntax.anyWords(0), Handler.of((session, asked) -> get(asked)));
    table.add("SETCONF", lines, (s, a) -> change(() -> configuration.set(a.keyed(), false)));
    table.add("RESETCONF", lines, (s, a) -> change(() -> configuration.set(a.keyed(), true)));
    table.add(
        "+LOADCONF",
        Syntax.words(0, 0).withBody(),
        (s, a) -> change(() -> configuration.load(a.text())));
    table.add(
        "SAVECONF",
        Syntax.keyed(0, 0, Form.KEY_ALONE),
        (s, a) -> change(() -> configuration.save(a.hasFlag("FORCE"))));
  }

  private Reply get(Arguments asked) {
    List<Line> answers = new ArrayList<>();
    List<Line> unknown = new ArrayList<>();
    for (String name : asked.words()) {
      Optional<List<Configuration.Value>> values = configuration.values(name);
      if (values.isEmpty()) {
        unknown.add(new Line(552, "Unrecognized configuration key \"" + name + "\"", null));
      }
      for (Configuration.Value each : values.orElse(List.of())) {
        String text = each.text();
        answers.add(
            text == null ? new Line(250, each.name(), null) : Reply.value(250, each.name(), text));
      }
    }
    if (!unknown.isEmpty()) {
      return new Reply(unknown);
    }
    return answers.isEmpty() ? Reply.OK : new Reply(answers);
  }

  private CompletableFuture<Reply> change(Change change) {
    CompletableFuture<Reply> done = new CompletableFuture<>();
    blocking.execute(
        () -> {
          try {
            change.make();
            done.complete(Reply.OK);
          } catch (CommandException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }
}
