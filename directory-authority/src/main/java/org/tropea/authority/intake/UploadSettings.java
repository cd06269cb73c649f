package org.tropea.authority.intake;

import org.tropea.directory.document.TorVersion;

/**
 * Which relays an authority takes.
 *
 * @param allowPrivateAddresses DirAllowPrivateAddresses: for networks that are nobody's
 * @param minimalVersion MinimalAcceptedServerVersion; binds C tor, whose versions we know
 * @param tapKeyNeeded AuthDirSupport048Clients: whether relays must have a TAP key, without which
 *     such clients cannot use them
 * @param pinKeys AuthDirPinKeys: whether a relay may never change one of its two identities
 */
public record UploadSettings(
    boolean allowPrivateAddresses,
    TorVersion minimalVersion,
    boolean tapKeyNeeded,
    boolean pinKeys) {
  /** The oldest version of C tor that is taken unless the authority is told another. */
  public static final String MINIMAL_VERSION = "0.4.9.1-alpha";

  /** C tor 0.4.9.15's defaults. */
  public static final UploadSettings DEFAULT =
      new UploadSettings(false, TorVersion.read(MINIMAL_VERSION).orElseThrow(), false, true);

  /** For a network on private addresses. */
  public static final UploadSettings TESTING =
      new UploadSettings(true, DEFAULT.minimalVersion(), false, true);
}
