package org.tropea.directory.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.network.ProtocolWatch.Side;
import org.tropea.directory.release.Release;

/** Feature D12. */
class ProtocolWatchTest {
  private static final Instant AT = Instant.parse("2026-11-26T12:30:00Z");
  private static final TestAuthority AUTHORITY =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "CLIENT,required-client-protocols Link=4-5,",
    "CLIENT,required-client-protocols Link=4-6 Foo=1,Foo=1 Link=6",
    "CLIENT,required-client-protocols HSDir=2-3,HSDir=3",
    "CLIENT,required-client-protocols Cons=2 Desc=2-3 FlowCtrl=1 Link=4 Microdesc=2-3 Relay=2,",
    "RELAY,required-relay-protocols Cons=2 Desc=2-3 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5"
        + " HSRend=2 Link=4-5 LinkAuth=3 Microdesc=2-3 Relay=2-6,",
    "CLIENT,required-relay-protocols Link=9,",
    "CLIENT,recommended-client-protocols Link=9,",
    "RELAY,required-relay-protocols Link=9 Relay=2-7,Link=9 Relay=7",
    "RELAY,required-relay-protocols HSDir=2 FlowCtrl=1-2 Relay=2-4,",
    "RELAY,required-client-protocols Link=9,",
    "RELAY,recommended-relay-protocols Link=9,",
  })
  void obstacle_isWhatIsDemandedAndNotSpoken(Side side, String line, String missing)
      throws Exception {
    var obstacle = new ProtocolWatch(side).obstacle(consensus("2026-11-26", line));
    if (missing == null) {
      assertThat(obstacle).isEmpty();
    } else {
      assertThat(obstacle).hasValueSatisfying(why -> assertThat(why).contains("(" + missing + ")"));
    }
  }

  @Test
  void consensusOlderThanThisVersion_demandsNothing() throws Exception {
    String before = Release.current().made().minus(Duration.ofDays(1)).toString();
    Consensus old = consensus(before.substring(0, 10), "required-client-protocols Link=9");
    assertThat(new ProtocolWatch(Side.CLIENT).obstacle(old)).isEmpty();
  }

  private static Consensus consensus(String day, String line) throws DecodeException {
    ConsensusText text = new ConsensusText(AUTHORITY).header(line);
    String signed = text.signedPart().replace("2026-12-20", day);
    String body = signed.substring(0, signed.length() - "directory-signature ".length());
    byte[] whole = (body + AUTHORITY.signature(signed)).getBytes(US_ASCII);
    SignatureCheck check =
        UnverifiedConsensus.read(whole)
            .verify(List.of(AUTHORITY.identity()), List.of(AUTHORITY.certificate()), AT);
    return ((SignatureCheck.Enough) check).consensus();
  }
}
