package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.VotingTiming.Rhythm;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.CountryRules;
import org.tropea.authority.rules.RelayRule;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.RelaySet;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.TorVersion;

/** What a torrc has to say for an authority, with C tor's defaults and limits. */
class AuthorityOptionsTest {
  private static final String AUTHORITY =
      "AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nORPort 9001\nDirPort 9030\n"
          + "ContactInfo nobody\n";

  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {"", "V3AuthoritativeDirectory 1", "AuthoritativeDirectory 0", "DirPort 0"})
  void torrc_withoutAuthoritativeDirectory_asksForNoAuthority(String torrc) throws Exception {
    assertThat(read(torrc, false)).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void dirPort_ofARelay_isWarnedOf() throws Exception {
    assertThat(read("ORPort 9001\nDirPort 9030", false)).isNull();
    assertThat(warnings).hasSize(1);
  }

  @Test
  void authority_nothingElseSaid_votesAsOnThePublicNetwork() throws Exception {
    AuthorityOptions authority = authority(AUTHORITY + "AuthDirTestReachability 0", false);
    assertThat(authority.timing()).isEqualTo(VotingTiming.DEFAULT);
    assertThat(authority.directory().address().getPort()).isEqualTo(9030);
    assertThat(authority.directory().address().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(authority.advice()).isEqualTo(VoteSettings.PROTOCOLS);
    assertThat(authority.parameters()).isEmpty();
    assertThat(authority.relays().uploads()).isEqualTo(UploadSettings.DEFAULT);
    assertThat(authority.flags())
        .isEqualTo(
            new FlagSettings(false, false, false, false, Duration.ofDays(4), 2, false, true));
    assertThat(warnings).isEmpty();
  }

  @Test
  void authority_ofATestingNetwork_hasCTorsTestingDefaults() throws Exception {
    AuthorityOptions authority = authority(AUTHORITY + "AuthDirTestReachability 0", true);
    Duration delay = Duration.ofSeconds(20);
    assertThat(authority.timing())
        .isEqualTo(
            new VotingTiming(
                Duration.ofMinutes(5),
                delay,
                delay,
                3,
                new Rhythm(Duration.ofSeconds(150), delay, delay),
                Duration.ZERO));
    assertThat(authority.directory().isLocal()).isTrue();
    assertThat(authority.relays().uploads()).isEqualTo(UploadSettings.TESTING);
    assertThat(authority.flags())
        .isEqualTo(new FlagSettings(true, false, false, false, Duration.ZERO, 0, false, true));
  }

  @Test
  void authority_thatTestsRelays_testsAsCTorDoes() throws Exception {
    assertThat(authority(AUTHORITY, false).flags().assumeReachable()).isFalse();
    assertThat(authority(AUTHORITY, false).relays().reachability())
        .isEqualTo(ReachabilitySettings.DEFAULT);
    assertThat(authority(AUTHORITY + "AssumeReachable 1", true).flags().assumeReachable())
        .isFalse();
    assertThat(authority(AUTHORITY, true).relays().reachability())
        .isEqualTo(ReachabilitySettings.TESTING);
    assertThat(warnings).isEmpty();
  }

  @Test
  void timeToLearn_aboveTwoHours_refused() {
    assertThat(
            catchThrowable(
                () -> authority(AUTHORITY + "TestingAuthDirTimeToLearnReachability 3 hours", true)))
        .isInstanceOf(OptionException.class);
  }

  @Test
  void authority_everythingSaid_isTaken() throws Exception {
    AuthorityOptions authority =
        authority(
            AUTHORITY
                + """
                AuthDirTestReachability 0
                V3AuthVotingInterval 20
                V3AuthVoteDelay 4
                V3AuthDistDelay 3
                V3AuthNIntervalsValid 2
                TestingV3AuthInitialVotingInterval 10
                TestingV3AuthInitialVoteDelay 2
                TestingV3AuthInitialDistDelay 2
                TestingV3AuthVotingStartOffset 5
                TestingDirAuthVoteExit *
                TestingDirAuthVoteGuard bob, 127.0.0.0/8
                TestingDirAuthVoteGuardIsStrict 1
                TestingDirAuthVoteHSDirIsStrict 1
                TestingMinExitFlagThreshold 10 KB
                TestingMinFastFlagThreshold 20 KB
                MinUptimeHidServDirectoryV2 1 hour
                AuthDirMaxServersPerAddr 7
                AuthDirHasIPv6Connectivity 1
                ConsensusParams circwindow=80 x=-1
                VersioningAuthoritativeDirectory 1
                RecommendedClientVersions 0.4.9.11, 0.4.8.12
                RecommendedVersions 0.4.9.2,0.4.9.11 0.4.9.2
                DirAllowPrivateAddresses 0
                MinimalAcceptedServerVersion 0.4.7.1
                AuthDirSupport048Clients 1
                AuthDirListBadExits 1
                AuthDirReject 192.0.2.0/24, 198.51.100.7
                AuthDirPinKeys 0
                AuthDirBadExitCCs US,??
                V3AuthUseLegacyKey 1
                V3BandwidthsFile /scanner/v3bw
                GuardfractionFile /scanner/guards
                MinMeasuredBWsForAuthToIgnoreAdvertised 3
                """,
            true);
    assertThat(authority.timing())
        .isEqualTo(
            new VotingTiming(
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                Duration.ofSeconds(3),
                2,
                new Rhythm(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2)),
                Duration.ofSeconds(5)));
    assertThat(authority.flags())
        .isEqualTo(
            new FlagSettings(
                true,
                FlagOverride.EVERYBODY,
                new FlagOverride(RelaySet.read("bob,127.0.0.0/8"), true),
                new FlagOverride(RelaySet.NONE, true),
                Duration.ofHours(1),
                7,
                true,
                true,
                10 << 10,
                20 << 10,
                true,
                false,
                3));
    assertThat(authority.relays().bandwidthFiles())
        .isEqualTo(new BandwidthFiles(Path.of("/scanner/v3bw"), Path.of("/scanner/guards")));
    assertThat(authority.parameters()).containsOnlyKeys("circwindow", "x").containsEntry("x", -1);
    assertThat(authority.advice().clientVersions()).isEqualTo("0.4.8.12,0.4.9.11");
    assertThat(authority.advice().serverVersions()).isEqualTo("0.4.9.2,0.4.9.11");
    assertThat(authority.relays().uploads().allowPrivateAddresses()).isFalse();
    assertThat(authority.relays().uploads().minimalVersion())
        .isEqualTo(TorVersion.read("0.4.7.1").orElseThrow());
    assertThat(authority.relays().uploads().tapKeyNeeded()).isTrue();
    assertThat(authority.relays().uploads().pinKeys()).isFalse();
    assertThat(authority.relays().addresses())
        .isEqualTo(
            new AddressRules(
                ExitPolicy.read(List.of("reject 192.0.2.0/24:*", "reject 198.51.100.7:*")),
                ExitPolicy.read(List.of()),
                ExitPolicy.read(List.of()),
                ExitPolicy.read(List.of()),
                new CountryRules(
                    Map.of(
                        RelayRule.REJECT, Set.of(),
                        RelayRule.INVALID, Set.of(),
                        RelayRule.BAD_EXIT, Set.of("us", "??"),
                        RelayRule.MIDDLE_ONLY, Set.of()),
                    CountryTable.NONE)));
    assertThat(authority.legacyKey()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "V3AuthVoteDelay 1, true, torrc:6: V3AuthVoteDelay is below 2",
    "V3AuthDistDelay 1, true, torrc:6: V3AuthDistDelay is below 2",
    "V3AuthVotingInterval 80, true, torrc:6: V3AuthVotingInterval is not more than twice",
    "V3AuthVoteDelay 130, true, 'V3AuthVotingInterval, by default, is not more than twice'",
    "V3AuthNIntervalsValid 1, true, torrc:6: V3AuthNIntervalsValid is below 2",
    "V3AuthVotingInterval 25 hours, true, torrc:6: V3AuthVotingInterval is longer than a day",
    "V3AuthVotingInterval 200|V3AuthVoteDelay 20|V3AuthDistDelay 20, false, torrc:6: V3AuthVoting",
    "TestingV3AuthInitialVotingInterval 4, true, torrc:6: TestingV3AuthInitialVotingInterval",
    "TestingV3AuthInitialVotingInterval 70, true, torrc:6: TestingV3AuthInitialVotingInterval",
    "TestingV3AuthInitialVotingInterval 40, true, torrc:6: TestingV3AuthInitialVotingInterval is",
    "TestingV3AuthInitialVoteDelay 1, true, torrc:6: TestingV3AuthInitialVoteDelay",
    "TestingV3AuthInitialDistDelay 1, true, torrc:6: TestingV3AuthInitialDistDelay",
    "TestingV3AuthVotingStartOffset 151, true, torrc:6: TestingV3AuthVotingStartOffset",
    "ConsensusParams circwindow, false, torrc:6: ConsensusParams",
    "ConsensusParams x=9999999999, false, torrc:6: ConsensusParams",
    "TestingDirAuthVoteExit {de}, false, torrc:6: TestingDirAuthVoteExit",
    "MinimalAcceptedServerVersion new, false, torrc:6: MinimalAcceptedServerVersion",
    "VersioningAuthoritativeDirectory 1, false, torrc:6: there are no versions",
    "DirPort 0, false, torrc:1: the other authorities need a port",
    "DirPort auto, false, torrc:6: others must know an authority's DirPort",
    "ORPort auto, false, torrc:6: others must know an authority's ORPort",
    "V3AuthoritativeDirectory 0, false, torrc:1: only an authority that votes",
    "/ContactInfo, false, torrc:1: an authority must say how to reach"
  })
  void badLine_isRefusedByItsPlace(String lines, boolean testing, String complaint) {
    String torrc = AUTHORITY + lines.replace('|', '\n');
    if (lines.startsWith("/")) {
      torrc = AUTHORITY.replaceAll(lines.substring(1) + ".*\n", "");
    } else if (lines.contains("Port ")) {
      String name = lines.substring(0, lines.indexOf(' '));
      torrc = AUTHORITY.replaceAll(name + " .*\n", "# gone\n") + lines;
    }
    String text = torrc;
    assertThatThrownBy(() -> read(text, testing))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void shortInterval_inATestingNetwork_isWarnedOf() throws Exception {
    authority(
        AUTHORITY
            + "AssumeReachable 1\nV3AuthVotingInterval 10\nV3AuthVoteDelay 2\nV3AuthDistDelay 2",
        true);
    assertThat(warnings).singleElement().asString().contains("so short");
  }

  @Test
  void authority_withoutOrPort_isRefused() throws Exception {
    Torrc torrc =
        Torrc.of(TorrcLexer.lines("torrc", AUTHORITY.replace("ORPort 9001\n", "")), List.of());
    assertThatThrownBy(() -> OptionsReader.read(torrc))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("torrc:1: an authority is a relay too");
  }

  private AuthorityOptions authority(String torrc, boolean testing) throws Exception {
    return Objects.requireNonNull(read(torrc, testing));
  }

  private @Nullable AuthorityOptions read(String text, boolean testing) throws Exception {
    String all = testing ? text + "\nTestingTorNetwork 1" : text;
    Torrc torrc = Torrc.of(TorrcLexer.lines("torrc", all), List.of());
    return AuthorityOptions.read(torrc, (line, what) -> warnings.add(what));
  }
}
