package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Documents.ServedConsensus;
import org.tropea.integration.DirectoryQuestions.Question;

/** Consensuses of other times than today's, in a cache of C tor and in one of ours. */
class ConsensusAgeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path folder;

  @AfterEach
  void stop() throws InterruptedException {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void oldAndEarlyConsensus_areServedAsLongAsByCtor() throws Exception {
    AuthorityKeyFiles files = new AuthorityKeyFiles(folder.resolve("keys"));
    SecureRandom random = new SecureRandom();
    files.createIdentity("tropea".toCharArray(), random);
    AuthorityKeys keys =
        files.certify("tropea".toCharArray(), now, Period.ofMonths(1), null, random);
    for (int hours : List.of(23, 25)) {
      String old = text(keys, Flavour.NS, now.minus(Duration.ofHours(hours + 3)));
      String early = text(keys, Flavour.MICRODESC, now.plus(Duration.ofHours(hours)));
      try (CtorNode ctor =
          new CtorNode(
              CtorNode.Kind.RELAY, "ctor", folder.resolve("h" + hours), LoopbackPorts.free(4))) {
        Files.writeString(ctor.folder().resolve("cached-consensus"), old, ISO_8859_1);
        Files.writeString(ctor.folder().resolve("cached-microdesc-consensus"), early, ISO_8859_1);
        Files.write(ctor.folder().resolve("cached-certs"), keys.certificate().text().toByteArray());
        ctor.writeTorrc(
            List.of(
                "DirAuthority nobody v3ident="
                    + keys.identity().toHex()
                    + " 127.0.0.1:"
                    + LoopbackPorts.free(1).get(0)
                    + " "
                    + "0".repeat(40)));
        ctor.start();
        ctor.process().await("Opened Directory listener", PATIENCE);
        List<Question> questions = questions();
        int ours = DirectoryQuestions.serve(group, routes(keys, List.of(old, early)));
        assertThat(DirectoryQuestions.compare(questions, ours, ctor.directoryPort())).isEmpty();
        for (Question each : questions) {
          String status = DirectoryQuestions.ask(ctor.directoryPort(), each).status();
          assertThat(status).as("%s h, %s", hours, each).contains(hours > 24 ? " 404 " : " 200 ");
        }
      }
    }
  }

  private static List<Question> questions() {
    List<Question> all = new ArrayList<>();
    for (String flavour : List.of("", "-microdesc")) {
      String path = "/tor/status-vote/current/consensus" + flavour;
      all.add(Question.get(path));
      all.add(Question.get(path, "Accept-Encoding: deflate"));
    }
    return all;
  }

  private DocumentRoutes routes(AuthorityKeys keys, List<String> texts) throws Exception {
    DocumentRoutes routes = new DocumentRoutes(Clock.systemUTC());
    for (String each : texts) {
      SignatureCheck check =
          UnverifiedConsensus.read(each.getBytes(ISO_8859_1))
              .verify(Set.of(keys.identity()), List.of(keys.certificate()), now);
      assertThat(check).isInstanceOf(SignatureCheck.Enough.class);
      ServedConsensus served = ServedConsensus.of(((SignatureCheck.Enough) check).consensus());
      routes.update(documents -> documents.with(served));
    }
    return routes;
  }

  /** A consensus of no relay. */
  private static String text(AuthorityKeys keys, Flavour flavour, Instant validAfter) {
    String identity = keys.identity().toHex();
    String unsigned =
        String.join(
            "\n",
            "network-status-version 3" + (flavour == Flavour.NS ? "" : " microdesc"),
            "vote-status consensus",
            "consensus-method 35",
            "valid-after " + TIME.format(validAfter),
            "fresh-until " + TIME.format(validAfter.plus(INTERVAL)),
            "valid-until " + TIME.format(validAfter.plus(INTERVAL.multipliedBy(3))),
            "voting-delay 300 300",
            "client-versions ",
            "server-versions ",
            "known-flags Authority Exit Fast Guard Running Stable V2Dir Valid",
            "dir-source nobody " + identity + " 127.0.0.1 127.0.0.1 9030 9001",
            "contact nobody",
            "vote-digest " + "0".repeat(40),
            "directory-footer",
            "bandwidth-weights Wbd=0",
            "");
    byte[] signed = (unsigned + "directory-signature ").getBytes(ISO_8859_1);
    Bytes digest = flavour.digest(signed, signed.length);
    StringBuilder text = new StringBuilder(unsigned);
    new DocumentSignature(
            keys.identity(),
            keys.certificate().signingKeyDigest(),
            Bytes.copyFrom(keys.signingKey().sign(digest.toByteArray())))
        .write(text, flavour);
    return text.toString();
  }
}
