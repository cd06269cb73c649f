package org.tropea.protocol.flow;

/**
 * A fixed window over the DATA cells we send (tor-spec 7.3, 7.4): each SENDME opens it again by one
 * increment. Confined to the loop of its circuit.
 */
final class SendWindow {
  /** Cells per window and per SENDME of a circuit. */
  static final int CIRCUIT = 1000;

  /** Cells that a circuit's SENDME acknowledges. */
  static final int CIRCUIT_INCREMENT = 100;

  /** Cells per window of a stream. */
  static final int STREAM = 500;

  /** Cells that a stream's SENDME acknowledges. */
  static final int STREAM_INCREMENT = 50;

  private final int limit;
  private final int increment;
  private int room;

  private SendWindow(int limit, int increment) {
    this.limit = limit;
    this.increment = increment;
    this.room = limit;
  }

  /** 1000 cells, 100 per SENDME. */
  static SendWindow ofCircuit() {
    return new SendWindow(CIRCUIT, CIRCUIT_INCREMENT);
  }

  /** 500 cells, 50 per SENDME. */
  static SendWindow ofStream() {
    return new SendWindow(STREAM, STREAM_INCREMENT);
  }

  /** Whether another DATA cell may be sent. */
  boolean isOpen() {
    return room > 0;
  }

  /** Counts a DATA cell sent; true when it is the one that the next SENDME acknowledges. */
  boolean sent() {
    if (room == 0) {
      throw new IllegalStateException("sent beyond the window");
    }
    room--;
    return room % increment == 0;
  }

  /** SENDMEs that may still come for the cells sent so far. */
  int awaited() {
    return (limit - room) / increment;
  }

  /** Counts a SENDME; false when nothing is outstanding that it could acknowledge. */
  boolean acknowledged() {
    if (room + increment > limit) {
      return false;
    }
    room += increment;
    return true;
  }
}
