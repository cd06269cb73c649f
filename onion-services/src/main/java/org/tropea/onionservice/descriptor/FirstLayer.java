package org.tropea.onionservice.descriptor;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.ItemWriter;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;
import org.tropea.onionservice.address.BlindedIdentity;

/**
 * The first inner layer of a descriptor: which clients can read the second one (rend-spec 2.5.1.2).
 * Where everybody can, those it names are made up.
 *
 * @param ephemeralKey of the service, for all of them
 * @param clients at least one
 * @param encrypted the second layer
 */
record FirstLayer(X25519PublicKey ephemeralKey, List<Client> clients, Bytes encrypted) {
  static final int ID_LENGTH = 8;
  static final int IV_LENGTH = 16;
  static final int COOKIE_LENGTH = 16;
  private static final int KEY_LENGTH = 32;
  private static final String FIRST = "desc-auth-type";
  private static final String KEY = "desc-auth-ephemeral-key";
  private static final String CLIENT = "auth-client";
  private static final String ENCRYPTED = "encrypted";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 1),
          Keyword.once(KEY, 1),
          Keyword.atLeastOnce(CLIENT, 3),
          Keyword.once(ENCRYPTED, 0).withObject());

  /**
   * A client that can read the second layer.
   *
   * @param id by which it finds itself, 8 bytes
   * @param iv 16 bytes
   * @param cookie for it alone, 16 bytes
   */
  record Client(Bytes id, Bytes iv, Bytes cookie) {}

  /** Keeps its own copy. */
  FirstLayer {
    clients = List.copyOf(clients);
  }

  static FirstLayer read(byte[] text) throws DecodeException {
    Section section = GRAMMAR.read(new ItemReader(text));
    if (!section.get(FIRST).argument(0).equals("x25519")) {
      throw section.get(FIRST).bad("is of another kind");
    }
    List<Client> clients = new ArrayList<>();
    for (Item item : section.all(CLIENT)) {
      clients.add(
          new Client(
              TextKeys.bytes(item, 0, ID_LENGTH),
              TextKeys.bytes(item, 1, IV_LENGTH),
              TextKeys.bytes(item, 2, COOKIE_LENGTH)));
    }
    byte[] encrypted = section.get(ENCRYPTED).object("MESSAGE");
    if (!LayerCipher.canBeSealed(encrypted)) {
      throw section.get(ENCRYPTED).bad("is too short");
    }
    return new FirstLayer(
        new X25519PublicKey(TextKeys.bytes(section.get(KEY), 0, X25519PublicKey.LENGTH)),
        clients,
        Bytes.copyFrom(encrypted));
  }

  /** Writes it as C tor does, whose last line has no end. */
  byte[] write() {
    ItemWriter writer =
        new ItemWriter()
            .line(FIRST, "x25519")
            .line(KEY, TextKeys.writeFilled(ephemeralKey.value()));
    for (Client client : clients) {
      writer.line(
          CLIENT,
          TextKeys.write(client.id()),
          TextKeys.write(client.iv()),
          TextKeys.write(client.cookie()));
    }
    byte[] text = writer.line(ENCRYPTED).object("MESSAGE", encrypted.toByteArray()).toByteArray();
    return Arrays.copyOf(text, text.length - 1);
  }

  /** What a service and a client with these keys share: id (8), key of the cookie (32). */
  static byte[] keys(
      Curve25519 curve, X25519PrivateKey ours, X25519PublicKey theirs, BlindedIdentity service) {
    byte[] shared = curve.agree(ours, theirs);
    byte[] subcredential = service.subcredential().toByteArray();
    SHAKEDigest shake = new SHAKEDigest(256);
    shake.update(subcredential, 0, subcredential.length);
    shake.update(shared, 0, shared.length);
    byte[] keys = new byte[ID_LENGTH + KEY_LENGTH];
    shake.doFinal(keys, 0, keys.length);
    Arrays.fill(shared, (byte) 0);
    return keys;
  }

  /** What the client with this key opens the second layer by; empty where it is not named. */
  Optional<byte[]> cookie(Curve25519 curve, X25519PrivateKey key, BlindedIdentity service) {
    byte[] keys = keys(curve, key, ephemeralKey, service);
    Bytes id = Bytes.copyFrom(keys, 0, ID_LENGTH);
    byte[] cookieKey = Arrays.copyOfRange(keys, ID_LENGTH, keys.length);
    return clients.stream()
        .filter(client -> client.id().equals(id))
        .findFirst()
        .map(
            client ->
                LayerCipher.crypt(
                    cookieKey,
                    client.iv().toByteArray(),
                    client.cookie().toByteArray(),
                    0,
                    COOKIE_LENGTH));
  }
}
