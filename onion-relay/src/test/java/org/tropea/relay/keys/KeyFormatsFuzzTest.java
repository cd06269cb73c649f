package org.tropea.relay.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;

/** Any bytes in the place of a key file are a key or refused. */
class KeyFormatsFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int CHANGES = 2_000;

  private static final List<KeyFormats.Reader<?>> READERS =
      List.of(
          KeyFormats::rsa,
          file -> KeyFormats.secret(file, "type0"),
          KeyFormats::identity,
          KeyFormats::certificate,
          file -> KeyFormats.x25519(file, CURVE));

  @FuzzTest
  void anyBytes_readAsAKeyFile_areAKeyOrRefused(byte[] file) {
    READERS.forEach(reader -> read(reader, file));
  }

  @Test
  void keyFile_changedSomewhere_isAKeyOrRefused() throws DecodeException {
    Ed25519SigningKey ed25519 = Ed25519SigningKey.generate(RANDOM);
    List<byte[]> files =
        List.of(
            KeyFormats.write(RsaSigningKey.generate(1024, RANDOM)),
            KeyFormats.write(ed25519, "type0"),
            KeyFormats.write(ed25519.identity()),
            KeyFormats.write(X25519KeyPair.generate(CURVE, RANDOM)));
    Random changes = new Random(1);
    for (byte[] file : files) {
      assertThat(READERS).anyMatch(reader -> read(reader, file));
      for (int i = 0; i < CHANGES; i++) {
        byte[] changed = Arrays.copyOf(file, file.length - changes.nextInt(3));
        changed[changes.nextInt(changed.length)] = (byte) changes.nextInt();
        READERS.forEach(reader -> read(reader, changed));
      }
    }
  }

  private static boolean read(KeyFormats.Reader<?> reader, byte[] file) {
    try {
      return reader.read(file) != null;
    } catch (DecodeException e) {
      return false;
    }
  }
}
