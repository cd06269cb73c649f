package org.tropea.command;

import java.io.PrintStream;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;

/** What a user of {@code testnet} sees. Any thread. */
interface TestnetView extends AutoCloseable {
  /**
   * The view that fits: JSON where it is asked for, a live table on a terminal, lines elsewhere.
   *
   * @param figures what the process took
   */
  static TestnetView of(boolean json, PrintStream out, ProcessFigures figures) {
    if (json) {
      return new JsonLines(out, figures);
    }
    PlainLines lines = new PlainLines(out, figures);
    return isTerminal() ? new LiveTable(out, lines) : lines;
  }

  /** The script that starts us knows; Java does not say before version 22. */
  private static boolean isTerminal() {
    return Boolean.getBoolean("tropea.terminal");
  }

  /** The network begins to start. */
  void begins(LocalNetwork network);

  /** A node changed; must not block. */
  void changed(Node node);

  /** The network can be used. */
  void ready(LocalNetwork network, PageServer pages);

  /** The check was made. */
  void checked(NetworkCheck.Result result);

  /** Whether log lines on the same terminal would spoil it. */
  default boolean isTable() {
    return false;
  }

  @Override
  default void close() {}
}
