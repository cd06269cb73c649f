package org.tropea.authority.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.rules.RelayRules;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.TorVersion;
import org.tropea.protocol.linkspec.IpAddress;

/** Which of the descriptors that are signed well an authority takes, as C tor does. Immutable. */
public final class UploadPolicy {
  private static final Duration MAX_AHEAD = Duration.ofHours(12);
  private static final Duration MAX_AGE = Duration.ofHours(24);
  private static final String TOR = "Tor ";
  private static final String KEYS_CHANGED =
      "Looks like your keypair has changed? This authority previously recorded a different RSA"
          + " identity for this Ed25519 identity (or vice versa.) Did you replace or copy some of"
          + " your key files, but not the others? You should either restore the expected keypair,"
          + " or delete your keys and restart Tor to start your relay with a new identity.";

  private final UploadSettings settings;

  /** The policy of these settings. */
  public UploadPolicy(UploadSettings settings) {
    this.settings = settings;
  }

  /**
   * Whether to take a descriptor.
   *
   * @param known the one that we have of the same relay, null if none
   * @param rules what the operator decided about relays
   * @param keysFit whether both its identities go together; asked once at most
   */
  public UploadVerdict judge(
      RouterDescriptor fresh,
      @Nullable RouterDescriptor known,
      Instant now,
      RelayRules rules,
      BooleanSupplier keysFit) {
    RelayDescription description = fresh.description();
    if (settings.tapKeyNeeded() && fresh.onionKey() == null) {
      return UploadVerdict.refused("Missing TAP key in descriptor.");
    }
    boolean younger =
        known == null || known.description().published().isBefore(description.published());
    if (known != null && younger && CosmeticChange.is(known, fresh)) {
      return UploadVerdict.notNew(
          "Not replacing router descriptor; no information has changed since the last one with"
              + " this identity.");
    }
    if (!keysFit.getAsBoolean()) {
      return UploadVerdict.refused(KEYS_CHANGED);
    }
    if (known != null && known.digest().equals(fresh.digest())) {
      return UploadVerdict.notNew("Router descriptor was not new.");
    }
    Optional<String> refusal = refusal(fresh, now, rules);
    if (refusal.isPresent()) {
      return UploadVerdict.refused(refusal.get());
    }
    return younger
        ? UploadVerdict.ACCEPTED
        : UploadVerdict.notNew("Router descriptor was not new.");
  }

  private Optional<String> refusal(RouterDescriptor fresh, Instant now, RelayRules rules) {
    RelayDescription description = fresh.description();
    String platform = description.platform();
    if (platform.startsWith(TOR)) {
      Optional<TorVersion> version = TorVersion.read(versionOf(platform));
      if (version.isEmpty()) {
        return Optional.of("Malformed platform string.");
      }
      if (version.get().compareTo(settings.minimalVersion()) < 0) {
        return Optional.of("Tor version is insecure or unsupported. Please upgrade!");
      }
    }
    Optional<String> decided = rules.refusal(fresh);
    if (decided.isPresent()) {
      return decided;
    }
    if (description.published().isAfter(now.plus(MAX_AHEAD))) {
      return Optional.of(
          "Rejected: Your clock is set too far in the future, or your timezone is not correct.");
    }
    if (description.published().isBefore(now.minus(MAX_AGE))) {
      return Optional.of(
          "Rejected: Server is expired, or your clock is too far in the past, or your timezone is"
              + " not correct.");
    }
    if (!settings.allowPrivateAddresses() && isPrivate(description)) {
      return Optional.of("Rejected: Address is a private address.");
    }
    return Optional.empty();
  }

  private static boolean isPrivate(RelayDescription description) {
    var ipv6 = description.ipv6();
    return IpAddress.isInternal(description.address().getAddress())
        || (ipv6 != null && IpAddress.isInternal(ipv6.getAddress()));
  }

  /** The word behind {@code Tor}, and what stands in parentheses behind that. */
  private static String versionOf(String platform) {
    String rest = platform.substring(TOR.length()).stripLeading();
    int end = rest.indexOf(' ');
    if (end >= 0 && (rest.startsWith(" (r", end) || rest.startsWith(" (git-", end))) {
      end = rest.indexOf(' ', end + 1);
    }
    return end < 0 ? rest : rest.substring(0, end);
  }
}
