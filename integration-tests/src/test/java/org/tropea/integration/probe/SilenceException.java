package org.tropea.integration.probe;

/** The relay did not say anything for as long as the probe waits. */
final class SilenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SilenceException() {
    super("the relay fell silent");
  }
}
