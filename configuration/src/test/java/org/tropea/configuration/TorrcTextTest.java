package org.tropea.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Options written down, and read again. */
class TorrcTextTest {
  @Test
  void brief_ofWhatDiffers_inCTorsWords() throws Exception {
    Torrc torrc =
        torrc(
            "SocksTimeout 3 minutes\nBandwidthRate 1 MB\nPathsNeededToBuildCircuits .5\n"
                + "ClientUseIPv6 1\nSocksPort 9050\n__SocksPort 9051\nSocksPort 9052\n"
                + "ContactInfo \"a # b\"\nWarnPlaintextPorts\nNumCPU 3\nAssumeReachableIPv6 AUTO");
    assertThat(TorrcText.brief(torrc))
        .isEqualTo(
            """
            BandwidthRate 1048576
            ContactInfo "a # b"
            NumCPUs 3
            PathsNeededToBuildCircuits 0.500000
            SocksPort 9050
            SocksPort 9052
            SocksTimeout 180
            WarnPlaintextPorts
            """);
  }

  @Test
  void brief_overDefaultsOfAFile_saysWhatTheyDoNot() throws Exception {
    List<TorrcLine> defaults = lines("ContactInfo me\nSocksPort 1");
    Torrc torrc = Torrc.of(defaults, lines("Nickname bob\n+SocksPort 2"), List.of());
    assertThat(TorrcText.brief(torrc)).isEqualTo("Nickname bob\nSocksPort 1\nSocksPort 2\n");
  }

  @Test
  void brief_ofATestNetwork_leavesItsDefaultsOut() throws Exception {
    assertThat(TorrcText.brief(torrc("TestingTorNetwork 1\nEnforceDistinctSubnets 1")))
        .isEqualTo("EnforceDistinctSubnets 1\nTestingTorNetwork 1\n");
  }

  @Test
  void full_readAgain_isTheSame() throws Exception {
    Torrc torrc =
        torrc("ContactInfo \"m\\303\\274\\\"\\\\\\n\"\nSocksPort 0\nExitPolicy reject *:*");
    String full = TorrcText.full(torrc);
    assertThat(full).hasLineCount(TorrcText.full(torrc("")).split("\n", -1).length - 1 + 3);
    assertThat(TorrcText.full(torrc(full))).isEqualTo(full);
    assertThat(torrc(full).last("ContactInfo")).map(TorrcLine::value).hasValue("mü\"\\\n");
  }

  private static Torrc torrc(String text) throws OptionException {
    return Torrc.of(lines(text), List.of());
  }

  private static List<TorrcLine> lines(String text) throws OptionException {
    return TorrcLexer.lines("torrc", text);
  }
}
