package org.tropea.authority.intake;

import org.tropea.directory.document.TorVersion;

/**
 * Which relays an authority takes.
 *
 * @param allowPrivateAddresses DirAllowPrivateAddresses: for networks that are nobody's
 * @param minimalVersion MinimalAcceptedServerVersion; binds C tor, whose versions we know
 */
public record UploadSettings(boolean allowPrivateAddresses, TorVersion minimalVersion) {
  /** C tor 0.4.9.11's defaults. */
  public static final UploadSettings DEFAULT =
      new UploadSettings(false, TorVersion.read("0.4.8.0-alpha-dev").orElseThrow());

  /** For a network on private addresses. */
  public static final UploadSettings TESTING = new UploadSettings(true, DEFAULT.minimalVersion());
}
