package org.tropea.authority.pins;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.store.AtomicFile;
import org.tropea.directory.text.IsoTime;

/**
 * C tor's {@code key-pinning-journal}: on each line both identities of a relay, in base64 without
 * padding, 27 and 43 characters; later lines win. Only ever appended to. Blocks.
 */
final class KeyPinJournal {
  private static final Logger log = LoggerFactory.getLogger(KeyPinJournal.class);
  private static final int RSA_LENGTH = 27;
  private static final int LINE_LENGTH = RSA_LENGTH + 1 + 43;

  private final Path file;

  KeyPinJournal(Path directory) {
    this.file = directory.resolve("key-pinning-journal");
  }

  /** All pairs in order; lines that are damaged are passed over. */
  void read(BiConsumer<RsaIdentity, Ed25519Identity> pair) throws IOException {
    int damaged = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank() || line.startsWith("@") || line.startsWith("#")) {
          continue;
        }
        try {
          pair.accept(rsa(line), ed25519(line));
        } catch (DecodeException e) {
          damaged++;
        }
      }
    } catch (NoSuchFileException e) {
      return;
    }
    if (damaged > 0) {
      log.info("The key-pinning journal has {} lines that cannot be read", damaged);
    }
  }

  private static RsaIdentity rsa(String line) throws DecodeException {
    if (line.length() != LINE_LENGTH || line.charAt(RSA_LENGTH) != ' ') {
      throw new DecodeException("no line of a key-pinning journal");
    }
    return RsaIdentity.of(Base64Digest.read(line.substring(0, RSA_LENGTH), RsaIdentity.LENGTH));
  }

  private static Ed25519Identity ed25519(String line) throws DecodeException {
    return Ed25519Identity.of(
        Base64Digest.read(line.substring(RSA_LENGTH + 1), Ed25519Identity.LENGTH));
  }

  /** Says that it is appended to from now on. */
  void open(Instant now) throws IOException {
    append("@opened-at " + IsoTime.write(now));
  }

  /** Appends a pair. */
  void append(RsaIdentity rsa, Ed25519Identity ed25519) throws IOException {
    append(Base64Digest.write(rsa.value()) + " " + Base64Digest.write(ed25519.value()));
  }

  private void append(String line) throws IOException {
    AtomicFile.append(file, (line + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
