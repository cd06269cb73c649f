package org.tropea.authority.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.authority.intake.TestRelay;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.RouterDescriptor;

class RelayRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final ExitPolicy NOBODY = new ExitPolicy(List.of());

  @TempDir Path folder;

  private final RouterDescriptor relay =
      new TestRelay(NOW).describe(NOW, new InetSocketAddress(address(), 9001), builder -> builder);

  private static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RelayRules named(String text) {
    return RelayRules.read(text, AddressRules.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void of_byEitherIdentity_isTheRule(RelayRule rule) {
    String rsa = relay.identity().toHex();
    String ed25519 = relay.ed25519Identity().toBase64();

    assertThat(named(rule.word() + " " + rsa).of(relay)).containsExactly(rule);
    assertThat(named(rule.word().toUpperCase(java.util.Locale.ROOT) + " " + ed25519).of(relay))
        .containsExactly(rule);
    assertThat(named(rule.word() + " " + rsa).refusal(relay).isPresent())
        .isEqualTo(rule == RelayRule.REJECT);
  }

  @Test
  void of_severalLines_areAllRules_andBadLinesNone() {
    String rsa = relay.identity().toHex();
    String spaced = rsa.replaceAll("(.{4})(?!$)", "$1 ");

    RelayRules rules =
        named(
            """
            # a comment
            !badexit %s   # and another
            !stripguard %s
            somenickname %s
            !reject %s
            !reject
            !reject !reject !reject
            !invalid %s0
            """
                .formatted(rsa, spaced, rsa, "0".repeat(40), rsa));

    assertThat(rules.of(relay))
        .containsExactlyInAnyOrder(RelayRule.BAD_EXIT, RelayRule.STRIP_GUARD);
  }

  @Test
  void of_byAddress_isTheRule() throws Exception {
    ExitPolicy whole = ExitPolicy.read(List.of("reject 192.0.2.0/24:*"));
    ExitPolicy otherPort = ExitPolicy.read(List.of("reject 192.0.2.1:80"));
    ExitPolicy another = ExitPolicy.read(List.of("reject 192.0.2.2:*"));

    RelayRules rules =
        RelayRules.read("", new AddressRules(NOBODY, whole, another, otherPort, CountryRules.NONE));

    // Ports count for nothing, as in C tor.
    assertThat(rules.of(relay)).containsExactlyInAnyOrder(RelayRule.INVALID, RelayRule.MIDDLE_ONLY);
    assertThat(rules.refusal(relay)).isEmpty();
    assertThat(
            RelayRules.read("", new AddressRules(whole, NOBODY, NOBODY, NOBODY, CountryRules.NONE))
                .refusal(relay))
        .hasValueSatisfying(why -> assertThat(why).startsWith("Suspicious relay address range"));
  }

  @Test
  void of_byCountry_isTheRule() throws Exception {
    CountryTable table = CountryTable.read(List.of("3221225984,3221226239,DE"));
    Map<RelayRule, Set<String>> named =
        Map.of(
            RelayRule.REJECT, Set.of("DE"),
            RelayRule.INVALID, Set.of("fr", "??"),
            RelayRule.BAD_EXIT, Set.of("fr", "de"));
    CountryRules countries = new CountryRules(named, table);

    RelayRules known = RelayRules.read("", AddressRules.NONE.with(countries));
    assertThat(known.of(relay)).containsExactlyInAnyOrder(RelayRule.REJECT, RelayRule.BAD_EXIT);
    assertThat(known.refusal(relay))
        .hasValueSatisfying(why -> assertThat(why).startsWith("Suspicious relay address range"));
    RelayRules unknown =
        RelayRules.read("", AddressRules.NONE.with(countries.by(CountryTable.NONE)));
    assertThat(unknown.of(relay)).containsExactly(RelayRule.INVALID);
  }

  @Test
  void load_fileOrNone_isRead() throws Exception {
    assertThat(RelayRules.load(folder, AddressRules.NONE).of(relay)).isEmpty();

    Files.writeString(
        folder.resolve("approved-routers"), "!middleonly " + relay.identity().toHex() + "\n");

    assertThat(RelayRules.load(folder, AddressRules.NONE).of(relay))
        .containsExactly(RelayRule.MIDDLE_ONLY);
  }
}
