package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/**
 * Case fault-2: votes changed at random and signed again, through reading, counting and reading
 * back. A vote is refused, or it is counted beside two good ones and what comes of it can be read.
 */
class HostileVotesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:50:00Z");
  private static final int VOTES = 400;
  private static final String SIGNATURE = "directory-signature ";
  private static final List<String> BAD =
      List.of(
          "\t",
          " ",
          "  ",
          "=",
          "-1",
          "0",
          "99999999999999999999",
          "Link=4\tRelay=2",
          "X=001",
          "X=64",
          "X=1-",
          "\u00e9",
          "\u0001",
          "none",
          "reject",
          "2026-11-20",
          "00:00:00",
          "~",
          "");

  private final AuthorityKeys hostile = TestKeys.some(3).get(0);

  @Test
  void votes_changedAnywhere_areRefusedOrGiveAReadableConsensus() throws Exception {
    List<Vote> good = new ArrayList<>();
    for (int i = 1; i < 3; i++) {
      good.add(new RandomVotes(5, i).vote(TestKeys.some(3).get(i), NOW, TestVotes.VALID_AFTER));
    }
    String usual = text(new RandomVotes(5, 0).vote(hostile, NOW, TestVotes.VALID_AFTER));
    int counted = 0;
    for (int i = 0; i < VOTES; i++) {
      Vote changed = signed(changed(usual, new Random(i)));
      if (changed != null && isCountable(changed)) {
        counted++;
        List<Vote> all = new ArrayList<>(good);
        all.add(changed);
        readBack(new ConsensusBuilder(all, 3, Method.known()), changed);
      }
    }
    assertThat(counted).as("the changes leave many votes good").isGreaterThan(VOTES / 8);
  }

  private static boolean isCountable(Vote vote) {
    try {
      ServedVote.of(vote, Method.known());
      return true;
    } catch (DecodeException refused) {
      return false;
    }
  }

  private static void readBack(ConsensusBuilder builder, Vote voter) throws DecodeException {
    for (Flavour flavour : Flavour.values()) {
      StringBuilder text = new StringBuilder(builder.write(flavour));
      new DocumentSignature(
              voter.source().identity(),
              voter.certificate().signingKeyDigest(),
              Bytes.copyFrom(new byte[256]))
          .write(text, flavour);
      UnverifiedConsensus.read(bytes(text.toString()));
    }
  }

  /** One to three words of the part that is not the certificate's, changed. */
  private static String changed(String text, Random random) {
    String result = text;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(result.length());
      int certificate = result.indexOf("dir-key-certificate-version");
      int behind = result.indexOf("-----END SIGNATURE-----", certificate);
      if (at < certificate || at > behind) {
        int end = at + 1;
        while (end < result.length() && " \n".indexOf(result.charAt(end)) < 0) {
          end++;
        }
        String bad = BAD.get(random.nextInt(BAD.size()));
        String word = random.nextInt(20) == 0 ? bad.repeat(20_000) : bad;
        result = result.substring(0, at) + word + result.substring(random.nextBoolean() ? at : end);
      }
    }
    return result;
  }

  /** The vote with a good signature; null where it cannot be read. */
  private @Nullable Vote signed(String unsigned) {
    StringBuilder text = new StringBuilder(unsigned).append(SIGNATURE);
    byte[] digest = Digest.sha1(bytes(text.toString()));
    text.setLength(unsigned.length());
    new DocumentSignature(
            hostile.identity(),
            hostile.certificate().signingKeyDigest(),
            Bytes.copyFrom(hostile.signingKey().sign(digest)))
        .write(text, Flavour.NS);
    try {
      return UnverifiedVote.read(bytes(text.toString())).verify();
    } catch (DecodeException refused) {
      return null;
    }
  }

  private static String text(Vote vote) {
    String whole = new String(vote.text().toByteArray(), StandardCharsets.ISO_8859_1);
    return whole.substring(0, whole.indexOf(SIGNATURE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
