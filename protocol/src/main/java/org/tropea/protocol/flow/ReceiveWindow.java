package org.tropea.protocol.flow;

/**
 * A fixed window over the DATA cells we receive (tor-spec 7.3, 7.4): says when a SENDME is due, and
 * when the other side has sent more than it was allowed. Confined to the loop of its circuit.
 */
final class ReceiveWindow {
  private final int increment;
  private int room;
  private int unacknowledged;

  private ReceiveWindow(int limit, int increment) {
    this.increment = increment;
    this.room = limit;
  }

  /** 1000 cells, a SENDME per 100. */
  static ReceiveWindow ofCircuit() {
    return new ReceiveWindow(SendWindow.CIRCUIT, SendWindow.CIRCUIT_INCREMENT);
  }

  /** 500 cells, a SENDME per 50. */
  static ReceiveWindow ofStream() {
    return new ReceiveWindow(SendWindow.STREAM, SendWindow.STREAM_INCREMENT);
  }

  /** Counts a DATA cell that arrived; false when the sender had no right to send it. */
  boolean received() {
    if (room == 0) {
      return false;
    }
    room--;
    return true;
  }

  /** Counts a DATA cell taken out of our hands; true when a SENDME is due, which this counts. */
  boolean consumed() {
    unacknowledged++;
    if (unacknowledged < increment) {
      return false;
    }
    unacknowledged = 0;
    room += increment;
    return true;
  }

  /** Cells the other side may still send. */
  int room() {
    return room;
  }
}
