package org.tropea.control.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.event.EventKind;
import org.tropea.control.node.Steering;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Reply.Line;
import org.tropea.control.protocol.Syntax;
import org.tropea.control.protocol.Syntax.Form;

/** What is done to the names that a client asks for, and to what it remembers (row Q11). */
public final class SteeringCommands implements CommandTable.Family {
  private static final Logger log = LoggerFactory.getLogger(SteeringCommands.class);

  private final Steering steering;

  /** Commands to that client. */
  public SteeringCommands(Steering steering) {
    this.steering = steering;
  }

  @Override
  public void addTo(CommandTable table) {
    table.add("RESOLVE", Syntax.keyed(0, 0, Form.KEY_ALONE), this::resolve);
    table.add("DROPGUARDS", Syntax.words(0, 0), (s, a) -> dropGuards());
    table.add("DROPTIMEOUTS", Syntax.words(0, 0), (s, a) -> dropTimeouts());
    table.add("MAPADDRESS", Syntax.keyed(0, 0), (s, a) -> map(a));
  }

  private CompletableFuture<Reply> resolve(Session session, Arguments arguments) {
    if (!session.hears(EventKind.ADDRMAP)) {
      log.warn("A controller has a name looked up and listens to no ADDRMAP events");
    }
    boolean reverse =
        arguments.value("mode").filter(mode -> mode.equalsIgnoreCase("reverse")).isPresent();
    List<String> hosts =
        arguments.keyed().stream()
            .filter(each -> each.value().isEmpty())
            .map(Argument::key)
            .toList();
    session.afterReply(() -> hosts.forEach(host -> steering.resolve(host, reverse)));
    return CompletableFuture.completedFuture(Reply.OK);
  }

  private CompletableFuture<Reply> dropGuards() {
    log.warn(
        "A controller drops this client's guards; to do so often makes it meet hostile relays");
    return steering.forgetGuards().thenApply(done -> Reply.OK);
  }

  private CompletableFuture<Reply> dropTimeouts() {
    log.warn("A controller drops what this client learned of how long circuits take to be built");
    return steering.forgetBuildTimes().thenApply(done -> Reply.OK);
  }

  private CompletableFuture<Reply> map(Arguments arguments) throws CommandException {
    if (arguments.keyed().isEmpty()) {
      throw new CommandException(512, "syntax error: not enough arguments to mapaddress.");
    }
    List<CompletableFuture<Line>> lines = new ArrayList<>();
    for (Argument each : arguments.keyed()) {
      lines.add(
          steering
              .map(each.key(), each.value())
              .thenApply(mapped -> new Line(250, mapped + "=" + each.value(), null))
              .exceptionally(SteeringCommands::refused));
    }
    return CompletableFuture.allOf(lines.toArray(CompletableFuture[]::new))
        .thenApply(done -> new Reply(lines.stream().map(CompletableFuture::join).toList()));
  }

  private static Line refused(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof CommandException refused) {
      return refused.reply().lines().get(0);
    }
    throw new CompletionException(cause);
  }
}
