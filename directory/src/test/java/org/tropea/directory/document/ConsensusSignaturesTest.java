package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;

/** The rule of who must have signed (hostile cases vote-1, feature D11). */
class ConsensusSignaturesTest {
  private static final Instant NOW = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
  private static final Instant LATER = NOW.plus(Duration.ofDays(90));
  private static final TestAuthority A = TestAuthority.until(LATER);
  private static final TestAuthority B = TestAuthority.until(LATER);
  private static final TestAuthority C = TestAuthority.until(LATER);
  private static final TestAuthority D = TestAuthority.until(LATER);
  private static final TestAuthority STRANGER = TestAuthority.until(LATER);

  private final ConsensusText text = new ConsensusText(A, B, C, D, STRANGER);

  @Test
  void signatures_ofMoreThanHalf_areEnough() throws Exception {
    assertThat(check(List.of(A, B, C, D), sign(A), sign(B), sign(C)))
        .isInstanceOf(SignatureCheck.Enough.class);
    assertThat(check(List.of(A, B, C), sign(A), sign(B))).isInstanceOf(SignatureCheck.Enough.class);
  }

  @Test
  void signatures_ofExactlyHalf_areNotEnough() throws Exception {
    assertThat(check(List.of(A, B, C, D), sign(A), sign(B)))
        .isEqualTo(new SignatureCheck.NotEnough(2, 4, 3, List.of()));
  }

  @Test
  void signature_twiceByOneAuthority_countsOnce() throws Exception {
    assertThat(check(List.of(A, B, C), sign(A), sign(A), sign(A)))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of()));
    TestAuthority again = A.withNewSigningKey();
    List<KeyCertificate> certificates = List.of(A.certificate(), again.certificate());
    assertThat(verify(List.of(A, B, C), certificates, sign(A), sign(again)))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of()));
  }

  @Test
  void signature_ofAnUnknownAuthority_doesNotCount() throws Exception {
    assertThat(check(List.of(A, B, C), sign(A), sign(STRANGER)))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of()));
    assertThat(check(List.of(A, B, C), sign(A), sign(STRANGER), sign(B)))
        .isInstanceOf(SignatureCheck.Enough.class);
  }

  @Test
  void signature_onAnotherDigest_doesNotCount() throws Exception {
    String wrong = B.signature("sha256", Digest.sha256(new byte[] {1}));
    assertThat(check(List.of(A, B, C), sign(A), wrong))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of()));
  }

  @Test
  void signature_bySha1_doesNotCount() throws Exception {
    String sha1 = B.signature("sha1", Digest.sha1(text.signedPart().getBytes(US_ASCII)));
    assertThat(check(List.of(A, B, C), sign(A), sha1))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of()));
  }

  @Test
  void signature_byAnUnknownAlgorithm_isPassedOver() throws Exception {
    String unknown =
        "directory-signature sha9 nobody knows\n" + TestAuthority.object("SIGNATURE", new byte[3]);
    assertThat(check(List.of(A, B, C), sign(A), unknown, sign(B)))
        .isInstanceOf(SignatureCheck.Enough.class);
  }

  @Test
  void signature_byAnExpiredKey_doesNotCountAndItsCertificateIsMissing() throws Exception {
    TestAuthority expired = TestAuthority.until(NOW.minusSeconds(1));
    ConsensusText two = new ConsensusText(A, expired);
    UnverifiedConsensus read = UnverifiedConsensus.read(two.signed());
    List<RsaIdentity> identities = List.of(A.identity(), expired.identity());
    List<KeyCertificate> certificates = List.of(A.certificate(), expired.certificate());
    assertThat(read.verify(identities, certificates, NOW))
        .isEqualTo(new SignatureCheck.NotEnough(1, 2, 2, List.of(expired.keyId())));
    assertThat(read.verify(identities, certificates, NOW.minusSeconds(1)))
        .isInstanceOf(SignatureCheck.Enough.class);
  }

  @Test
  void certificates_missing_areNamed() throws Exception {
    SignatureCheck check =
        verify(List.of(A, B, C), List.of(A.certificate()), sign(A), sign(B), sign(C));
    SignatureCheck.NotEnough failure =
        new SignatureCheck.NotEnough(1, 3, 2, List.of(B.keyId(), C.keyId()));
    assertThat(check).isEqualTo(failure);
    assertThat(failure.mayBecomeEnough()).isTrue();
    assertThat(failure.describe())
        .isEqualTo(
            "1 of 3 authorities signed the consensus validly, 2 are needed;"
                + " 2 signing certificates are missing");
    assertThat(new SignatureCheck.NotEnough(1, 3, 2, List.of()).mayBecomeEnough()).isFalse();
  }

  @Test
  void certificate_ofAnotherSigningKey_doesNotServe() throws Exception {
    TestAuthority other = B.withNewSigningKey();
    assertThat(
            verify(
                List.of(A, B, C), List.of(A.certificate(), other.certificate()), sign(A), sign(B)))
        .isEqualTo(new SignatureCheck.NotEnough(1, 3, 2, List.of(B.keyId())));
  }

  @Test
  void authorities_none_areNeverEnough() throws Exception {
    assertThat(check(List.of(), sign(A)))
        .isEqualTo(new SignatureCheck.NotEnough(0, 0, 1, List.of()));
  }

  @Test
  void document_changedAnywhere_losesItsSignatures() throws Exception {
    byte[] document = text.signed();
    int checked = 0;
    for (int i = 0; i < text.signedPart().length(); i += 7) {
      byte[] changed = document.clone();
      changed[i] ^= 1;
      try {
        SignatureCheck check =
            UnverifiedConsensus.read(changed)
                .verify(List.of(A.identity()), List.of(A.certificate()), NOW);
        assertThat(check).isInstanceOf(SignatureCheck.NotEnough.class);
        checked++;
      } catch (DecodeException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
    assertThat(checked).isPositive();
  }

  @Test
  void signature_ofNobodyWhoVoted_refused() {
    TestAuthority absent = TestAuthority.until(LATER);
    assertThatThrownBy(() -> check(List.of(A), sign(A), sign(absent)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void signature_withAWrongLength_refused() {
    String item =
        "directory-signature sha256 " + A.identity().toHex() + " " + A.identity().toHex() + "\n";
    for (int length : new int[] {0, 127, 513}) {
      String wrong = item + TestAuthority.object("SIGNATURE", new byte[length]);
      assertThatThrownBy(() -> check(List.of(A), wrong)).isInstanceOf(DecodeException.class);
    }
  }

  private String sign(TestAuthority authority) {
    return authority.signature(text.signedPart());
  }

  private SignatureCheck check(List<TestAuthority> recognised, String... signatures)
      throws DecodeException {
    List<KeyCertificate> certificates = new ArrayList<>();
    for (TestAuthority each : List.of(A, B, C, D, STRANGER)) {
      certificates.add(each.certificate());
    }
    return verify(recognised, certificates, signatures);
  }

  private SignatureCheck verify(
      List<TestAuthority> recognised, List<KeyCertificate> certificates, String... signatures)
      throws DecodeException {
    List<RsaIdentity> identities = recognised.stream().map(TestAuthority::identity).toList();
    return UnverifiedConsensus.read(text.with(signatures)).verify(identities, certificates, NOW);
  }
}
