package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.SigningKeyId;

class DirectoryRequestTest {
  private static final RsaIdentity ONE = identity(0xf1);
  private static final RsaIdentity TWO = identity(0x0a);

  @Test
  void consensus_namesItsSignersSorted() {
    assertThat(DirectoryRequest.consensus(List.of(ONE, TWO)).path())
        .isEqualTo("/tor/status-vote/current/consensus-microdesc/0A0000+F10000.z");
  }

  @Test
  void certificates_areNamedByIdentityOrByKey() {
    assertThat(DirectoryRequest.certificates(List.of(ONE, TWO)).path())
        .isEqualTo("/tor/keys/fp/F1" + "0".repeat(38) + "+0A" + "0".repeat(38));
    assertThat(
            DirectoryRequest.certificatesByKey(
                    List.of(new SigningKeyId(ONE, TWO), new SigningKeyId(TWO, ONE)))
                .path())
        .isEqualTo("/tor/keys/fp-sk/F1%1$s-0A%1$s+0A%1$s-F1%1$s".formatted("0".repeat(38)));
  }

  @Test
  void microdescriptors_areSortedAndInBase64WithoutPadding() {
    assertThat(DirectoryRequest.microdescriptors(List.of(digest(0x80000000), digest(1))))
        .extracting(DirectoryRequest::path)
        .containsExactly(
            "/tor/micro/d/AAAAAQ" + "A".repeat(37) + "-gAAAAA" + "A".repeat(37) + ".z");
  }

  @Test
  void microdescriptors_areSplitAsCtorDoes() {
    assertThat(counts(0)).isEmpty();
    assertThat(counts(31)).containsExactly(31);
    assertThat(counts(33)).containsExactly(32, 1);
    assertThat(counts(300)).containsExactly(100, 100, 100);
    assertThat(counts(1500)).containsExactly(500, 500, 500);
    assertThat(counts(1501)).containsExactly(500, 500, 500, 1);
  }

  private static List<Integer> counts(int digests) {
    List<Bytes> all = new ArrayList<>();
    for (int i = 0; i < digests; i++) {
      all.add(digest(i));
    }
    Collections.reverse(all);
    return DirectoryRequest.microdescriptors(all).stream()
        .map(each -> each.path().split("-", -1).length)
        .toList();
  }

  private static Bytes digest(int number) {
    return Bytes.copyFrom(ByteBuffer.allocate(32).putInt(number).array());
  }

  private static RsaIdentity identity(int first) {
    return RsaIdentity.of(ByteBuffer.allocate(20).put((byte) first).array());
  }
}
