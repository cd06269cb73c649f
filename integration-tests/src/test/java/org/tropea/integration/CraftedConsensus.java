package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
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
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Documents.ServedConsensus;

/** Consensuses of any time, with any demands and relays, by one authority that is nowhere. */
final class CraftedConsensus {
  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final AuthorityKeys keys;

  private CraftedConsensus(AuthorityKeys keys) {
    this.keys = keys;
  }

  /** Those of a new authority, with its keys in this folder. */
  static CraftedConsensus in(Path folder) throws IOException {
    AuthorityKeyFiles files = new AuthorityKeyFiles(folder);
    SecureRandom random = new SecureRandom();
    files.createIdentity("tropea".toCharArray(), random);
    return new CraftedConsensus(
        files.certify(
            "tropea".toCharArray(),
            Instant.now().minusSeconds(7200),
            Period.ofMonths(1),
            null,
            random));
  }

  /** The line by which others believe it, with its DirPort. */
  String line(int port) {
    return "DirAuthority nobody orport=1 v3ident=%s 127.0.0.1:%d %s"
        .formatted(keys.identity().toHex(), port, "0".repeat(40));
  }

  /** Puts both consensuses, and the certificate, where C tor and Tropea keep them. */
  void cache(Path data, String consensus, String microdesc) throws IOException {
    Files.writeString(data.resolve("cached-consensus"), consensus, ISO_8859_1);
    Files.writeString(data.resolve("cached-microdesc-consensus"), microdesc, ISO_8859_1);
    Files.write(data.resolve("cached-certs"), keys.certificate().text().toByteArray());
  }

  /** A cache that has these. */
  DocumentRoutes routes(List<String> texts) throws Exception {
    DocumentRoutes routes = new DocumentRoutes(Clock.systemUTC());
    routes.update(documents -> documents.withCertificates(List.of(keys.certificate())));
    for (String each : texts) {
      SignatureCheck check =
          UnverifiedConsensus.read(each.getBytes(ISO_8859_1))
              .verify(Set.of(keys.identity()), List.of(keys.certificate()), Instant.now());
      assertThat(check).isInstanceOf(SignatureCheck.Enough.class);
      ServedConsensus served = ServedConsensus.of(((SignatureCheck.Enough) check).consensus());
      routes.update(documents -> documents.with(served));
    }
    return routes;
  }

  /** A consensus with these lines more in its header. */
  String text(Flavour flavour, Instant validAfter, String... more) {
    return text(flavour, validAfter, List.of(more), List.of());
  }

  /** A consensus with these lines more in its header, and these for relays. */
  String text(Flavour flavour, Instant validAfter, List<String> more, List<String> relays) {
    String identity = keys.identity().toHex();
    List<String> lines = new ArrayList<>();
    lines.addAll(
        List.of(
            "network-status-version 3" + (flavour == Flavour.NS ? "" : " microdesc"),
            "vote-status consensus",
            "consensus-method 35",
            "valid-after " + TIME.format(validAfter),
            "fresh-until " + TIME.format(validAfter.plus(INTERVAL)),
            "valid-until " + TIME.format(validAfter.plus(INTERVAL.multipliedBy(3))),
            "voting-delay 300 300",
            "client-versions ",
            "server-versions "));
    lines.addAll(more);
    lines.addAll(
        List.of(
            "known-flags Authority Exit Fast Guard Running Stable V2Dir Valid",
            "dir-source nobody " + identity + " 127.0.0.1 127.0.0.1 9030 9001",
            "contact nobody",
            "vote-digest " + "0".repeat(40)));
    lines.addAll(relays);
    lines.addAll(List.of("directory-footer", "bandwidth-weights Wbd=0", ""));
    String unsigned = String.join("\n", lines);
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
