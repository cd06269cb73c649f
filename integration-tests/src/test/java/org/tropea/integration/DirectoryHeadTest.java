package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.integration.DirectoryQuestions.Question;
import org.tropea.network.LocalNetwork;

/**
 * One question to a directory cache of C tor and to one of ours, both with the documents of the
 * same authorities, which are ours: status, header lines and bodies are the same.
 */
class DirectoryHeadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROUNDS = 8;
  private static final String CTOR = "ctor";

  @TempDir Path folder;

  @Test
  void ctorCacheAndOurs_sameQuestions_sameAnswers() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (LocalNetwork network =
            LocalNetwork.builder().authorities(3).relays(1).exits(1).clients(0).build();
        CtorNode ctor = new CtorNode(CtorNode.Kind.RELAY, CTOR, folder.resolve("ctor"))) {
      network.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      ctor.writeTorrc(network.invitation().join().torrc());
      ctor.start();
      ctor.process().await("Bootstrapped 100%", PATIENCE);
      DocumentRoutes routes = network.node("relay0").relay().orElseThrow().routes();
      int ours = DirectoryQuestions.serve(group, routes);
      List<String> differences = List.of("no round was tried");
      for (int i = 0; i < ROUNDS && !differences.isEmpty(); i++) {
        network.nextConsensus(Flavour.MICRODESC).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        differences = DirectoryQuestions.compare(questions(routes), ours, ctor.directoryPort());
      }
      assertThat(differences).isEmpty();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static List<Question> questions(DocumentRoutes routes) {
    var documents = routes.documents();
    Consensus consensus =
        Objects.requireNonNull(documents.consensuses().get(Flavour.MICRODESC)).consensus();
    KeyCertificate certificate = documents.certificates().get(0);
    String identity = certificate.identity().toHex();
    String path = "/tor/status-vote/current/consensus";
    List<String> signers =
        consensus.signers().stream().map(each -> each.identity().toHex()).toList();
    Instant after = consensus.lifetime().validAfter();
    List<Question> all = new ArrayList<>();
    all.add(Question.get(path));
    for (String coding : codings()) {
      all.add(Question.get(path + "-microdesc", "Accept-Encoding: " + coding));
      all.add(Question.get("/tor/keys/all", "Accept-Encoding: " + coding));
    }
    all.add(Question.get(path + "-microdesc.z"));
    all.add(Question.get(path + "-nonsense"));
    for (String wanted :
        List.of(
            String.join("+", signers),
            signers.get(0).substring(0, 6),
            signers.get(0) + "+" + signers.get(1) + "+" + "0".repeat(40),
            signers.get(0) + "+" + "0".repeat(40) + "+" + "1".repeat(40),
            signers.get(0).substring(0, 7),
            signers.get(0).substring(0, 6) + "0",
            signers.get(0) + "+nonsense+" + signers.get(1),
            "nonsense",
            "",
            "0".repeat(40))) {
      all.add(Question.get(path + "-microdesc/" + wanted));
    }
    for (Instant since : List.of(after, after.minusSeconds(3600), after.plusSeconds(7200))) {
      all.add(
          Question.get(
              path + "-microdesc", "If-Modified-Since: " + DirectoryQuestions.date(since)));
      all.add(
          Question.get("/tor/keys/all", "If-Modified-Since: " + DirectoryQuestions.date(since)));
    }
    all.add(Question.get(path + "-microdesc", "If-Modified-Since: nonsense"));
    all.add(Question.get("/tor/keys/fp/" + identity));
    all.add(Question.get("/tor/keys/fp/" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/sk/" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/fp-sk/" + identity + "-" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/nonsense"));
    // C tor answers for itself with what it has not told yet.
    RelayEntry listed =
        consensus.relays().stream()
            .filter(each -> !each.nickname().equals(CTOR))
            .findFirst()
            .orElseThrow();
    String relay = listed.identity().toHex();
    all.add(Question.get("/tor/server/fp/" + relay));
    all.add(Question.get("/tor/server/fp/" + relay + "+" + "0".repeat(40)));
    all.add(Question.get("/tor/server/fp/" + "0".repeat(40)));
    all.add(Question.get("/tor/server/d/" + "0".repeat(40)));
    all.add(Question.get("/tor/server/nonsense"));
    all.add(Question.get("/tor/extra/fp/" + "0".repeat(40)));
    String microdescriptor = Base64Digest.write(listed.microdescriptor());
    all.add(Question.get("/tor/micro/d/" + microdescriptor));
    all.add(Question.get("/tor/micro/d/" + microdescriptor, "Accept-Encoding: deflate, gzip"));
    all.add(Question.get("/tor/micro/d/" + microdescriptor + ".z"));
    all.add(Question.get("/tor/micro/d/" + "A".repeat(43)));
    all.add(Question.get("/tor/status-vote/next/consensus"));
    all.add(Question.get("/tor/status-vote/current/authority"));
    all.add(Question.get("/tor/robots.txt"));
    all.add(Question.get("/tor/nonsense"));
    all.add(Question.get("/"));
    all.add(new Question("POST", "/tor/", List.of("Content-Length: 3"), "abc"));
    all.add(new Question("POST", "/tor/post/vote", List.of("Content-Length: 3"), "abc"));
    all.add(new Question("POST", "/tor/nonsense", List.of("Content-Length: 3"), "abc"));
    return all;
  }

  /** Every choice among the known encodings, and odd ways to write one. */
  private static List<String> codings() {
    List<String> known = List.of("identity", "deflate", "gzip", "x-zstd", "x-tor-lzma");
    List<String> all = new ArrayList<>();
    for (int bits = 1; bits < 1 << known.size(); bits++) {
      int chosen = bits;
      all.add(
          IntStream.range(0, known.size())
              .filter(i -> (chosen >> i & 1) == 1)
              .mapToObj(known::get)
              .collect(Collectors.joining(", ")));
    }
    all.addAll(
        List.of("nonsense", "gzip;q=1", "gzip,deflate", "  x-zstd\t,", "DEFLATE", "x-gzip", ","));
    return all;
  }
}
