package org.tropea.onionservice.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.address.OnionAddress;

/**
 * The keys by which services know a client, as C tor keeps them: a file {@code *.auth_private} for
 * each, with {@code ADDRESS:descriptor:x25519:KEY}, the address without {@code .onion}, the key in
 * base32 (row O14).
 */
public final class ClientKeys {
  private static final Logger log = LoggerFactory.getLogger(ClientKeys.class);
  private static final int MAX_FILES = 10_000;
  private static final int MAX_LENGTH = 1024;

  private ClientKeys() {}

  /**
   * Reads the files of a folder; one that says nothing is passed over with a warning. Blocks.
   *
   * @throws IOException when the folder cannot be read, or has two keys for one service
   */
  public static Map<OnionAddress, X25519PrivateKey> read(Path folder) throws IOException {
    Map<OnionAddress, X25519PrivateKey> keys = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "?*.auth_private")) {
      for (Path file : files) {
        if (keys.size() == MAX_FILES) {
          throw new IOException("the folder has more than 10000 keys for onion services");
        }
        try {
          add(file, keys);
        } catch (DecodeException e) {
          log.warn(
              "{} in the folder of ClientOnionAuthDir is no key for an onion service ({}); going on"
                  + " without it",
              file.getFileName(),
              e.getMessage());
        }
      }
    }
    return Map.copyOf(keys);
  }

  private static void add(Path file, Map<OnionAddress, X25519PrivateKey> keys)
      throws IOException, DecodeException {
    if (Files.size(file) > MAX_LENGTH) {
      throw new DecodeException("it is too long");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String[] fields = text.strip().split("\\s*:\\s*", -1);
    if (fields.length != 4 || !fields[1].equals("descriptor") || !fields[2].equals("x25519")) {
      throw new DecodeException("it does not say ADDRESS:descriptor:x25519:KEY");
    }
    OnionAddress address = OnionAddress.read(fields[0].toLowerCase(Locale.ROOT));
    byte[] key = Base32.decode(fields[3]);
    if (key.length != X25519PublicKey.LENGTH || Arrays.equals(key, new byte[key.length])) {
      throw new DecodeException("its key has not 32 bytes, or only zeros");
    }
    if (keys.put(address, X25519PrivateKey.of(key)) != null) {
      throw new IOException("the folder has two keys for one onion service; remove one");
    }
    Arrays.fill(key, (byte) 0);
  }
}
