package org.tropea.control.status;

import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CloseReason;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.StreamEnd;

/** C tor's words for why circuits and streams end. */
final class ReasonNames {
  private ReasonNames() {}

  /** The fields of a CIRC event. */
  static String of(CloseReason why) {
    String name = of(why.reason());
    return why.remote() ? "REASON=DESTROYED REMOTE_REASON=" + name : "REASON=" + name;
  }

  /** The fields of a STREAM event. */
  static String of(StreamEnd why) {
    String name = of(why.reason());
    return why.remote() ? "REASON=END REMOTE_REASON=" + name : "REASON=" + name;
  }

  private static String of(DestroyReason reason) {
    return switch (reason.code()) {
      case 0 -> "NONE";
      case 1 -> "TORPROTOCOL";
      case 2 -> "INTERNAL";
      case 3 -> "REQUESTED";
      case 4 -> "HIBERNATING";
      case 5 -> "RESOURCELIMIT";
      case 6 -> "CONNECTFAILED";
      case 7 -> "OR_IDENTITY";
      case 8 -> "CHANNEL_CLOSED";
      case 9 -> "FINISHED";
      case 10 -> "TIMEOUT";
      case 11 -> "DESTROYED";
      case 12 -> "NOSUCHSERVICE";
      default -> "UNKNOWN_" + reason.code();
    };
  }

  private static String of(EndReason reason) {
    return switch (reason.code()) {
      case 1 -> "MISC";
      case 2 -> "RESOLVEFAILED";
      case 3 -> "CONNECTREFUSED";
      case 4 -> "EXITPOLICY";
      case 5 -> "DESTROY";
      case 6 -> "DONE";
      case 7 -> "TIMEOUT";
      case 8 -> "NOROUTE";
      case 9 -> "HIBERNATING";
      case 10 -> "INTERNAL";
      case 11 -> "RESOURCELIMIT";
      case 12 -> "CONNRESET";
      case 13 -> "TORPROTOCOL";
      case 14 -> "NOTDIRECTORY";
      default -> "UNKNOWN_" + reason.code();
    };
  }
}
