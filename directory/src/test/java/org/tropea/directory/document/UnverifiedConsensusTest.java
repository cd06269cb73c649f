package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

class UnverifiedConsensusTest {
  private static final Instant CTOR_VALID_AFTER = Instant.parse("2026-11-20T22:12:40Z");
  private static final TestAuthority AUTHORITY =
      TestAuthority.until(Instant.parse("2027-11-20T00:00:00Z"));
  private static final Bytes DIGEST = Bytes.copyFrom(new byte[32]);

  @Test
  void consensusOfCtor_isReadAndVerified() throws Exception {
    UnverifiedConsensus read =
        UnverifiedConsensus.read(Vectors.file("consensus-microdesc.identity"));
    List<RsaIdentity> authorities =
        Vectors.authorities().stream().map(each -> each.v3Identity()).toList();
    List<KeyCertificate> certificates =
        KeyCertificate.readAll(Vectors.file("keys-all")).documents();
    SignatureCheck check = read.verify(authorities, certificates, CTOR_VALID_AFTER);
    assertThat(check).isInstanceOf(SignatureCheck.Enough.class);
    Consensus consensus = ((SignatureCheck.Enough) check).consensus();
    assertThat(consensus.method()).isEqualTo(35);
    assertThat(consensus.lifetime().validAfter()).isEqualTo(CTOR_VALID_AFTER);
    assertThat(consensus.lifetime().freshUntil()).isEqualTo(CTOR_VALID_AFTER.plusSeconds(20));
    assertThat(consensus.lifetime().validUntil()).isEqualTo(CTOR_VALID_AFTER.plusSeconds(40));
    assertThat(consensus.knownFlags()).contains("NoEdConsensus", "Guard").hasSize(12);
    assertThat(consensus.protocols().requiredClient().supports("Link", 4)).isTrue();
    assertThat(consensus.protocols().requiredClient().supports("Link", 5)).isFalse();
    assertThat(consensus.relays()).hasSize(9);
    assertThat(read.signers()).hasSize(3);
    RelayEntry relay = consensus.relays().get(0);
    assertThat(relay.nickname()).isEqualTo("relay03");
    assertThat(relay.address().getPort()).isEqualTo(21013);
    assertThat(relay.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(relay.bandwidth()).isEqualTo(55);
    assertThat(relay.has(RelayFlag.GUARD)).isTrue();
    assertThat(relay.has(RelayFlag.AUTHORITY)).isFalse();
    assertThat(relay.protocols().supports("Relay", 6)).isTrue();
    assertThat(relay.published()).isEqualTo(Instant.parse("2038-01-01T00:00:00Z"));
  }

  @Test
  void consensusOfCtor_truncatedAnywhere_refusedOrLessSigned() throws Exception {
    byte[] document = Vectors.file("consensus-microdesc.identity");
    int accepted = 0;
    for (int length = 0; length < document.length; length++) {
      try {
        UnverifiedConsensus read = UnverifiedConsensus.read(Arrays.copyOf(document, length));
        assertThat(read.signers().size()).isLessThan(3);
        accepted++;
      } catch (DecodeException e) {
        assertThat(e).hasMessageNotContaining("\n");
      }
    }
    assertThat(accepted).isEqualTo(2); // Cut behind the first and behind the second signature.
  }

  @Test
  void consensus_withAllItems_isRead() throws Exception {
    Consensus consensus =
        new ConsensusText(AUTHORITY)
            .header("params a=1 b=-2 c=2147483647")
            .header("x-unknown line")
            .weights(Map.of("Wgg", 6000, "Wmm", 10000))
            .lines(
                "r one AAAAAAAAAAAAAAAAAAAAAAAAAAA 2026-01-01 00:00:00 1.2.3.4 443 80 more\n"
                    + "a [2001:db8::1]:9001\na [::2]:1\nm "
                    + "A".repeat(43)
                    + "\ns Exit Unheard\nv Tor 0.4.9.11\npr Link=4\nw Bandwidth=4294967295 Foo=1\nz\n")
            .relay(1, DIGEST, "", "")
            .consensus();
    assertThat(consensus.parameters()).isEqualTo(Map.of("a", 1, "b", -2, "c", Integer.MAX_VALUE));
    assertThat(consensus.bandwidthWeights()).isEqualTo(Map.of("Wgg", 6000, "Wmm", 10000));
    RelayEntry one = consensus.relays().get(0);
    assertThat(one.dirPort()).isEqualTo(80);
    assertThat(one.ipv6()).isEqualTo(Addresses.socketAddress("[2001:db8::1]:9001"));
    assertThat(one.bandwidth()).isEqualTo(4294967295L);
    assertThat(one.flags()).containsExactly(RelayFlag.EXIT, RelayFlag.RUNNING, RelayFlag.VALID);
    assertThat(consensus.relays().get(1).bandwidth()).isEqualTo(RelayEntry.UNKNOWN_BANDWIDTH);
    assertThat(consensus.relays().get(1).ipv6()).isNull();
  }

  @Test
  void consensus_withoutRelaysWeightsAndParameters_isRead() throws Exception {
    Consensus consensus = new ConsensusText(AUTHORITY).consensus();
    assertThat(consensus.relays()).isEmpty();
    assertThat(consensus.parameters()).isEmpty();
    assertThat(consensus.bandwidthWeights()).isEmpty();
  }

  @Test
  void relays_twiceOrUnsorted_refused() {
    assertRefused(new ConsensusText(AUTHORITY).relay(1, DIGEST, "", "").relay(1, DIGEST, "", ""));
    assertRefused(new ConsensusText(AUTHORITY).relay(2, DIGEST, "", "").relay(1, DIGEST, "", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network-status-version 3 microdesc|network-status-version 4 microdesc",
        "vote-status consensus|vote-status vote",
        "consensus-method 33|consensus-method x",
        "consensus-method 33|consensus-method 0",
        "valid-after 2026-12-20 12:00:00|valid-after 2026-12-20",
        "valid-after 2026-12-20 12:00:00|valid-after 2026-12-20 13:00:00",
        "valid-until 2026-12-20 15:00:00|valid-until 2026-12-20 12:30:00",
        "known-flags Exit|unknown-flags Exit",
        "params a=1 b=2|params b=1 a=2",
        "params a=1 b=2|params a=1 a=2",
        "params a=1 b=2|params a=1 b",
        "params a=1 b=2|params a=1 b=2147483648",
        "params a=1 b=2|params a=1 =2",
        "params a=1 b=2|params a=1 b=",
        "params a=1 b=2|params a=1 b=2 c=-",
        "Wgg=1|Wgg",
        "directory-signature sha256|opt directory-signature sha256",
        "directory-signature sha256|late-item"
      })
  void consensus_withAWrongItem_refused(String right, String wrong) {
    String text =
        new String(
            new ConsensusText(AUTHORITY)
                .header("params a=1 b=2")
                .weights(Map.of("Wgg", 1))
                .relay(1, DIGEST, "Exit", "Bandwidth=7")
                .signed(),
            US_ASCII);
    assertThat(text).contains(right);
    assertThatThrownBy(
            () -> UnverifiedConsensus.read(text.replaceFirst(right, wrong).getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @MethodSource("org.tropea.directory.document.EntryForms#malformed")
  void relay_malformedInOneField_costsItself(EntryForms.Form form) throws Exception {
    Consensus consensus =
        new ConsensusText(AUTHORITY)
            .relay(1, DIGEST, "Exit", "Bandwidth=1")
            .lines(form.of(entry(2)))
            .relay(3, DIGEST, "Guard", "Bandwidth=3")
            .consensus();
    assertThat(consensus.malformedRelays()).isOne();
    assertThat(consensus.relays()).extracting(RelayEntry::bandwidth).containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @MethodSource("org.tropea.directory.document.EntryForms#unusual")
  void relay_inAnUnusualForm_isRead(EntryForms.Form form) throws Exception {
    Consensus consensus = new ConsensusText(AUTHORITY).lines(form.of(entry(2))).consensus();
    assertThat(consensus.malformedRelays()).isZero();
    assertThat(consensus.relays()).extracting(RelayEntry::bandwidth).containsExactly(7L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "x", "-1", "99999999999999999999", "9001x"})
  void relay_withAPortThatIsNone_hasPort0(String port) throws Exception {
    String entry = entry(2).replaceFirst("9001 0", port + " " + port);
    RelayEntry relay = new ConsensusText(AUTHORITY).lines(entry).consensus().relays().get(0);
    assertThat(relay.address().getPort()).isZero();
    assertThat(relay.dirPort()).isZero();
  }

  @Test
  void consensus_ofMalformedRelaysOnly_isReadWithoutAny() throws Exception {
    ConsensusText text = new ConsensusText(AUTHORITY);
    for (int i = 0; i < 1000; i++) {
      text.lines("r \n");
    }
    Consensus consensus = text.consensus();
    assertThat(consensus.relays()).isEmpty();
    assertThat(consensus.malformedRelays()).isEqualTo(1000);
  }

  @Test
  void consensus_thatDemandsAVersionAbove63_isRead() throws Exception {
    Consensus consensus =
        new ConsensusText(AUTHORITY).header("required-client-protocols Link=4,99").consensus();
    assertThat(consensus.protocols().requiredClient()).isEqualTo(Protocols.readDemand("Link=4,63"));
  }

  @Test
  void consensus_withAnItemBehindASignature_refused() {
    byte[] document =
        new ConsensusText(AUTHORITY)
            .with(AUTHORITY.signature(new ConsensusText(AUTHORITY).signedPart()), "params a=1\n");
    assertThatThrownBy(() -> UnverifiedConsensus.read(document))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void lifetime_isLiveWithinAndReasonablyLiveADayAround() {
    Instant start = ConsensusText.VALID_AFTER;
    Lifetime lifetime = new Lifetime(start, start.plusSeconds(3600), start.plusSeconds(3 * 3600));
    Duration day = Duration.ofDays(1);
    assertThat(lifetime.isLive(start.minusSeconds(1))).isFalse();
    assertThat(lifetime.isLive(start)).isTrue();
    assertThat(lifetime.isLive(lifetime.validUntil())).isTrue();
    assertThat(lifetime.isLive(lifetime.validUntil().plusSeconds(1))).isFalse();
    assertThat(lifetime.isReasonablyLive(lifetime.validUntil().plus(day))).isTrue();
    assertThat(lifetime.isReasonablyLive(lifetime.validUntil().plus(day).plusSeconds(1))).isFalse();
    assertThat(lifetime.isReasonablyLive(start.minus(day))).isTrue();
    assertThat(lifetime.isReasonablyLive(start.minus(day).minusSeconds(1))).isFalse();
    assertThat(lifetime.isTooEarly(start.minus(day).minusSeconds(1))).isTrue();
  }

  /** Hostile case vote-7. */
  @Test
  void consensus_ofManyRelays_isReadInLinearTime() throws Exception {
    byte[] small = ofRelays(10_000);
    byte[] large = ofRelays(20_000);
    nanos(small);
    long once = Math.min(nanos(small), nanos(small));
    long twice = Math.min(nanos(large), nanos(large));
    assertThat(UnverifiedConsensus.read(small).relays()).hasSize(10_000);
    assertThat(twice).isLessThan(once * 4 + 200_000_000L);
    assertThat(once).isLessThan(Duration.ofSeconds(2).toNanos());
  }

  @FuzzTest
  void anyBytes_giveAConsensusOrDecodeException(byte[] bytes) {
    try {
      UnverifiedConsensus read = UnverifiedConsensus.read(bytes);
      assertThat(read.text().size()).isEqualTo(bytes.length);
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  private static String entry(int number) {
    return ConsensusText.entry(number, DIGEST, "Exit", "Bandwidth=7");
  }

  private static void assertRefused(ConsensusText text) {
    byte[] document = text.signed();
    assertThatThrownBy(() -> UnverifiedConsensus.read(document))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("line ");
  }

  private static byte[] ofRelays(int count) {
    ConsensusText text = new ConsensusText(AUTHORITY);
    for (int i = 0; i < count; i++) {
      text.relay(i, DIGEST, "Exit Fast Running Valid", "Bandwidth=" + i);
    }
    return text.signed();
  }

  private static long nanos(byte[] document) throws DecodeException {
    long start = System.nanoTime();
    UnverifiedConsensus.read(document);
    return System.nanoTime() - start;
  }
}
