package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

/** Row D14, as clients apply it. */
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
