package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

/** Feature D04 and hostile case vote-11. */
class MicrodescriptorTest {
  private static final String KEY = "ntor-onion-key AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
  private static final String FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567";

  @Test
  void microdescriptorsOfCtor_areThoseOfItsConsensus() throws Exception {
    Batch<Microdescriptor> batch = Microdescriptor.readAll(Vectors.file("microdescs.identity"));
    assertThat(batch.refused()).isZero();
    Set<Bytes> listed =
        UnverifiedConsensus.read(Vectors.file("consensus-microdesc.identity")).relays().stream()
            .map(RelayEntry::microdescriptor)
            .collect(Collectors.toSet());
    assertThat(batch.documents())
        .extracting(Microdescriptor::digest)
        .containsExactlyInAnyOrderElementsOf(listed);
    assertThat(batch.documents()).allMatch(each -> each.identity() != null);
    assertThat(batch.documents())
        .anyMatch(each -> each.policy().allows(443))
        .anyMatch(each -> each.policy().rejectsAll());
  }

  /** Microdesc=3: by consensus method 37 there is neither a TAP key nor a family. */
  @Test
  void microdescriptors_ofMethod37_areRead() throws Exception {
    String text = new String(Vectors.file("ctor-0.4.9.15/micro"), US_ASCII);
    assertThat(text).contains("onion-key\nntor-onion-key ").doesNotContain("BEGIN", "family");
    Batch<Microdescriptor> batch = Microdescriptor.readAll(text.getBytes(US_ASCII));
    assertThat(batch.refused()).isZero();
    assertThat(batch.documents())
        .hasSize(4)
        .allMatch(each -> each.identity() != null)
        .allMatch(each -> each.family().equals(Family.NONE))
        .anyMatch(each -> each.policy().allows(443));
  }

  @Test
  void microdescriptor_withAllItems_isRead() throws Exception {
    String text =
        "onion-key\n"
            + KEY
            + "a 1.2.3.4:1\na [::1]:2\nfamily $"
            + FINGERPRINT
            + " Friend $"
            + FINGERPRINT.replace('0', '1')
            + "~nick $bad\nfamily-ids ed25519:abc x\np reject 25\np6 accept 80,443-445\n"
            + "id rsa1024 xyz\nid ed25519 "
            + "B".repeat(42)
            + "A\nfuture thing\n";
    Microdescriptor read = Microdescriptor.read(text.getBytes(US_ASCII));
    assertThat(read.digest()).isEqualTo(Bytes.copyFrom(Digest.sha256(text.getBytes(US_ASCII))));
    assertThat(read.ipv6()).isEqualTo(Addresses.socketAddress("[::1]:2"));
    assertThat(read.family().identities()).hasSize(2);
    assertThat(read.family().nicknames()).containsExactly("friend");
    assertThat(read.familyIds()).containsExactly("ed25519:abc", "x");
    assertThat(read.policy().allows(25)).isFalse();
    assertThat(read.policy().allows(26)).isTrue();
    assertThat(read.ipv6Policy().allows(444)).isTrue();
    assertThat(read.ipv6Policy().allows(446)).isFalse();
    assertThat(read.identity()).isNotNull();
  }

  @Test
  void microdescriptor_withTheLeastItems_isClosedAndWithoutFamily() throws Exception {
    Microdescriptor read = Microdescriptor.read(("onion-key\n" + KEY).getBytes(US_ASCII));
    assertThat(read.policy().rejectsAll()).isTrue();
    assertThat(read.ipv6Policy().rejectsAll()).isTrue();
    assertThat(read.family()).isEqualTo(Family.NONE);
    assertThat(read.identity()).isNull();
    assertThat(read.ipv6()).isNull();
  }

  @Test
  void policy_beyondUnderstanding_isClosed() throws Exception {
    Microdescriptor read =
        Microdescriptor.read(("onion-key\n" + KEY + "p maybe 80\n").getBytes(US_ASCII));
    assertThat(read.policy()).isEqualTo(PortPolicy.REJECT_ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        KEY,
        KEY + "onion-key\n",
        "onion-key\n",
        "onion-key\nntor-onion-key\n",
        "onion-key\nntor-onion-key AAAA\n",
        "onion-key\nntor-onion-key ***\n",
        "onion-key\nonion-key\n" + KEY,
        "onion-key\n" + KEY + KEY,
        "onion-key\n" + KEY + "family a\nfamily b\n",
        "onion-key\n" + KEY + "p accept 1\np accept 2\n",
        "onion-key\n" + KEY + "id ed25519 AAA\n",
        "onion-key\n" + KEY + "id ed25519\n",
        "onion-key\n-----BEGIN X-----\nAAAA\n-----END X-----\n" + KEY
      })
  void microdescriptor_malformed_refused(String text) {
    assertThatThrownBy(() -> Microdescriptor.read(text.getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void microdescriptor_withTwoIdentities_refused() {
    String id = "id ed25519 " + "A".repeat(43) + "\n";
    assertThatThrownBy(
            () -> Microdescriptor.read(("onion-key\n" + KEY + id + id).getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void microdescriptors_oneBadAmongGood_costsOnlyItself() {
    String good = "onion-key\n" + KEY;
    String huge = "onion-key\n" + KEY + "p accept " + "1,".repeat(500_000) + "2\n";
    Batch<Microdescriptor> batch =
        Microdescriptor.readAll((good + "onion-key\nx\n" + huge + good).getBytes(US_ASCII));
    assertThat(batch.documents()).hasSize(2);
    assertThat(batch.refused()).isEqualTo(2);
  }

  @Test
  void microdescriptors_many_areReadInLinearTime() {
    byte[] small = ("onion-key\n" + KEY).repeat(20_000).getBytes(US_ASCII);
    byte[] large = ("onion-key\n" + KEY).repeat(40_000).getBytes(US_ASCII);
    nanos(small);
    long once = Math.min(nanos(small), nanos(small));
    long twice = Math.min(nanos(large), nanos(large));
    assertThat(twice).isLessThan(once * 4 + 200_000_000L);
  }

  @FuzzTest
  void anyBytes_giveMicrodescriptorsAndRefusals(byte[] bytes) {
    Batch<Microdescriptor> batch = Microdescriptor.readAll(bytes);
    assertThat(batch.documents().size() + batch.refused()).isLessThanOrEqualTo(bytes.length);
  }

  private static long nanos(byte[] documents) {
    long start = System.nanoTime();
    assertThat(Microdescriptor.readAll(documents).refused()).isZero();
    return System.nanoTime() - start;
  }
}
