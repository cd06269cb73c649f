package org.tropea.protocol.notice;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * Marks what is worth saying once in a process, however many of its nodes find it out: a log that
 * knows the marker leaves out what it has said in the same words.
 */
public final class OnceAProcess {
  /** The marker. */
  public static final Marker MARKER = MarkerFactory.getMarker("once-a-process");

  private OnceAProcess() {}
}
