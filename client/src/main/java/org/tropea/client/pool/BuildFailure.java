package org.tropea.client.pool;

/** A circuit that could not be built. */
public final class BuildFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean atLink;

  BuildFailure(String message, boolean atLink) {
    super(message, null, false, false);
    this.atLink = atLink;
  }

  /**
   * Whether there was no link to the first relay. Any other failure can be the doing of any relay
   * of the path, and says nothing of the one that did not answer.
   */
  public boolean atLink() {
    return atLink;
  }
}
