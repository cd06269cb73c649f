package org.tropea.authority.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.consensus.Vectors;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Vote;

/** Consensuses that C tor 0.4.9.15 made and signed, as they are, and with one change each. */
class ConsensusCheckTest {
  private static final String NETWORK = "0.4.9.15-signed";

  /**
   * One change of a consensus.
   *
   * @param subject how the finding's subject begins
   */
  record Planted(String name, String flavour, String subject, UnaryOperator<String> change) {
    @Override
    public String toString() {
      return flavour + ": " + name;
    }
  }

  static Stream<Planted> planted() {
    List<Planted> all = new ArrayList<>();
    // Each line of the header, of an authority and of the footer, by its last character.
    for (String keyword :
        List.of(
            "network-status-version",
            "vote-status",
            "consensus-method",
            "valid-after",
            "fresh-until",
            "valid-until",
            "voting-delay",
            "client-versions",
            "server-versions",
            "known-flags",
            "recommended-client-protocols",
            "recommended-relay-protocols",
            "required-client-protocols",
            "required-relay-protocols",
            "params",
            "dir-source",
            "contact",
            "vote-digest",
            "bandwidth-weights")) {
      all.add(ns("end of " + keyword, keyword, text -> withOtherEnd(text, "\n" + keyword + " ")));
    }
    for (String keyword :
        List.of("client-versions", "params", "vote-digest", "bandwidth-weights")) {
      all.add(ns("no " + keyword, keyword, text -> without(text, "\n" + keyword + " ")));
    }
    all.add(ns("a value", "shared-rand-current-value", text -> behindParams(text)));
    all.add(ns("a package", "package", text -> insert(text, "known-flags", "package a 1 u h=1\n")));
    all.add(ns("a parameter", "params", text -> text.replace(" cc_alg=2", " cc_alg=1")));
    all.add(ns("a parameter less", "params", text -> text.replace(" cc_alg=2", "")));
    all.add(ns("junk", "unheard-of", text -> insert(text, "known-flags", "unheard-of 1\n")));
    // Lines of a relay.
    all.add(relay("nickname", "r of relay", text -> text.replace("r relay04 ", "r relay09 ")));
    all.add(relay("ORPort", "r of relay", text -> text.replaceFirst("(\nr relay04 .*)\\d", "$17")));
    all.add(
        relay(
            "address",
            "r of relay",
            text -> text.replaceFirst("(\nr relay04 .* )127.0.0.1", "$1127.0.0.2")));
    all.add(
        relay(
            "descriptor",
            "r of relay",
            text -> text.replaceFirst("(\nr relay04 [^ ]* )\\w", "$1!")));
    all.add(
        relay("published", "r of relay", text -> text.replaceFirst("(\nr relay04 .* 20)2", "$13")));
    all.add(relay("gone", "r of relay relay04", text -> withoutRelay(text, "relay04")));
    all.add(
        relay("twice", "r of relay", text -> text.replaceFirst("(\nr (?s:.*?))(\nr )", "$1$1$2")));
    all.add(relay("another", "r of relay another", text -> withAnotherRelay(text)));
    all.add(relay("flag more", "s of relay", text -> ofRelay(text, "s ", "s BadExit ")));
    all.add(relay("flag less", "s of relay", text -> ofRelay(text, " Guard", "")));
    all.add(
        relay(
            "flags in disorder",
            "s of relay",
            text -> ofRelay(text, "s Exit Fast", "s Fast Exit")));
    all.add(
        relay("no flags", "s of relay", text -> text.replaceFirst("(\nr relay04 .*)\ns .*", "$1")));
    all.add(
        relay("version", "v of relay", text -> ofRelay(text, "v Tor 0.4.9.15", "v Tor 0.4.9.16")));
    all.add(relay("protocols", "pr of relay", text -> ofRelay(text, " Link=3-5", " Link=5")));
    all.add(
        relay("bandwidth", "w of relay", text -> ofRelay(text, "w Bandwidth=", "w Bandwidth=1")));
    all.add(
        relay(
            "unmeasured",
            "w of relay",
            text -> ofRelay(text, " GuardFraction", " Unmeasured=1 GuardFraction")));
    all.add(
        relay(
            "guard fraction",
            "w of relay",
            text -> ofRelay(text, "GuardFraction=", "GuardFraction=9")));
    all.add(
        relay(
            "policy", "p of relay", text -> ofRelay(text, "p reject 1-65535", "p accept 1-65535")));
    all.add(
        relay("IPv6", "a of relay", text -> ofRelay(text, "s Exit", "a [2001:db8::1]:1\ns Exit")));
    all.add(relay("junk", "x of relay", text -> ofRelay(text, "s Exit", "x\ns Exit")));
    all.add(
        new Planted(
            "microdescriptor",
            "microdesc",
            "m of relay",
            text -> text.replaceFirst("\nm .", "\nm !")));
    all.add(
        new Planted(
            "no microdescriptor", "microdesc", "m of relay", text -> without(text, "\nm ")));
    // Signatures.
    String signature = "\ndirectory-signature ";
    all.add(
        ns(
            "a signature's byte",
            "directory-signature",
            text -> atEnd(text, "-----BEGIN SIGNATURE-----\n")));
    all.add(
        ns(
            "another key",
            "directory-signature",
            text -> text.replaceFirst("(" + signature + "\\w+ )\\w{4}", "$1FFFF")));
    all.add(
        ns(
            "another signer",
            "directory-signature",
            text -> text.replaceFirst(signature + "\\w{4}", signature + "FFFF")));
    all.add(ns("one signature only", "directory-signature", text -> withOneSignature(text)));
    all.add(
        new Planted(
            "another algorithm",
            "microdesc",
            "directory-signature",
            text -> text.replace("sha256", "sha999")));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("planted")
  void check_oneChange_isFound(Planted planted) throws Exception {
    String text = Vectors.text(NETWORK, "consensus-" + planted.flavour());
    String changed = planted.change().apply(text);
    assertThat(changed).isNotEqualTo(text);
    Finding finding = Objects.requireNonNull(check(changed).finding());
    assertThat(finding.subject()).startsWith(planted.subject());
    assertThat(finding.rule()).isNotEmpty();
  }

  @Test
  void planted_areFiftyChanges() {
    assertThat(planted().map(Planted::toString).distinct().count()).isGreaterThanOrEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consensus-ns", "consensus-microdesc"})
  void check_untouched_findsNothing(String file) throws Exception {
    ConsensusCheck check = check(Vectors.text(NETWORK, file));
    assertThat(check.finding()).isNull();
    assertThat(check.signed()).containsExactlyInAnyOrder("auth00", "auth01", "auth02");
    assertThat(check.unsigned()).isEmpty();
  }

  /** One authority's signature may be late; who voted without one is said. */
  @Test
  void check_oneSignatureLess_isNoDifference() throws Exception {
    String text = Vectors.text(NETWORK, "consensus-ns");
    String less = text.substring(0, text.lastIndexOf("directory-signature "));
    ConsensusCheck check = check(less);
    assertThat(check.finding()).isNull();
    assertThat(check.unsigned()).containsExactly("auth01");
  }

  /** What an authority exports has none yet. */
  @Test
  void check_unsignedConsensusOfCtor_findsNothing() throws Exception {
    List<Vote> votes = Vectors.votes("0.4.9.11-b");
    byte[] consensus = Vectors.bytes("0.4.9.11-b", "consensus-ns");
    ConsensusCheck check = ConsensusCheck.of(votes, votes.size(), consensus);
    assertThat(check.finding()).isNull();
    assertThat(check.signed()).isEmpty();
  }

  @Test
  void check_changedFlag_saysRuleAndVotes() throws Exception {
    String text = Vectors.text(NETWORK, "consensus-ns");
    Finding finding = Objects.requireNonNull(check(ofRelay(text, " Guard", "")).finding());
    assertThat(finding.line()).isGreaterThan(24);
    assertThat(finding.rule())
        .isEqualTo("each flag that more than half of the votes that know it give");
    assertThat(finding.expected()).contains("Guard");
    assertThat(finding.found()).doesNotContain("Guard");
    Map<String, String> votes = finding.votes();
    assertThat(votes).containsOnlyKeys("auth00", "auth01", "auth02");
    assertThat(votes.values()).allMatch(said -> said.startsWith("s ") && said.contains("Guard"));
  }

  @Test
  void check_oneVoteTooFew_saysWhoseIsMissing() throws Exception {
    List<Vote> votes = Vectors.votes(NETWORK).subList(0, 2);
    byte[] consensus = Vectors.bytes(NETWORK, "consensus-ns");
    Finding finding = Objects.requireNonNull(ConsensusCheck.of(votes, 3, consensus).finding());
    assertThat(finding.subject()).contains("of authority auth");
    assertThat(finding.expected()).isNull();
  }

  @Test
  void check_whatIsNoConsensusOrNoRound_isRefused() throws Exception {
    assertThatThrownBy(() -> check("hello\nworld\n")).isInstanceOf(DecodeException.class);
    List<Vote> votes = Vectors.votes(NETWORK);
    List<Vote> twice = List.of(votes.get(0), votes.get(0));
    byte[] consensus = Vectors.bytes(NETWORK, "consensus-ns");
    assertThatThrownBy(() -> ConsensusCheck.of(twice, 3, consensus))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> ConsensusCheck.of(votes, 2, consensus))
        .isInstanceOf(DecodeException.class);
  }

  private static ConsensusCheck check(String consensus) throws Exception {
    List<Vote> votes = Vectors.votes(NETWORK);
    return ConsensusCheck.of(votes, votes.size(), consensus.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Planted ns(String name, String subject, UnaryOperator<String> change) {
    return new Planted(name, "ns", subject, change);
  }

  private static Planted relay(String name, String subject, UnaryOperator<String> change) {
    return new Planted("relay's " + name, "ns", subject, change);
  }

  /** With another last character in the first line that begins so. */
  private static String withOtherEnd(String text, String start) {
    int from = ("\n" + text).indexOf(start);
    int end = text.indexOf('\n', from + start.length());
    char last = text.charAt(end - 1);
    return text.substring(0, end - 1) + (last == '1' ? '2' : '1') + text.substring(end);
  }

  private static String atEnd(String text, String start) {
    int at = text.indexOf(start) + start.length();
    return text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
  }

  /** Without the first line that begins so. */
  private static String without(String text, String start) {
    int from = text.indexOf(start);
    return text.substring(0, from) + text.substring(text.indexOf('\n', from + 1));
  }

  private static String insert(String text, String before, String line) {
    return text.replaceFirst("\n" + before, "\n" + line + before);
  }

  private static String behindParams(String text) {
    return text.replaceFirst("\ndir-source", "\nshared-rand-current-value 3 AAAA\ndir-source");
  }

  private static String withoutRelay(String text, String nickname) {
    int from = text.indexOf("\nr " + nickname + " ");
    return text.substring(0, from) + text.substring(text.indexOf("\nr ", from + 1));
  }

  private static String withAnotherRelay(String text) {
    String relay =
        "r another AAAAAAAAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAAAAAAAA 2038-01-01 00:00:00"
            + " 127.0.0.1 1 0\ns Fast Running Valid\npr Link=5\nw Bandwidth=1\np reject 1-65535\n";
    return text.replaceFirst("\nr ", "\n" + relay + "r ");
  }

  /** Replaces within the entry of relay04. */
  private static String ofRelay(String text, String what, String by) {
    int from = text.indexOf("\nr relay04 ");
    int end = text.indexOf("\nr ", from + 1);
    String entry = text.substring(from, end);
    int at = entry.indexOf(what);
    assertThat(at).as(what + " in " + entry).isPositive();
    return text.substring(0, from)
        + entry.substring(0, at)
        + by
        + entry.substring(at + what.length())
        + text.substring(end);
  }

  private static String withOneSignature(String text) {
    int first = text.indexOf("directory-signature ");
    return text.substring(0, text.indexOf("directory-signature ", first + 1));
  }
}
