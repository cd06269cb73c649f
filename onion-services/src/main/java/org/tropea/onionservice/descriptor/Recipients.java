package org.tropea.onionservice.descriptor;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import javax.security.auth.Destroyable;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.address.BlindedIdentity;

/**
 * Which clients can read a service's descriptors of one period (rend-spec 2.5.1.2): those with one
 * of the keys that the service has authorized, or everybody. Made-up clients fill their number up
 * to a multiple of 16, in an order that tells nothing.
 */
public final class Recipients implements Destroyable {
  private static final int MULTIPLE = 16;

  private final X25519PublicKey ephemeralKey;
  private final List<FirstLayer.Client> clients;
  private final byte[] cookie;

  private Recipients(X25519PublicKey ephemeralKey, List<FirstLayer.Client> clients, byte[] cookie) {
    this.ephemeralKey = ephemeralKey;
    this.clients = List.copyOf(clients);
    this.cookie = cookie;
  }

  /** The clients with these keys alone; everybody where there are none. */
  public static Recipients of(
      BlindedIdentity service,
      Collection<X25519PublicKey> authorized,
      Curve25519 curve,
      SecureRandom random) {
    X25519KeyPair ephemeral = X25519KeyPair.generate(curve, random);
    byte[] cookie = authorized.isEmpty() ? new byte[0] : drawn(FirstLayer.COOKIE_LENGTH, random);
    List<FirstLayer.Client> clients = new ArrayList<>();
    for (X25519PublicKey each : authorized) {
      byte[] keys = FirstLayer.keys(curve, ephemeral.privateKey(), each, service);
      byte[] iv = drawn(FirstLayer.IV_LENGTH, random);
      byte[] key = Arrays.copyOfRange(keys, FirstLayer.ID_LENGTH, keys.length);
      clients.add(
          new FirstLayer.Client(
              Bytes.copyFrom(keys, 0, FirstLayer.ID_LENGTH),
              Bytes.copyFrom(iv),
              Bytes.copyFrom(LayerCipher.crypt(key, iv, cookie, 0, cookie.length))));
      Arrays.fill(keys, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
    while (clients.isEmpty() || clients.size() % MULTIPLE != 0) {
      clients.add(
          new FirstLayer.Client(
              Bytes.copyFrom(drawn(FirstLayer.ID_LENGTH, random)),
              Bytes.copyFrom(drawn(FirstLayer.IV_LENGTH, random)),
              Bytes.copyFrom(drawn(FirstLayer.COOKIE_LENGTH, random))));
    }
    Collections.shuffle(clients, random);
    ephemeral.privateKey().destroy();
    return new Recipients(ephemeral.publicKey(), clients, cookie);
  }

  private static byte[] drawn(int length, SecureRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The first layer around a second one, which is sealed for them. */
  FirstLayer around(byte[] second, BlindedIdentity service, long revision, SecureRandom random) {
    byte[] sealed = LayerCipher.second(cookie, service, revision).seal(second, random);
    return new FirstLayer(ephemeralKey, clients, Bytes.copyFrom(sealed));
  }

  @Override
  public void destroy() {
    Arrays.fill(cookie, (byte) 0);
  }
}
