package org.tropea.directory.document;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.directory.text.ItemWriter;

/**
 * Makes of a router descriptor the microdescriptor that every authority must make of it, to the
 * byte (dir-spec 3.3).
 */
public final class MicrodescriptorText {
  private static final int FAMILY_IDS_METHOD = 35;
  private static final int OPTIONAL_TAP_METHOD = 36;
  private static final int BARE_METHOD = 37;

  private MicrodescriptorText() {}

  /**
   * The microdescriptor of this consensus method, from 32 on. From 35 on it says {@code
   * family-ids}, from 37 on neither the RSA onion key nor {@code family}.
   *
   * @throws DecodeException for a descriptor without an RSA onion key before method 36, which knows
   *     no microdescriptor without one
   */
  public static Microdescriptor of(RouterDescriptor descriptor, int method) throws DecodeException {
    RsaPublicKey onionKey = descriptor.onionKey();
    if (onionKey == null && method < OPTIONAL_TAP_METHOD) {
      throw new DecodeException("a relay without an RSA onion key has no such microdescriptor");
    }
    ItemWriter writer = new ItemWriter();
    writer.line("onion-key");
    if (onionKey != null && method < BARE_METHOD) {
      writer.object("RSA PUBLIC KEY", onionKey.der().toByteArray());
    }
    writer.line("ntor-onion-key", Base64Digest.write(descriptor.ntorOnionKey().value()));
    RelayDescription description = descriptor.description();
    if (method < BARE_METHOD && !description.family().isEmpty()) {
      writer.line("family", family(description.family(), descriptor.identity()).toArray());
    }
    if (method >= FAMILY_IDS_METHOD && !descriptor.familyIds().isEmpty()) {
      writer.line("family-ids", descriptor.familyIds().toArray());
    }
    PortPolicy policy = descriptor.policySummary();
    if (!policy.rejectsAll()) {
      writer.line("p", policy.text());
    }
    if (!description.ipv6Policy().rejectsAll()) {
      writer.line("p6", description.ipv6Policy().text());
    }
    writer.line("id", "ed25519", descriptor.ed25519Identity().toBase64());
    return Microdescriptor.read(writer.toByteArray());
  }

  /** Fingerprints in upper case, nicknames in lower case, the relay itself among them, sorted. */
  private static Set<String> family(List<String> members, RsaIdentity self) {
    TreeSet<String> family = new TreeSet<>();
    family.add("$" + self.toHex());
    for (String member : members) {
      if (Nickname.isLegal(member)) {
        family.add(member.toLowerCase(Locale.ROOT));
      } else {
        int start = member.startsWith("$") ? 1 : 0;
        String hex = member.substring(start, start + 2 * RsaIdentity.LENGTH);
        family.add("$" + hex.toUpperCase(Locale.ROOT));
      }
    }
    return family;
  }
}
