package org.tropea.directory.document;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * The authority a vote comes from (dir-spec 3.4.1, {@code dir-source}). Immutable.
 *
 * @param hostname as it wants to be shown, often its address
 * @param address IPv4
 * @param contact its operator's, as it stands
 * @param legacyKey a further name of the authority from a key change; nearly always null
 */
public record VoteSource(
    String nickname,
    RsaIdentity identity,
    String hostname,
    InetAddress address,
    int dirPort,
    int onionPort,
    String contact,
    @Nullable RsaIdentity legacyKey) {

  /** The {@code dir-source} line. */
  public void writeSource(StringBuilder text) {
    writeSource(text, nickname, identity);
  }

  /** The {@code dir-source} line of its further name. */
  public void writeLegacySource(StringBuilder text, RsaIdentity legacy) {
    writeSource(text, nickname + "-legacy", legacy);
  }

  /** The {@code contact} line. */
  public void writeContact(StringBuilder text) {
    text.append("contact ").append(contact).append('\n');
  }

  private void writeSource(StringBuilder text, String name, RsaIdentity key) {
    text.append("dir-source ").append(name).append(' ').append(key.toHex());
    text.append(' ').append(hostname).append(' ').append(address.getHostAddress());
    text.append(' ').append(dirPort).append(' ').append(onionPort).append('\n');
  }
}
