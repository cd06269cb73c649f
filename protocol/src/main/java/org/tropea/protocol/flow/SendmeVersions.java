package org.tropea.protocol.flow;

/**
 * Which versions of a circuit's SENDME a network takes and sends, by its parameters {@code
 * sendme_accept_min_version} and {@code sendme_emit_min_version} (proposal 289). Immutable.
 *
 * @param accept the least version that is taken, 0 to 255: beyond 1 none is
 * @param emit what is sent: 1 names the cell that it answers, anything else is version 0
 */
public record SendmeVersions(int accept, int emit) {
  /** Those of a network that does not say. */
  public static final SendmeVersions USUAL = new SendmeVersions(0, 1);

  /** The same, with all versions taken: for circuits that only old clients make. */
  public SendmeVersions acceptingAll() {
    return new SendmeVersions(0, emit);
  }
}
