package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * CREATE_FAST from the client: 20 random bytes either way, secret only inside the channel's TLS
 * (tor-spec 5.1.5). For one thread.
 */
public final class CreateFastClient implements ClientHandshake {
  /** Length of X, of Y and of KH. */
  static final int KEY_LENGTH = 20;

  private final byte[] x = new byte[KEY_LENGTH];
  private boolean finished;

  /** Draws X. */
  public CreateFastClient(SecureRandom random) {
    random.nextBytes(x);
  }

  /** X: 20 bytes. */
  @Override
  public byte[] request() {
    return x.clone();
  }

  /** Reads Y | KH: 40 bytes. */
  @Override
  public HandshakeResult finish(byte[] reply) throws DecodeException {
    if (finished) {
      throw new IllegalStateException("a handshake finishes once");
    }
    finished = true;
    try {
      if (reply.length != 2 * KEY_LENGTH) {
        throw new DecodeException("a CREATED_FAST reply has 40 bytes");
      }
      ByteReader reader = new ByteReader(reply);
      KeyStream keys = keys(x, reader.array(KEY_LENGTH));
      if (!MessageDigest.isEqual(keys.take(KEY_LENGTH), reader.array(KEY_LENGTH))) {
        keys.destroy();
        throw new DecodeException("KH of a CREATED_FAST reply does not match");
      }
      return HandshakeResult.withoutExtensions(keys);
    } finally {
      Arrays.fill(x, (byte) 0);
    }
  }

  /** The stream of X and Y, with KH in front. */
  static KeyStream keys(byte[] x, byte[] y) {
    byte[] secret = Arrays.copyOf(x, 2 * KEY_LENGTH);
    System.arraycopy(y, 0, secret, KEY_LENGTH, KEY_LENGTH);
    try {
      return new KdfTor(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
