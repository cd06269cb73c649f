package org.tropea.authority.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;

/** Case vote-16, and the file as C tor reads it; MixedAuthorityTest has C tor beside it. */
class BandwidthFileTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String ONE = "11".repeat(20);
  private static final String TWO = "2A".repeat(20);

  @Test
  void read_headersAndRelays_givesBoth() throws Exception {
    BandwidthFile file =
        read(
            """
            1800000000
            version=1.4.0
            software=sbws
            =====
            bw=100 node_id=$%s master_key_ed25519=x
            bw=7 unmeasured=1 vote=0 node_id=$%s
            node_id=%s bw=0
            """
                .formatted(ONE, ONE, TWO.toLowerCase(Locale.ROOT)));
    assertThat(file.headerLine()).isEqualTo("timestamp=1800000000 version=1.4.0 software=sbws");
    assertThat(file.measured()).isEqualTo(Map.of(relay(ONE), 100L, relay(TWO), 0L));
    assertThat(file.skipped()).isEqualTo(1);
  }

  @Test
  void read_oldFormatWithoutTerminator_hasHeadersUpToTheFirstRelay() throws Exception {
    BandwidthFile file = read("1800000000\na=1\nnode_id=$%s bw=5\nb=2\n".formatted(ONE));
    assertThat(file.headers()).containsExactly("timestamp=1800000000", "a=1");
    assertThat(file.measured()).containsEntry(relay(ONE), 5L);
  }

  @Test
  void read_relayTwice_votesForTheLastAndRemembersTheFirst() throws Exception {
    String line = "bw=%d node_id=$" + ONE + "\n";
    BandwidthFile file = read("1800000000\n" + line.formatted(1) + line.formatted(2));
    assertThat(file.measured()).containsEntry(relay(ONE), 2L);
    assertThat(file.remembered()).containsEntry(relay(ONE), 1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bw=-1 node_id=$1111111111111111111111111111111111111111",
        "bw=9223372036854775808 node_id=$1111111111111111111111111111111111111111",
        "bw= node_id=$1111111111111111111111111111111111111111",
        "bw=5x node_id=$1111111111111111111111111111111111111111",
        "bw=5 bw=5 node_id=$1111111111111111111111111111111111111111",
        "bw=5 node_id=$11111111111111111111111111111111111111",
        "bw=5 node_id=$111111111111111111111111111111111111111g",
        "bw=5 node_id=$$1111111111111111111111111111111111111111",
        "bw=5 vote=01 node_id=$1111111111111111111111111111111111111111",
        "node_id=$1111111111111111111111111111111111111111",
        ""
      })
  void read_brokenLine_costsItAlone(String line) throws Exception {
    BandwidthFile file = read("1800000000\n=====\n%s\nbw=9\tnode_id=$%s\n".formatted(line, TWO));
    assertThat(file.measured()).isEqualTo(Map.of(relay(TWO), 9L));
    assertThat(file.skipped()).isEqualTo(1);
  }

  /** C tor casts to 32 bits. */
  @Test
  void read_bandwidthAbove32Bits_keepsTheLowOnes() throws Exception {
    BandwidthFile file = read("1800000000\nbw=4294967301 node_id=$%s\n".formatted(ONE));
    assertThat(file.measured()).containsEntry(relay(ONE), 5L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now\n", "1800000000", "1799740799\nbw=1 node_id=$1\n", "-5\n", "\n"})
  void read_withoutTimeOrStale_isOfNoUseButHasItsDigest(String text) {
    BandwidthFile file = read(text);
    assertThat(file.written()).isNull();
    assertThat(file.headerLine()).isEmpty();
    assertThat(file.measured()).isEmpty();
    byte[] digest = Digest.sha256(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(file.digest().toByteArray()).isEqualTo(digest);
  }

  @Test
  void read_threeDaysOld_isOfUse() {
    assertThat(read("1799740800\n").written()).isEqualTo(NOW.minus(Duration.ofDays(3)));
  }

  @Test
  void read_manyHeaders_keepsFifty_andNoLineAbove1024() {
    BandwidthFile many = read("1800000000\n" + "a=1\n".repeat(70));
    assertThat(many.headers()).hasSize(50);
    BandwidthFile wide = read("1800000000\na=" + "x".repeat(1024) + "\n");
    assertThat(wide.headers()).hasSize(2);
    assertThat(wide.headerLine()).isEmpty();
  }

  @Test
  void measurements_staleFile_keepsWhatWasKnownForThreeDays() throws Exception {
    Measurements known = new Measurements();
    known.take(read("1800000000\nbw=5 node_id=$%s\n".formatted(ONE)), NOW);
    Instant later = NOW.plus(Duration.ofDays(3));
    known.take(BandwidthFile.MISSING, later.plusSeconds(9));
    assertThat(known.of(relay(ONE))).isEqualTo(5);
    String other = (NOW.getEpochSecond() + 100) + "\nbw=6 node_id=$" + TWO + "\n";
    known.take(bytes(other, later), later);
    assertThat(known.of(relay(ONE))).isEqualTo(5);
    known.take(bytes(other, later), later.plusSeconds(1));
    assertThat(known.of(relay(ONE))).isNull();
    assertThat(known.of(relay(TWO))).isEqualTo(6);
  }

  /** A file that says other things at the same time does not count, as in C tor. */
  @Test
  void measurements_sameTime_keepsTheFirst() throws Exception {
    Measurements known = new Measurements();
    known.take(read("1800000000\nbw=5 node_id=$%s\n".formatted(ONE)), NOW);
    known.take(read("1800000000\nbw=6 node_id=$%s\n".formatted(ONE)), NOW);
    assertThat(known.of(relay(ONE))).isEqualTo(5);
    known.take(read("1800000001\nbw=6 node_id=$%s\n".formatted(ONE)), NOW);
    assertThat(known.of(relay(ONE))).isEqualTo(6);
  }

  @Test
  void guardFractions_goodAndBadLines_givesTheGood() throws Exception {
    String text =
        """
        guardfraction-file-version 1
        written-at 2027-01-14 00:00:00
        n-inputs 420 3

        guard-seen %s 42 420
        guard-seen %s 101 420
        guard-seen 12 5 420
        what is this
        """
            .formatted(ONE, TWO);
    assertThat(guards(text).percent()).isEqualTo(Map.of(relay(ONE), 42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guardfraction-file-version 2\n",
        "written-at yesterday\n",
        "written-at 2027-01-01 00:00:00\n"
      })
  void guardFractions_otherVersionOrOld_isRefused(String text) {
    assertThatThrownBy(() -> guards(text)).isInstanceOf(DecodeException.class);
  }

  private static GuardFractionFile guards(String text) throws DecodeException {
    return GuardFractionFile.read(text.getBytes(StandardCharsets.ISO_8859_1), NOW);
  }

  private static BandwidthFile read(String text) {
    return bytes(text, NOW);
  }

  private static BandwidthFile bytes(String text, Instant now) {
    return BandwidthFile.read(text.getBytes(StandardCharsets.ISO_8859_1), now);
  }

  private static RsaIdentity relay(String hex) throws DecodeException {
    return RsaIdentity.fromHex(hex);
  }
}
