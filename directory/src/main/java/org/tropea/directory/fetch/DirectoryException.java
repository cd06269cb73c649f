package org.tropea.directory.fetch;

import org.jspecify.annotations.Nullable;

/** A directory request that got no answer to speak of: the directory, or the way to it, failed. */
public final class DirectoryException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No link to it came about. */
    UNREACHABLE,
    /** Silent, or slower than may be: see {@link LeastRate}. */
    STALLED,
    /** The stream closed before the answer was whole. */
    CLOSED,
    /** Headers or body are larger than allowed. */
    TOO_LARGE,
    /** What came is not the answer that HTTP demands, or unpacks to nothing. */
    MALFORMED,
    /** Our side gave up: shutting down, or out of room. */
    LOCAL
  }

  private final Kind kind;

  /** Has no stack trace: a directory can cause as many as it likes. */
  public DirectoryException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  /** The directory, or the way to it, was silent or too slow. */
  static DirectoryException stalled() {
    return new DirectoryException(
        Kind.STALLED, "the directory, or the way to it, was silent or too slow");
  }

  /** No link to it came about, for this reason. */
  static DirectoryException unreachable(@Nullable String why) {
    return new DirectoryException(Kind.UNREACHABLE, String.valueOf(why));
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
