package org.tropea.directory.document;

import java.util.List;

/**
 * Documents read from a concatenation, each failing alone.
 *
 * @param refused how many others were malformed and left out
 */
public record Batch<T>(List<T> documents, int refused) {
  /** Keeps its own copy of the list. */
  public Batch {
    documents = List.copyOf(documents);
  }
}
