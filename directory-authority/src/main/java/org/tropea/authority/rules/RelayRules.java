package org.tropea.authority.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.RouterDescriptor;

/** All rules for relays: those of the file {@code approved-routers}, and by address. Immutable. */
public final class RelayRules {
  private static final Logger log = LoggerFactory.getLogger(RelayRules.class);
  private static final String FILE = "approved-routers";
  private static final int HEX_LENGTH = 40;
  private static final int BASE64_LENGTH = 43;

  /** Nothing was decided about anybody. */
  public static final RelayRules NONE = new RelayRules(Map.of(), Map.of(), AddressRules.NONE);

  private final Map<RsaIdentity, Set<RelayRule>> byRsa;
  private final Map<Ed25519Identity, Set<RelayRule>> byEd25519;
  private final AddressRules addresses;

  private RelayRules(
      Map<RsaIdentity, Set<RelayRule>> byRsa,
      Map<Ed25519Identity, Set<RelayRule>> byEd25519,
      AddressRules addresses) {
    this.byRsa = byRsa;
    this.byEd25519 = byEd25519;
    this.addresses = addresses;
  }

  /**
   * Reads {@code approved-routers}: on each line a rule or a nickname, and a relay's RSA
   * fingerprint or its Ed25519 identity in base64. A nickname decides nothing. A line that cannot
   * be read is warned of and passed over, as in C tor.
   */
  public static RelayRules read(String text, AddressRules addresses) {
    Map<RsaIdentity, Set<RelayRule>> byRsa = new HashMap<>();
    Map<Ed25519Identity, Set<RelayRule>> byEd25519 = new HashMap<>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = raw.replaceFirst("#.*", "").strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split("\\s+", 2);
      String name = words.length < 2 ? "" : words[1].replace(" ", "");
      Set<RelayRule> rules = EnumSet.noneOf(RelayRule.class);
      for (RelayRule each : RelayRule.values()) {
        if (each.word().equals(words[0].toLowerCase(Locale.ROOT))) {
          rules.add(each);
        }
      }
      try {
        if (name.length() == HEX_LENGTH) {
          add(byRsa, RsaIdentity.fromHex(name), rules);
        } else if (name.length() == BASE64_LENGTH) {
          byte[] key = Base64Digest.read(name, Ed25519Identity.LENGTH);
          add(byEd25519, Ed25519Identity.of(key), rules);
        } else {
          throw new DecodeException("neither a fingerprint nor an Ed25519 identity");
        }
      } catch (DecodeException e) {
        log.warn("approved-routers, line {}: {}; passing over it", number, e.getMessage());
      }
    }
    return new RelayRules(byRsa, byEd25519, addresses);
  }

  private static <K> void add(Map<K, Set<RelayRule>> all, K key, Set<RelayRule> rules) {
    all.computeIfAbsent(key, absent -> EnumSet.noneOf(RelayRule.class)).addAll(rules);
  }

  /** Those of this data directory; where there is no such file, only those by address. Blocks. */
  public static RelayRules load(Path directory, AddressRules addresses) throws IOException {
    try {
      Path file = directory.resolve(FILE);
      return read(Files.readString(file, StandardCharsets.ISO_8859_1), addresses);
    } catch (NoSuchFileException e) {
      return read("", addresses);
    }
  }

  /** What was decided about this relay. */
  public Set<RelayRule> of(RouterDescriptor relay) {
    Set<RelayRule> rules = EnumSet.noneOf(RelayRule.class);
    rules.addAll(named(relay));
    rules.addAll(addresses.of(relay.description().address()));
    return Collections.unmodifiableSet(rules);
  }

  private Set<RelayRule> named(RouterDescriptor relay) {
    Set<RelayRule> rules = EnumSet.noneOf(RelayRule.class);
    rules.addAll(byRsa.getOrDefault(relay.identity(), Set.of()));
    rules.addAll(byEd25519.getOrDefault(relay.ed25519Identity(), Set.of()));
    return rules;
  }

  /** Why this relay is not taken, in C tor's words; empty where it is. */
  public Optional<String> refusal(RouterDescriptor relay) {
    if (named(relay).contains(RelayRule.REJECT)) {
      return Optional.of(
          "Fingerprint and/or ed25519 identity is marked rejected -- if you think this is a"
              + " mistake please set a valid email address in ContactInfo and send an email to"
              + " bad-relays@lists.torproject.org mentioning your fingerprint(s)?");
    }
    if (addresses.of(relay.description().address()).contains(RelayRule.REJECT)) {
      return Optional.of(
          "Suspicious relay address range -- if you think this is a mistake please set a valid"
              + " email address in ContactInfo and send an email to"
              + " bad-relays@lists.torproject.org mentioning your address(es) and"
              + " fingerprint(s)?");
    }
    return Optional.empty();
  }
}
