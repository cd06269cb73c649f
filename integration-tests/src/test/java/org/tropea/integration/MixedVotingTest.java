package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.integration.TropeaAuthority.KeyMaker;

/**
 * Authorities of C tor 0.4.9.15 and of ours make one consensus by method 37, in two networks at the
 * same time.
 */
class MixedVotingTest {
  private static final int METHOD = 37;

  /** In a row; {@code -Dtropea.rounds} asks for more. */
  private static final int ROUNDS = Integer.getInteger("tropea.rounds", 3);

  @TempDir Path folder;

  @Test
  void authoritiesOfBothKinds_signOneConsensus_andVoteAlike() throws Exception {
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      Future<Void> mostlyCtor = both.submit(vote("three", 3, List.of(KeyMaker.TOR_GENCERT), true));
      Future<Void> half =
          both.submit(vote("two", 2, List.of(KeyMaker.LIBRARY, KeyMaker.TROPEA_GENCERT), false));
      mostlyCtor.get();
      half.get();
    } finally {
      both.shutdownNow();
    }
  }

  private Callable<Void> vote(
      String name, int ctorAuthorities, List<KeyMaker> ours, boolean recorded) {
    return () -> {
      try (MixedNetwork network =
          MixedNetwork.start(
              folder.resolve(name), CtorPrograms.reference(), ctorAuthorities, ours, recorded)) {
        network.awaitInARow(ROUNDS, METHOD);
        assertThat(network.complaints()).isEmpty();
        for (Flavour flavour : Flavour.values()) {
          List<Bytes> diffs = network.diffs(flavour, "ours0", "authority0");
          assertThat(diffs.get(0)).isEqualTo(diffs.get(1));
          List<String> exported = network.exported(flavour, "ours0", "authority0");
          assertThat(exported.get(0)).isEqualTo(exported.get(1));
        }
        compare(network.vote("ours0"), network.vote("authority0"));
        Map<String, Integer> our = new TreeMap<>();
        Map<String, Integer> their = new TreeMap<>();
        for (String path : paths(network.vote("ours0"))) {
          our.put(path, network.status("ours0", path));
          their.put(path, network.status("authority0", path));
        }
        assertThat(our).isEqualTo(their);
        assertThat(answersToBadVotes(network, "ours0"))
            .isEqualTo(answersToBadVotes(network, "authority0"));
        if (recorded) {
          assertEachUseHasItsAddress(network);
          // Three others, to whom each posts its vote and its signatures.
          assertThat(network.awaitAgreementByFetching(METHOD)).isGreaterThanOrEqualTo(4 * 3 * 2);
        }
      }
      return null;
    };
  }

  /**
   * C tor's relays post descriptors where upload= says, its authorities all that they post where
   * vote= says; but whatever it fetches, it fetches from the line's own address (dirclient.c takes
   * the flags for uploads alone). Ours does so too, and fetches from where download= says.
   */
  private static void assertEachUseHasItsAddress(MixedNetwork network) throws Exception {
    String vote = "POST /tor/post/vote HTTP";
    String signature = "POST /tor/post/consensus-signature HTTP";
    network.awaitRequest("upload", "ours0", each -> each.contains("\nrouter relay0 "));
    network.awaitRequest("vote", "ours0", each -> isOf(each, vote, "\ndir-source authority0 "));
    network.awaitRequest("vote", "ours0", each -> each.startsWith(signature));

    String signed =
        "\ndirectory-signature " + network.vote("ours0").source().identity().toHex() + " ";
    network.awaitRequest("upload", "authority0", each -> each.contains("\nrouter oursrelay "));
    network.awaitRequest("vote", "authority0", each -> each.contains("\nrouter ours0 "));
    network.awaitRequest("vote", "authority0", each -> isOf(each, vote, "\ndir-source ours0 "));
    network.awaitRequest("vote", "authority0", each -> isOf(each, signature, signed));
    // A cache of ours draws anew whom it asks.
    network.awaitUse("download");
    for (String name : List.of("ours0", "authority0", "authority1", "authority2")) {
      assertThat(network.requests("upload", name))
          .allMatch(each -> each.startsWith("POST /tor/ HTTP"));
      assertThat(network.requests("download", name)).allMatch(each -> each.startsWith("GET /tor/"));
    }
  }

  private static boolean isOf(String request, String start, String part) {
    return request.startsWith(start) && request.contains(part);
  }

  /** What an authority says to votes that do not fit, or are none. */
  private static List<String> answersToBadVotes(MixedNetwork network, String name)
      throws Exception {
    byte[] late = network.vote("authority1").text().toByteArray();
    byte[] altered = late.clone();
    altered[altered.length / 2] ^= 1;
    byte[] junk = "hello\n".getBytes(StandardCharsets.US_ASCII);
    List<String> answers = new ArrayList<>();
    for (byte[] each : List.of(late, altered, Arrays.copyOf(late, late.length / 2), junk)) {
      answers.add(network.post(name, "/tor/post/vote", each));
    }
    return answers;
  }

  /** What an authority answers, besides what every directory does, and what it does not. */
  private static List<String> paths(Vote vote) {
    String identity = vote.source().identity().toHex();
    String other = "0".repeat(40);
    return List.of(
        "/tor/status-vote/current/consensus",
        "/tor/status-vote/current/consensus-microdesc",
        "/tor/status-vote/current/consensus-nothing",
        "/tor/status-vote/current/consensus/" + other,
        "/tor/status-vote/current/consensus/" + identity,
        "/tor/status-vote/current/consensus-signatures",
        "/tor/status-vote/current/authority",
        "/tor/status-vote/current/authority.z",
        "/tor/status-vote/current/" + identity,
        "/tor/status-vote/current/" + identity + "+" + other,
        "/tor/status-vote/current/" + other,
        "/tor/status-vote/current/nothing",
        "/tor/status-vote/next/nothing",
        "/tor/status-vote/next/" + other,
        "/tor/status-vote/next/d/" + other,
        "/tor/status-vote/next/bandwidth",
        "/tor/keys/all",
        "/tor/keys/authority",
        "/tor/keys/authority.z",
        "/tor/keys/fp/" + identity,
        "/tor/keys/fp/" + other,
        "/tor/keys/nothing",
        "/tor/server/all",
        "/tor/server/authority",
        "/tor/extra/all",
        "/tor/extra/authority",
        "/tor/nothing");
  }

  /**
   * Of relays of which they have the same descriptor, ours votes as C tor's do. What a relay is
   * beside all others shows only where they have the same descriptors of all.
   */
  private static void compare(Vote our, Vote their) {
    Set<String> relative =
        descriptors(our).equals(descriptors(their)) ? Set.of() : Set.of("Fast", "Guard", "Stable");
    Map<Bytes, VoteEntry> ctor = new HashMap<>();
    for (VoteEntry each : their.entries()) {
      ctor.put(each.relay().descriptor(), each);
    }
    int compared = 0;
    for (VoteEntry ours : our.entries()) {
      VoteEntry theirs = ctor.get(ours.relay().descriptor());
      if (theirs != null) {
        assertThat(ours.relay()).isEqualTo(theirs.relay());
        assertThat(without(relative, ours.flags())).isEqualTo(without(relative, theirs.flags()));
        assertThat(ours.version()).isEqualTo(theirs.version());
        assertThat(ours.protocols()).isEqualTo(theirs.protocols());
        assertThat(ours.weight()).isEqualTo(theirs.weight());
        assertThat(ours.policy()).isEqualTo(theirs.policy());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(4);
  }

  private static Set<Bytes> descriptors(Vote vote) {
    return vote.entries().stream()
        .map(each -> each.relay().descriptor())
        .collect(Collectors.toSet());
  }

  private static Set<String> without(Set<String> some, Set<String> all) {
    return all.stream().filter(each -> !some.contains(each)).collect(Collectors.toSet());
  }
}
