package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;

class EstablishIntroTest {
  private static final byte[] SECRET = secret(7);

  private final Curve25519 curve = Curve25519.fastest();
  private final Ed25519SigningKey key = Ed25519SigningKey.fromSeed(new byte[32]);
  private final List<Extension> extensions = List.of(Extension.of(1, 1, 2, 3));

  @Test
  void signed_isGenuineForItsCircuitAlone() throws Exception {
    EstablishIntro message = EstablishIntro.sign(key, extensions, SECRET);
    EstablishIntro read = (EstablishIntro) read(RelayMessageTest.write(message));
    assertThat(read).isEqualTo(message);
    assertThat(read.isGenuine(curve, SECRET)).isTrue();
    assertThat(read.isGenuine(curve, secret(8))).isFalse();
  }

  /** Case onion-1: a flipped bit anywhere is refused, or it is not genuine. */
  @Test
  void anyBitFlipped_isNotGenuine() throws Exception {
    byte[] whole = RelayMessageTest.write(EstablishIntro.sign(key, extensions, SECRET));
    for (int i = 0; i < whole.length; i++) {
      byte[] bad = whole.clone();
      bad[i] ^= 0x10;
      boolean genuine;
      try {
        genuine = ((EstablishIntro) read(bad)).isGenuine(curve, SECRET);
      } catch (DecodeException e) {
        genuine = false;
      }
      assertThat(genuine).as("byte %s", i).isFalse();
    }
  }

  /** Case onion-1: empty, of the version before, of an unknown kind, or with other lengths. */
  @Test
  void malformed_isRefused() {
    byte[] whole = RelayMessageTest.write(EstablishIntro.sign(key, List.of(), SECRET));
    for (int type : new int[] {0, 1, 3, 255}) {
      byte[] bad = whole.clone();
      bad[0] = (byte) type;
      assertThatThrownBy(() -> read(bad)).isInstanceOf(DecodeException.class);
    }
    for (int at : new int[] {2, 3 + 32 + 1 + 32 + 1}) {
      byte[] bad = whole.clone();
      bad[at]++;
      assertThatThrownBy(() -> read(bad)).isInstanceOf(DecodeException.class);
    }
    for (int length = 0; length < whole.length; length++) {
      byte[] bad = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(bad)).isInstanceOf(DecodeException.class);
    }
  }

  private static RelayMessage read(byte[] body) throws DecodeException {
    return RelayMessageTest.read(RelayCommand.ESTABLISH_INTRO, body);
  }

  private static byte[] secret(int fill) {
    byte[] secret = new byte[EstablishIntro.SECRET_LENGTH];
    Arrays.fill(secret, (byte) fill);
    return secret;
  }
}
