package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.AuthorityWatch;
import org.tropea.authority.DirectoryAuthority;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.VotingDelay;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.protocol.dial.TcpDialler;

/** Votes of strangers, second votes and votes of other rounds are answered by us as by C tor. */
class VoteAnswerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POST = "/tor/post/vote";
  private static final int INTERVAL = 1800;
  private static final int DELAY = 300;

  @RegisterExtension final TestLoop loop = new TestLoop();
  private final ExecutorService documents = Executors.newFixedThreadPool(2);
  private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  /** So far ahead that nothing comes too late, and no round ends meanwhile. */
  private final Instant validAfter = now.plusSeconds(INTERVAL - 120);

  private final Duration offset = Duration.ofSeconds(validAfter.getEpochSecond() % INTERVAL);
  private final DirectoryPort port = new DirectoryPort(loop.loop(), documents, new TcpDialler());
  private final Map<String, byte[]> votes = new LinkedHashMap<>();

  @TempDir Path folder;

  @AfterEach
  void stop() throws InterruptedException {
    documents.shutdownNow();
  }

  @Test
  void votes_ofStrangersAndSecondOnes_areAnsweredAsByCtor() throws Exception {
    AuthorityKeys one = keys("one", now, Period.ofMonths(1));
    AuthorityKeys two = keys("two", now, Period.ofMonths(1));
    AuthorityKeys old = keys("old", now.minus(Duration.ofDays(90)), Period.ofMonths(1));
    AuthorityKeys own = keys("own", now, Period.ofMonths(1));
    fill(one, two, old, keys("stranger", now, Period.ofMonths(1)));
    try (CtorNetwork network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(1, 0, 0, 0).of(CtorPrograms.reference()))) {
      network.join(
          List.of(line(one, 1), line(two, 2), line(old, 3), line(own, 4)), Duration.ofSeconds(20));
      network.launch(Map.of("authority0", timing()));
      CtorNode ctor = network.node("authority0");
      // It knows its first round from then on.
      ctor.process().await("Scheduling voting", PATIENCE);
      try (DirectoryAuthority ours = ours(own, network.directoryAuthorityLines())) {
        ours.start().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        for (Map.Entry<String, byte[]> each : votes.entrySet()) {
          assertThat(ours(ours, each.getValue()))
              .as(each.getKey())
              .isEqualTo(theirs(ctor, each.getValue()));
        }
        for (AuthorityKeys each : List.of(one, two)) {
          String path = "/tor/status-vote/next/" + each.identity().toHex();
          Answer kept = ours.routes().get(new DirectoryQuery(path, null));
          assertThat(((Answer.Found) kept).documents())
              .singleElement()
              .satisfies(
                  vote ->
                      assertThat(vote.length())
                          .isEqualTo(MixedNetwork.get(ctor.directoryPort(), path).length));
        }
      }
    }
  }

  private void fill(AuthorityKeys one, AuthorityKeys two, AuthorityKeys old, AuthorityKeys stranger)
      throws Exception {
    byte[] first = vote(one, "first", 0, 0);
    votes.put("first", first);
    votes.put("the same again", first);
    votes.put("a younger one", vote(one, "younger", 10, 0));
    votes.put("one between", vote(one, "between", 5, 0));
    votes.put("one of the same second", vote(one, "another", 10, 0));
    votes.put("the first after all", first);
    votes.put("a stranger's", vote(stranger, "stranger", 0, 0));
    votes.put("the last round's", vote(two, "last", 0, -INTERVAL));
    votes.put("the next round's", vote(two, "next", 0, INTERVAL));
    votes.put("a stranger's of another round", vote(stranger, "stranger", 0, INTERVAL));
    votes.put("by an expired certificate", vote(old, "expired", 0, 0));
    votes.put("a stranger's and a good one", both(vote(stranger, "s", 0, 0), vote(two, "t", 0, 0)));
    votes.put("that good one", vote(two, "t", 0, 0));
    votes.put(
        "a good one and a stranger's", both(vote(two, "u", 20, 0), vote(stranger, "s", 0, 0)));
    votes.put("that one", vote(two, "u", 20, 0));
    votes.put("two of one authority", both(vote(one, "v", 30, 0), vote(one, "wide", 40, 0)));
    votes.put("said to be of the future", vote(two, "future", 24 * 3600, 0));
    byte[] altered = vote(two, "altered", 50, 0);
    altered[altered.length / 2] ^= 1;
    votes.put("a good one and an altered one", both(vote(two, "w", 24 * 3601, 0), altered));
  }

  private static byte[] both(byte[] one, byte[] two) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(two);
    return both.toByteArray();
  }

  private AuthorityKeys keys(String name, Instant from, Period lifetime) throws Exception {
    return CraftedVote.keys(folder.resolve(name), from, lifetime);
  }

  private static String line(AuthorityKeys keys, int number) {
    return "DirAuthority other%d orport=1 v3ident=%s 127.0.0.1:1 %040X"
        .formatted(number, keys.identity().toHex(), 0xABC0 + number);
  }

  private List<String> timing() {
    List<String> lines = new ArrayList<>();
    for (String prefix : List.of("V3Auth", "TestingV3AuthInitial")) {
      lines.add(prefix + "VotingInterval " + INTERVAL);
      lines.add(prefix + "VoteDelay " + DELAY);
      lines.add(prefix + "DistDelay " + DELAY);
    }
    lines.add("TestingV3AuthVotingStartOffset " + offset.toSeconds());
    return lines;
  }

  /** A vote, published and for a consensus so many seconds later than usual. */
  private byte[] vote(AuthorityKeys keys, String nickname, int published, int later) {
    Instant start = validAfter.plusSeconds(later);
    Lifetime lifetime =
        new Lifetime(start, start.plusSeconds(INTERVAL), start.plusSeconds(2 * INTERVAL));
    VotingDelay delay = new VotingDelay(DELAY, DELAY);
    return CraftedVote.vote(
            settings(nickname), keys, List.of(), now.plusSeconds(published), lifetime, delay)
        .text()
        .toByteArray();
  }

  private static VoteSettings settings(String nickname) {
    return CraftedVote.settings(nickname, FlagSettings.TESTING);
  }

  private DirectoryAuthority ours(AuthorityKeys own, List<String> lines) throws Exception {
    Duration interval = Duration.ofSeconds(INTERVAL);
    Duration delay = Duration.ofSeconds(DELAY);
    VotingTiming timing =
        new VotingTiming(
            interval, delay, delay, 2, new VotingTiming.Rhythm(interval, delay, delay), offset);
    return new DirectoryAuthority(
        new AuthoritySettings(
            new AuthoritySettings.Voting(settings("own"), timing, true),
            AuthoritySettings.Relays.TESTING,
            new AuthoritySettings.Place(
                TropeaAuthority.authorities(lines),
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))),
        own,
        new DirectoryAuthority.Workplace(
            port,
            documents,
            new DocumentRoutes(Clock.systemUTC()),
            Curve25519.fastest(),
            new SecureRandom(),
            Clock.systemUTC(),
            (target, reached) -> {},
            consensus -> {},
            AuthorityWatch.silent()));
  }

  private String theirs(CtorNode ctor, byte[] vote) throws Exception {
    InetSocketAddress at =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ctor.directoryPort());
    UploadResponse response =
        port.post(at, POST, vote).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return response.status() + " " + response.reason();
  }

  private static String ours(DirectoryAuthority ours, byte[] vote) throws Exception {
    Answer answer =
        ours.routes()
            .post(POST, null, vote)
            .toCompletableFuture()
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    Answer.Status status = (Answer.Status) answer;
    return status.code() + " " + status.reason();
  }
}
