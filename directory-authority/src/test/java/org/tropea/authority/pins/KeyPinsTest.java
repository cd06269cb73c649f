package org.tropea.authority.pins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

class KeyPinsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T00:31:42Z");

  /** The journal of an authority of C tor 0.4.9.15, of 28 November 2026. */
  private static final String CTOR =
      """

      @opened-at 2026-11-28 00:31:42
      2+kh3w8spjK7ucpCDIye27yvED4 bbWRFcZtWYJkOD+BxF5fvO2qME46RaX/bg5JIugJJFU
      dlPakuctJSJ407R38yojiOEqFFU ni1Fri5OFz1D0XmsKSIuCSkr0QgCelQNrpucDcOn5ao
      """;

  @TempDir Path folder;

  private KeyPins open(boolean binding) {
    return KeyPins.open(folder, binding, NOW);
  }

  private static RsaIdentity rsa(int number) {
    byte[] bytes = new byte[RsaIdentity.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return RsaIdentity.of(bytes);
  }

  private static Ed25519Identity ed25519(int number) {
    byte[] bytes = new byte[Ed25519Identity.LENGTH];
    Arrays.fill(bytes, (byte) number);
    return Ed25519Identity.of(bytes);
  }

  @Test
  void pin_halfOfAPair_isRefused() {
    KeyPins pins = open(true);

    assertThat(pins.pin(rsa(1), ed25519(1))).isTrue();
    assertThat(pins.pin(rsa(1), ed25519(1))).isTrue();
    assertThat(pins.pin(rsa(1), ed25519(2))).isFalse();
    assertThat(pins.pin(rsa(2), ed25519(1))).isFalse();
    assertThat(pins.pin(rsa(2), ed25519(2))).isTrue();
    assertThat(pins.size()).isEqualTo(2);
  }

  @Test
  void open_afterAnEnd_knowsWhatWasPinned() throws Exception {
    open(true).pin(rsa(1), ed25519(1));
    // As after a kill in the middle of a line.
    Path journal = folder.resolve("key-pinning-journal");
    Files.writeString(journal, Files.readString(journal) + "AgICAgICAgI");

    KeyPins pins = open(true);

    assertThat(pins.pin(rsa(1), ed25519(3))).isFalse();
    assertThat(pins.pin(rsa(2), ed25519(2))).isTrue();
    assertThat(open(true).pin(rsa(2), ed25519(3))).isFalse();
  }

  @Test
  void pin_whereItDoesNotBind_takesTheLast() {
    KeyPins pins = open(false);
    pins.pin(rsa(1), ed25519(1));

    assertThat(pins.pin(rsa(1), ed25519(2))).isTrue();
    assertThat(pins.pin(rsa(3), ed25519(2))).isTrue();

    KeyPins later = open(true);
    assertThat(later.size()).isEqualTo(1);
    assertThat(later.pin(rsa(3), ed25519(2))).isTrue();
    assertThat(later.pin(rsa(1), ed25519(1))).isTrue();
  }

  @Test
  void open_ofCtor_isBoundByItsPins() throws Exception {
    Files.writeString(folder.resolve("key-pinning-journal"), CTOR, StandardCharsets.US_ASCII);

    KeyPins pins = open(true);

    RsaIdentity relay = RsaIdentity.fromHex("DBE921DF0F2CA632BBB9CA420C8C9EDBBCAF103E");
    assertThat(pins.size()).isEqualTo(2);
    assertThat(pins.pin(relay, ed25519(1))).isFalse();
    assertThat(
            pins.pin(
                relay, Ed25519Identity.fromBase64("bbWRFcZtWYJkOD+BxF5fvO2qME46RaX/bg5JIugJJFU")))
        .isTrue();
  }

  @Test
  void journal_ofOurs_hasTheLinesOfCtor() throws Exception {
    KeyPins pins = open(true);
    pins.pin(
        RsaIdentity.fromHex("DBE921DF0F2CA632BBB9CA420C8C9EDBBCAF103E"),
        Ed25519Identity.fromBase64("bbWRFcZtWYJkOD+BxF5fvO2qME46RaX/bg5JIugJJFU"));

    assertThat(Files.readAllLines(folder.resolve("key-pinning-journal")))
        .containsExactlyElementsOf(CTOR.strip().lines().limit(2).toList());
  }

  @Test
  void open_damagedLines_costOnlyThemselves() throws Exception {
    Files.writeString(
        folder.resolve("key-pinning-journal"),
        "junk\n# comment\n@reserved\n" + "x".repeat(71) + "\n \n" + CTOR);

    assertThat(open(true).size()).isEqualTo(2);
  }

  /** Case of C tor's src/test/test_keypin.c: later lines win over both that they contradict. */
  @Test
  void open_contradictions_theLastHolds() throws DecodeException {
    KeyPins writer = open(false);
    writer.pin(rsa(1), ed25519(1));
    writer.pin(rsa(2), ed25519(2));
    writer.pin(rsa(1), ed25519(2));

    KeyPins pins = open(true);

    assertThat(pins.size()).isEqualTo(1);
    assertThat(pins.pin(rsa(1), ed25519(2))).isTrue();
    assertThat(pins.pin(rsa(2), ed25519(1))).isTrue();
  }
}
