package org.tropea.relay.exit;

import java.net.UnknownHostException;

/** A question to a name server that came to nothing; it has no stack trace. */
final class NameFailure extends UnknownHostException {
  private static final long serialVersionUID = 1;

  private final NameResult result;

  NameFailure(NameResult result, String why) {
    super(why);
    this.result = result;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /** What became of a question that failed so. */
  static NameResult of(Throwable cause) {
    return cause instanceof NameFailure known ? known.result : NameResult.UNKNOWN;
  }
}
