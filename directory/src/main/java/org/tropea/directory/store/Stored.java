package org.tropea.directory.store;

/** What the disk holds of a document: the document, or why there is none to use. */
public sealed interface Stored<T> {
  /** Found, and readable. */
  record Found<T>(T document) implements Stored<T> {}

  /** Nothing to use: fetch it. */
  record Absent<T>(Reason reason) implements Stored<T> {}

  /** Why there is nothing to use. */
  enum Reason {
    /** No such file: the first start. */
    MISSING,
    /** The file is there and cannot be read: rights, or a broken disk. */
    UNREADABLE,
    /** The file is truncated or garbage. */
    DAMAGED
  }
}
