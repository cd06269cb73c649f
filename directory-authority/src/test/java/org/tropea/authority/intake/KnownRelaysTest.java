package org.tropea.authority.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.pins.KeyPins;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.RelayRules;
import org.tropea.crypto.key.Curve25519;

/** How much an authority keeps. */
class KnownRelaysTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;

  private KnownRelays known;

  @BeforeEach
  void open() {
    known =
        new KnownRelays(
            new UploadPolicy(UploadSettings.TESTING), KeyPins.open(folder, true, NOW), CURVE, 2);
  }

  private UploadVerdict upload(TestRelay.Documents documents, Instant now) {
    return known.add(Upload.read(documents.body(), CURVE, now), now);
  }

  @Test
  void descriptorsOfOneRelay_areFiveAtMost_theNewestOnes() {
    TestRelay relay = new TestRelay(NOW);
    TestRelay.Documents first = relay.describe(NOW, "0");
    assertThat(upload(first, NOW)).isEqualTo(UploadVerdict.ACCEPTED);
    TestRelay.Documents last = first;
    for (int i = 1; i < 20; i++) {
      Instant later = NOW.plusSeconds(60L * i);
      last = relay.describe(later, "of try " + i);
      assertThat(upload(last, later)).as("upload %s", i).isEqualTo(UploadVerdict.ACCEPTED);
    }
    assertThat(known.descriptors()).hasSize(5);
    assertThat(known.extraInfos()).hasSize(5);
    assertThat(known.has(first.descriptor().digest())).isFalse();
    assertThat(known.newest()).hasSize(1);
    assertThat(known.newest().get(0).digest()).isEqualTo(last.descriptor().digest());
    assertThat(known.since(relay.identity())).isEqualTo(NOW);
  }

  @Test
  void sameDocumentsAgain_changeNothing() {
    TestRelay.Documents documents = new TestRelay(NOW).describe(NOW, "x");
    upload(documents, NOW);
    long changes = known.changes();
    assertThat(upload(documents, NOW).kind()).isEqualTo(UploadVerdict.Kind.NOT_NEW);
    assertThat(known.changes()).isEqualTo(changes);
  }

  /** One of its keys alone names no relay: the pin holds also when its descriptor is forgotten. */
  @Test
  void relay_thatChangedOneOfItsKeys_isRefused() {
    TestRelay relay = new TestRelay(NOW);
    upload(relay.describe(NOW, "x"), NOW);
    Instant later = NOW.plusSeconds(60);
    TestRelay thief = relay.withOtherEd25519(NOW);

    UploadVerdict verdict = upload(thief.describe(later, "y"), later);

    assertThat(verdict.kind()).isEqualTo(UploadVerdict.Kind.REFUSED);
    assertThat(verdict.reason()).startsWith("Looks like your keypair has changed?");
    known.forgetBefore(NOW.plus(Duration.ofDays(3)));
    assertThat(upload(thief.describe(later, "z"), later).kind())
        .isEqualTo(UploadVerdict.Kind.REFUSED);
    assertThat(upload(relay.describe(later, "z"), later)).isEqualTo(UploadVerdict.ACCEPTED);
  }

  @Test
  void apply_rulesThatRejectARelay_forgetIt() {
    TestRelay relay = new TestRelay(NOW);
    TestRelay other = new TestRelay(NOW);
    upload(relay.describe(NOW, "x"), NOW);
    upload(other.describe(NOW, "x"), NOW);

    known.apply(RelayRules.read("!reject " + relay.identity().toHex(), AddressRules.NONE));

    assertThat(known.newest())
        .extracting(each -> each.identity())
        .containsExactly(other.identity());
    assertThat(known.descriptors()).hasSize(1);
    Instant later = NOW.plusSeconds(60);
    assertThat(upload(relay.describe(later, "y"), later).reason())
        .startsWith("Fingerprint and/or ed25519 identity is marked rejected");
    known.apply(RelayRules.NONE);
    assertThat(upload(relay.describe(later, "z"), later)).isEqualTo(UploadVerdict.ACCEPTED);
  }

  @Test
  void relaysBeyondTheRoom_areRefused_andThoseWhoAreKnownAreNot() {
    TestRelay one = new TestRelay(NOW);
    upload(one.describe(NOW, "x"), NOW);
    upload(new TestRelay(NOW).describe(NOW, "x"), NOW);
    assertThat(upload(new TestRelay(NOW).describe(NOW, "x"), NOW).kind())
        .isEqualTo(UploadVerdict.Kind.REFUSED);
    Instant later = NOW.plusSeconds(60);
    assertThat(upload(one.describe(later, "y"), later)).isEqualTo(UploadVerdict.ACCEPTED);
    known.forgetBefore(NOW.plus(Duration.ofDays(3)));
    assertThat(known.newest()).isEmpty();
    assertThat(known.descriptors()).isEmpty();
    assertThat(known.extraInfos()).isEmpty();
  }
}
