package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

/** Row D14: as clients apply it, and as caches make it. */
class ConsensusDiffTest {
  private static final TestAuthority ONE =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));
  private static final Bytes DIGEST = Bytes.copyFrom(new byte[32]);

  private final ConsensusText text = new ConsensusText(ONE);
  private Consensus base;
  private String[] lines;

  @TempDir Path folder;

  @BeforeEach
  void consensus() throws DecodeException {
    for (int relay = 0; relay < 5; relay++) {
      text.relay(relay, DIGEST, "Fast Running Valid", "Bandwidth=10");
    }
    base = text.consensus();
    lines = new String(base.text().toByteArray(), US_ASCII).split("\n");
  }

  @Test
  void apply_changesDeletesAndAppends_fromTheEndOn() throws Exception {
    String commands = "20,$d\n12,14c\nx\ny\n.\n10d\n8a\nz\n.\n0a\nfirst\n.\n";
    StringBuilder expected = new StringBuilder("first\n");
    for (int line = 1; line < 20; line++) {
      if (line == 12) {
        expected.append("x\ny\n");
      } else if (line != 10 && line != 13 && line != 14) {
        expected.append(lines[line - 1]).append('\n');
      }
      if (line == 8) {
        expected.append("z\n");
      }
    }
    assertThat(apply(commands, expected.toString())).isEqualTo(expected.toString());
  }

  @Test
  void apply_withoutCommands_givesTheSame() throws Exception {
    String same = new String(base.text().toByteArray(), US_ASCII);
    assertThat(apply("", same)).isEqualTo(same);
  }

  /** The commands are those of {@code diff --ed}: another program's, which wrote the format. */
  @Test
  void apply_whatDiffWrites_givesTheOtherDocument() throws Exception {
    Random random = new Random(1);
    Path old = Files.write(folder.resolve("old"), base.text().toByteArray());
    for (int round = 0; round < 20; round++) {
      StringBuilder changed = new StringBuilder();
      for (String line : lines) {
        int what = random.nextInt(8);
        changed.append(what == 0 ? "" : what == 1 ? "new " + random.nextInt() + "\n" : line + "\n");
        changed.append(what == 2 ? "more " + random.nextInt() + "\n" : "");
      }
      Path other = Files.writeString(folder.resolve("new"), changed);
      Process diff =
          new ProcessBuilder("diff", "--ed", old.toString(), other.toString())
              .redirectErrorStream(true)
              .start();
      String commands = new String(diff.getInputStream().readAllBytes(), US_ASCII);
      diff.waitFor();
      assertThat(apply(commands, changed.toString())).isEqualTo(changed.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\n",
        "3\n",
        "3x\n",
        "3dd\n",
        ",4d\n",
        "3,3d\n",
        "4,3d\n",
        "3,$c\nx\n.\n",
        "3,4a\nx\n.\n",
        "0d\n",
        "0c\nx\n.\n",
        "3a\n.\n",
        "3a\nx\n",
        "3a\nx\n. \n",
        "3d\n5d\n",
        "3d\n3d\n",
        "9999d\n",
        "999999999999d\n",
        "-3d\n",
        "3,d\n",
        " 3d\n",
        "3d \n",
        "\n",
        "3d",
        "3a",
        "3a\nx"
      })
  void apply_malformedCommands_areRefused(String commands) {
    assertThatThrownBy(() -> apply(commands, "x")).isInstanceOf(DecodeException.class);
  }

  @Test
  void apply_toAnotherConsensus_isRefused() {
    String diff = head("00".repeat(32), hex(Digest.sha3().digest(base.text().toByteArray())));
    assertThatThrownBy(() -> ConsensusDiff.apply(base, diff.getBytes(US_ASCII)))
        .hasMessageContaining("another consensus");
  }

  @Test
  void apply_withAnotherResultThanSaid_isRefused() {
    assertThatThrownBy(() -> apply("3d\n", "x")).hasMessageContaining("does not lead to");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "network-status-diff-version 1",
        "network-status-diff-version 1\n",
        "network-status-diff-version 12\nhash a b\n",
        "network-status-diff-version 1\nhash a b\n",
        "network-status-diff-version 1\n\n"
      })
  void apply_withoutItsHead_isRefused(String head) {
    assertThatThrownBy(() -> ConsensusDiff.apply(base, head.getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void digestOfBase_isOfWhatSignaturesCover() {
    assertThat(ConsensusDiff.digestOfBase(base).toByteArray())
        .isEqualTo(Digest.sha3().digest(text.signedPart().getBytes(US_ASCII)));
  }

  @Test
  void between_randomChanges_leadsToTheOther() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      ConsensusText other = new ConsensusText(ConsensusText.VALID_AFTER.plusSeconds(3_600), ONE);
      for (int relay = 0; relay < 40; relay++) {
        int what = random.nextInt(12);
        if (what > 0) {
          String flags = what == 1 ? "Fast Guard Running Valid" : "Fast Running Valid";
          other.relay(relay * 7 / 5, DIGEST, flags, "Bandwidth=" + (what == 2 ? 11 : 10));
        }
      }
      Consensus later = other.consensus();
      Bytes diff = Objects.requireNonNull(between(base, later));
      assertThat(Bytes.copyFrom(ConsensusDiff.apply(base, diff.toByteArray())))
          .isEqualTo(later.text());
      base = later;
    }
  }

  /** By hand, after dir-spec 4.5; that C tor writes the same is shown in MixedVotingTest. */
  @Test
  void between_aFlagAndARelay_namesThemAndTheSignatures() throws Exception {
    ConsensusText other = new ConsensusText(ONE);
    for (int relay : new int[] {0, 2, 3, 4, 5}) {
      String flags = relay == 3 ? "Fast Valid" : "Fast Running Valid";
      other.relay(relay, DIGEST, flags, "Bandwidth=10");
    }
    String diff =
        new String(
            Objects.requireNonNull(between(base, other.consensus())).toByteArray(), US_ASCII);
    int first = Arrays.asList(lines).indexOf(lineOf(0));
    String entry = ConsensusText.entry(5, DIGEST, "Fast Running Valid", "Bandwidth=10");
    int footer = first + 25;
    assertThat(diff)
        .startsWith(
            head(
                    hex(ConsensusDiff.digestOfBase(base).toByteArray()),
                    hex(Digest.sha3().digest(other.signed())))
                + (footer + 2)
                + ",$d\n"
                + (footer + 1)
                + "a\ndirectory-signature ")
        .endsWith(
            "\n.\n%da\n%s.\n%dc\ns Fast Valid\n.\n%d,%dd\n"
                .formatted(footer, entry, first + 18, first + 6, first + 10));
  }

  private static @Nullable Bytes between(Consensus one, Consensus other) {
    return ConsensusDiff.between(one.text().toByteArray(), other.text().toByteArray());
  }

  private String lineOf(int relay) {
    return ConsensusText.entry(relay, DIGEST, "", "").lines().findFirst().orElseThrow();
  }

  @Test
  void between_relaysOutOfOrder_isNone() throws Exception {
    ConsensusText other = new ConsensusText(ONE);
    other.relay(2, DIGEST, "Running", "Bandwidth=1").relay(1, DIGEST, "Running", "Bandwidth=1");
    assertThat(ConsensusDiffWriter.write(base.text().toByteArray(), other.signed())).isNull();
  }

  @Test
  void between_aLoneDot_isNone() {
    text.lines(".\n");
    assertThat(ConsensusDiffWriter.write(base.text().toByteArray(), text.signed())).isNull();
  }

  @Test
  void between_tooManyOtherRelays_isNone() {
    for (int relay = 5; relay < 2_005; relay++) {
      text.relay(relay, DIGEST, "Running", "Bandwidth=1");
    }
    assertThat(ConsensusDiffWriter.write(base.text().toByteArray(), text.signed())).isNull();
  }

  private String apply(String commands, String result) throws DecodeException {
    String head =
        head(
            hex(ConsensusDiff.digestOfBase(base).toByteArray()),
            hex(Digest.sha3().digest(result.getBytes(US_ASCII))));
    byte[] diff = (head + commands).getBytes(US_ASCII);
    assertThat(ConsensusDiff.isOne(diff)).isTrue();
    return new String(ConsensusDiff.apply(base, diff), US_ASCII);
  }

  static String head(String from, String to) {
    return "network-status-diff-version 1\nhash " + from + " " + to + "\n";
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().withUpperCase().formatHex(digest);
  }
}
