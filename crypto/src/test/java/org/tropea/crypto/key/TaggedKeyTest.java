package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;

class TaggedKeyTest {
  private static final byte[] DATA = {1, 2, 3};

  @Test
  void file_writtenAndRead_isTheSame() throws Exception {
    byte[] file = TaggedKey.write("c25519v1", "onion", DATA);
    assertThat(new String(file, 0, 32, StandardCharsets.US_ASCII))
        .isEqualTo("== c25519v1: onion ==" + "\0".repeat(11));
    assertThat(TaggedKey.read(file, "c25519v1", "onion", 3)).isEqualTo(DATA);
  }

  @Test
  void file_ofAnotherTypeTagOrLength_isRefused() {
    byte[] file = TaggedKey.write("c25519v1", "onion", DATA);
    assertThatThrownBy(() -> TaggedKey.read(file, "c25519v1", "onio"))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> TaggedKey.read(file, "c25519v2", "onion"))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> TaggedKey.read(file, "c25519v1", "onion", 4))
        .isInstanceOf(DecodeException.class);
    for (int length = 0; length < file.length; length++) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> TaggedKey.read(truncated, "c25519v1", "onion", 3))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void rsaKey_asPkcs1_isReadAsWritten_andNotTruncated() throws Exception {
    RsaSigningKey key = RsaSigningKey.generate(1024, new SecureRandom());
    byte[] der = key.der();
    assertThat(RsaSigningKey.fromDer(der).publicKey()).isEqualTo(key.publicKey());
    assertThat(RsaSigningKey.fromDer(der).der()).isEqualTo(der);
    for (int length = 0; length < der.length; length += 5) {
      byte[] truncated = Arrays.copyOf(der, length);
      assertThatThrownBy(() -> RsaSigningKey.fromDer(truncated))
          .isInstanceOf(DecodeException.class);
    }
  }
}
