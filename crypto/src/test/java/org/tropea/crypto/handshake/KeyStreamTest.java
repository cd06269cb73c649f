package org.tropea.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class KeyStreamTest {
  @Test
  void kdfTor_publishedVectors_equal() {
    for (Vector vector : Vectors.read("kdf-tor")) {
      byte[] keys = vector.bytes("keys");
      assertThat(new KdfTor(vector.bytes("secret")).take(keys.length)).isEqualTo(keys);
    }
  }

  @Test
  void kdfRfc5869_publishedVectors_equal() {
    for (Vector vector : Vectors.read("kdf-rfc5869")) {
      byte[] keys = vector.bytes("keys");
      KeyStream stream =
          new KdfRfc5869(vector.bytes("secret"), vector.bytes("salt"), vector.bytes("info"));
      assertThat(stream.take(keys.length)).isEqualTo(keys);
    }
  }

  @Test
  void stream_takenInPieces_equalsTheWhole() {
    for (int part : new int[] {1, 7, 19, 20, 21, 32, 33, 64}) {
      List<KeyStream> whole = streams();
      List<KeyStream> parts = streams();
      for (int i = 0; i < whole.size(); i++) {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        taken.writeBytes(parts.get(i).take(0));
        while (taken.size() < 300) {
          taken.writeBytes(parts.get(i).take(Math.min(part, 300 - taken.size())));
        }
        assertThat(taken.toByteArray()).isEqualTo(whole.get(i).take(300));
      }
    }
  }

  @Test
  void stream_takenBeyondItsEnd_refused() {
    KeyStream tor = new KdfTor(new byte[20]);
    assertThat(tor.take(256 * 20 - 1)).hasSize(5119);
    assertThat(tor.take(1)).hasSize(1);
    assertThatThrownBy(() -> tor.take(1)).isInstanceOf(IllegalStateException.class);

    KeyStream rfc = new KdfRfc5869(new byte[20], new byte[0], new byte[0]);
    assertThat(rfc.take(255 * 32)).hasSize(8160);
    assertThatThrownBy(() -> rfc.take(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stream_destroyed_givesNothing() {
    for (KeyStream stream : streams()) {
      assertThat(stream.isDestroyed()).isFalse();
      stream.take(10);
      stream.destroy();
      assertThat(stream.isDestroyed()).isTrue();
      assertThatThrownBy(() -> stream.take(1)).isInstanceOf(IllegalStateException.class);
      stream.destroy();
    }
  }

  private static List<KeyStream> streams() {
    byte[] secret = {1, 2, 3};
    return List.of(
        new KdfTor(secret),
        new KdfRfc5869(secret, new byte[] {4}, new byte[] {5}),
        new KdfShake(secret));
  }
}
