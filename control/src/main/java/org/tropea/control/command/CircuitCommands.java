package org.tropea.control.command;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tropea.control.node.Steering;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.Arguments;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Syntax;
import org.tropea.control.protocol.Syntax.Form;

/** What is done to a client's circuits (row Q06). */
public final class CircuitCommands implements CommandTable.Family {
  private final Steering steering;

  /** Commands to that client. */
  public CircuitCommands(Steering steering) {
    this.steering = steering;
  }

  @Override
  public void addTo(CommandTable table) {
    table.add("EXTENDCIRCUIT", Syntax.keyed(1, 1, Form.KEY_ALONE), (s, a) -> extend(a));
    table.add("SETCIRCUITPURPOSE", Syntax.keyed(1, 1), (s, a) -> assign(a));
    table.add("CLOSECIRCUIT", Syntax.keyed(1, 1, Form.KEY_ALONE), (s, a) -> close(a));
  }

  /** A number that there may be; 0 for what is none. */
  static long number(String word) {
    return word.matches("\\d{1,10}") ? Long.parseLong(word) : 0;
  }

  private CompletableFuture<Reply> extend(Arguments arguments) throws CommandException {
    String word = arguments.words().get(0);
    String path = path(arguments);
    boolean reserved = isReserved(arguments.value("purpose").orElse("general"));
    boolean fresh = word.equals("0");
    if (!fresh && steering.hasNoCircuit(number(word))) {
      throw unknown(word);
    }
    if (!fresh && path.isEmpty()) {
      throw new CommandException(512, "syntax error: path required.");
    }
    List<String> relays = path.isEmpty() ? List.of() : List.of(path.split(",", -1));
    return (fresh ? steering.launch(relays, reserved) : steering.extend(number(word), relays))
        .thenApply(number -> Reply.of(250, "EXTENDED " + number));
  }

  /** It may hold an equals sign, and look as if it had a key. */
  private static String path(Arguments arguments) {
    if (arguments.keyed().isEmpty()) {
      return "";
    }
    Argument first = arguments.keyed().get(0);
    if (first.value().isEmpty()) {
      return first.key();
    }
    return first.key().startsWith("$") ? first.key() + "=" + first.value() : "";
  }

  private static boolean isReserved(String written) throws CommandException {
    String purpose =
        written.regionMatches(true, 0, "purpose=", 0, "purpose=".length())
            ? written.substring("purpose=".length())
            : written;
    if (purpose.equalsIgnoreCase("general")) {
      return false;
    }
    if (purpose.equalsIgnoreCase("controller")) {
      return true;
    }
    throw new CommandException(552, "Unknown purpose \"" + written + "\"");
  }

  private CompletableFuture<Reply> assign(Arguments arguments) throws CommandException {
    String word = arguments.words().get(0);
    if (steering.hasNoCircuit(number(word))) {
      throw unknown(word);
    }
    String purpose =
        arguments.value("purpose").orElseThrow(() -> new CommandException(552, "No purpose given"));
    return steering.assign(number(word), isReserved(purpose)).thenApply(done -> Reply.OK);
  }

  private CompletableFuture<Reply> close(Arguments arguments) {
    String word = arguments.words().get(0);
    return steering
        .closeCircuit(number(word), arguments.hasFlag("IfUnused"))
        .thenApply(known -> known ? Reply.OK : unknown(word).reply());
  }

  private static CommandException unknown(String word) {
    return new CommandException(552, "Unknown circuit \"" + word + "\"");
  }
}
