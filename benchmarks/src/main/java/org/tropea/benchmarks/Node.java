package org.tropea.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * A relay process, ours or C tor's: both keep their keys in the same files.
 *
 * @param pid its process
 */
record Node(
    String name, RsaIdentity rsa, Ed25519Identity ed25519, byte[] ntorKey, int orPort, long pid) {
  private static final int TAG_LENGTH = 32;
  private static final int KEY_LENGTH = 32;

  /** The relay whose keys are in {@code data}. */
  static Node read(String name, Path data, int orPort, long pid) throws IOException {
    String fingerprint = Files.readString(data.resolve("fingerprint")).strip();
    byte[] identity = Files.readAllBytes(data.resolve("keys/ed25519_master_id_public_key"));
    byte[] ntor = Files.readAllBytes(data.resolve("keys/secret_onion_key_ntor"));
    try {
      return new Node(
          name,
          RsaIdentity.fromHex(fingerprint.substring(fingerprint.indexOf(' ') + 1)),
          Ed25519Identity.of(Arrays.copyOfRange(identity, TAG_LENGTH, TAG_LENGTH + KEY_LENGTH)),
          Arrays.copyOfRange(ntor, TAG_LENGTH + KEY_LENGTH, TAG_LENGTH + 2 * KEY_LENGTH),
          orPort,
          pid);
    } catch (DecodeException e) {
      throw new IOException("the keys of " + name + " cannot be read", e);
    }
  }

  /** One line that {@link #parse} reads. */
  String line() {
    HexFormat hex = HexFormat.of();
    return String.join(
        " ",
        name,
        rsa.toHex(),
        hex.formatHex(ed25519.value().toByteArray()),
        hex.formatHex(ntorKey),
        Integer.toString(orPort),
        Long.toString(pid));
  }

  static Node parse(String line) throws DecodeException {
    List<String> words = Arrays.asList(line.split(" ", -1));
    HexFormat hex = HexFormat.of();
    return new Node(
        words.get(0),
        RsaIdentity.fromHex(words.get(1)),
        Ed25519Identity.of(hex.parseHex(words.get(2))),
        hex.parseHex(words.get(3)),
        Integer.parseInt(words.get(4)),
        Long.parseLong(words.get(5)));
  }

  /** How a circuit names it. */
  RelayTarget target() {
    return new RelayTarget(
        rsa, ed25519, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), orPort)));
  }

  X25519PublicKey onionKey() {
    return X25519PublicKey.of(ntorKey);
  }
}
