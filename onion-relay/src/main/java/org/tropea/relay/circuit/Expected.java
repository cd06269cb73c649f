package org.tropea.relay.circuit;

import java.util.Set;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.UnknownCell;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;

/** What a relay looks at and what it drops, as C tor does (row C20). */
final class Expected {
  /** Where they are beyond understanding, they are dropped, since C tor does not read them. */
  private static final Set<Integer> UNREAD =
      Set.of(
          RelayCommand.CONNECTED,
          RelayCommand.EXTENDED2,
          RelayCommand.RESOLVE,
          RelayCommand.RESOLVED,
          RelayCommand.TRUNCATED);

  private Expected() {}

  static boolean mayBeMalformed(int command) {
    return UNREAD.contains(command);
  }

  /** Anything else is dropped, though it names a stream; so is DATA of nothing. */
  static boolean onStream(RelayMessage message) {
    return message instanceof Data data
        ? data.length() > 0
        : message instanceof End
            || message instanceof Sendme
            || message instanceof Connected
            || message instanceof Resolved;
  }

  /** An answer to CREATE, of any kind. */
  static boolean isCreated(Cell cell) {
    return cell instanceof Created2
        || cell instanceof CreatedFast
        || (cell instanceof UnknownCell unknown && unknown.isCreated());
  }
}
