package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.bytes.DecodeException;

/** Keys as others send them: a key, or a {@link DecodeException}. */
class KeyFuzzTest {
  @FuzzTest
  void rsaPublicKey_anyBytes_isAKeyThatRoundTripsOrRefused(byte[] input) {
    try {
      assertThat(RsaPublicKey.fromDer(input).der().toByteArray()).isEqualTo(input);
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void edwardsForm_anyX25519Key_isAKeyOrRefused(byte[] input) {
    X25519PublicKey key = X25519PublicKey.of(Arrays.copyOf(input, X25519PublicKey.LENGTH));
    for (boolean sign : new boolean[] {false, true}) {
      try {
        assertThat(EdwardsForm.of(key, sign).value().size()).isEqualTo(Ed25519Identity.LENGTH);
      } catch (DecodeException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @FuzzTest
  void keysAsText_anyText_areKeysOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int refused = 0;
    for (Reader reader :
        new Reader[] {
          () -> Ed25519Identity.fromBase64(text),
          () -> RsaIdentity.fromHex(text),
          () -> Base32.decode(text)
        }) {
      try {
        assertThat(reader.read()).isNotNull();
      } catch (DecodeException e) {
        refused++;
      }
    }
    // No text is both the identities.
    assertThat(refused).isPositive();
  }

  private interface Reader {
    Object read() throws DecodeException;
  }
}
