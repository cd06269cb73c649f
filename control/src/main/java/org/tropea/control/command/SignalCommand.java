package org.tropea.control.command;

import org.tropea.control.node.NodeSignal;
import org.tropea.control.node.Program;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.Reply;
import org.tropea.control.protocol.Syntax;

/** SIGNAL (row Q08). */
public final class SignalCommand implements CommandTable.Family {
  private final Program program;

  /** Signals to that process. */
  public SignalCommand(Program program) {
    this.program = program;
  }

  @Override
  public void addTo(CommandTable table) {
    table.add(
        "SIGNAL",
        Syntax.words(1, 1),
        Handler.of(
            (session, arguments) -> {
              String name = arguments.words().get(0);
              NodeSignal signal =
                  NodeSignal.named(name)
                      .orElseThrow(
                          () ->
                              new CommandException(
                                  552, "Unrecognized signal code \"" + name + "\""));
              session.afterReply(() -> program.signal(signal));
              return Reply.OK;
            }));
  }
}
