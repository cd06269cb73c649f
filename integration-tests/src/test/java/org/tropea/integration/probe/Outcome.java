package org.tropea.integration.probe;

/** What an input led to, in classes that can be compared between implementations. */
record Outcome(Kind kind, int number) {
  enum Kind {
    /** Nothing: link, circuit and stream live on. */
    KEPT,
    /** The link was closed. */
    CLOSED,
    /** TLS was refused with an alert. */
    ALERT,
    /** TLS agreed on a cipher suite. */
    SUITE,
    /** The circuit was destroyed. */
    DESTROY,
    /** The stream was ended. */
    END,
    /** The stream was connected. */
    CONNECTED,
    /** An INTRODUCE_ACK of this status came. */
    STATUS,
    /** So many cells came, and no more. */
    CELLS,
    /** The node answers no more, which no case may lead to. */
    SILENT
  }

  static final Outcome KEPT = new Outcome(Kind.KEPT, 0);
  static final Outcome CLOSED = new Outcome(Kind.CLOSED, 0);
  static final Outcome CONNECTED = new Outcome(Kind.CONNECTED, 0);
  static final Outcome SILENT = new Outcome(Kind.SILENT, 0);

  static Outcome alert(int description) {
    return new Outcome(Kind.ALERT, description);
  }

  static Outcome suite(int suite) {
    return new Outcome(Kind.SUITE, suite);
  }

  static Outcome destroy(int reason) {
    return new Outcome(Kind.DESTROY, reason);
  }

  static Outcome end(int reason) {
    return new Outcome(Kind.END, reason);
  }

  static Outcome status(int status) {
    return new Outcome(Kind.STATUS, status);
  }

  static Outcome cells(int count) {
    return new Outcome(Kind.CELLS, count);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ALERT, SUITE, DESTROY, END, STATUS, CELLS -> kind + "(" + number + ")";
      default -> kind.toString();
    };
  }
}
