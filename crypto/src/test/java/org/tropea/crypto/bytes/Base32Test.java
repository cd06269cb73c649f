package org.tropea.crypto.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;

class Base32Test {
  // RFC 4648, section 10, in lower case and without the padding.
  private static final List<String> CODES =
      List.of("", "my", "mzxq", "mzxw6", "mzxw6yq", "mzxw6ytb", "mzxw6ytboi");

  @Test
  void foobar_ofRfc4648_encodesAndDecodes() throws Exception {
    for (int i = 0; i < CODES.size(); i++) {
      byte[] plain = "foobar".substring(0, i).getBytes(StandardCharsets.US_ASCII);
      assertThat(Base32.encode(plain)).isEqualTo(CODES.get(i));
      assertThat(Base32.decode(CODES.get(i))).isEqualTo(plain);
      assertThat(Base32.decode(CODES.get(i).toUpperCase(Locale.ROOT))).isEqualTo(plain);
    }
  }

  @Test
  void anyBytes_encodedAndDecoded_comeBack() {
    Draws.check(
        draws -> {
          byte[] bytes = draws.someBytes();
          assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
        });
  }

  @Test
  void text_thatNoEncodingHas_refused() {
    for (String text :
        List.of("m", "mzx", "mzxw6y", "mz", "my======", "m1", "m0", "m8", "m ", "mé")) {
      assertThatThrownBy(() -> Base32.decode(text)).isInstanceOf(DecodeException.class);
    }
  }

  @FuzzTest
  void decode_anyText_bytesOrDecodeException(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    try {
      byte[] bytes = Base32.decode(text);
      assertThat(Base32.encode(bytes)).isEqualTo(text.toLowerCase(Locale.ROOT));
    } catch (DecodeException e) {
      assertThat(e).hasMessageContaining("base32");
    }
  }
}
