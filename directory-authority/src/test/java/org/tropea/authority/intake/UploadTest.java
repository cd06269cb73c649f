package org.tropea.authority.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.consensus.Vectors;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.Vote;

/** What is found in what somebody posted. */
class UploadTest {
  private static final Curve25519 CURVE = Curve25519.fastest();

  @Test
  void read_descriptorsOfCTorBehindJunk_areFoundAll() throws Exception {
    Vote vote = Vectors.votes("0.4.9.11-a").get(0);
    String descriptors = Vectors.text("0.4.9.11-a", "descriptors");
    Instant then = vote.header().published();

    Upload clean = read(descriptors, then);
    Upload behindJunk = read("junk\n@more junk\n" + descriptors, then);

    assertThat(clean.descriptors()).hasSizeGreaterThan(2);
    assertThat(clean.verdict()).isEqualTo(UploadVerdict.ACCEPTED);
    assertThat(behindJunk.descriptors()).hasSameSizeAs(clean.descriptors());
    assertThat(behindJunk.verdict()).isEqualTo(UploadVerdict.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello\n", "routers\n", "extra-information\n"})
  void read_nothingThatStartsLikeADocument_refused(String text) {
    Upload upload = read(text, Instant.EPOCH);
    assertThat(upload.verdict().kind()).isEqualTo(UploadVerdict.Kind.REFUSED);
    assertThat(upload.verdict().reason()).isEqualTo("No descriptors found in your POST.");
  }

  @Test
  void read_textThatIsNoText_refused() {
    assertThat(read("router \u00ff\n", Instant.EPOCH).verdict().reason()).contains("UTF-8");
  }

  private static Upload read(String text, Instant now) {
    return Upload.read(text.getBytes(StandardCharsets.ISO_8859_1), CURVE, now);
  }
}
