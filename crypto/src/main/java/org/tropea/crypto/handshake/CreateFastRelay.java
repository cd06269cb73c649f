package org.tropea.crypto.handshake;

import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** CREATE_FAST at the relay (tor-spec 5.1.5). Immutable, for any thread. */
public final class CreateFastRelay implements RelayHandshake {
  private final SecureRandom random;

  /** Draws each Y from {@code random}. */
  public CreateFastRelay(SecureRandom random) {
    this.random = random;
  }

  /** Reads X, 20 bytes; replies Y | KH, 40 bytes. */
  @Override
  public RelayAnswer answer(byte[] request) throws DecodeException {
    if (request.length != CreateFastClient.KEY_LENGTH) {
      throw new DecodeException("a CREATE_FAST request has 20 bytes");
    }
    byte[] y = new byte[CreateFastClient.KEY_LENGTH];
    random.nextBytes(y);
    KeyStream keys = CreateFastClient.keys(request, y);
    byte[] reply =
        new ByteWriter(40).bytes(y).bytes(keys.take(CreateFastClient.KEY_LENGTH)).toByteArray();
    return new RelayAnswer(reply, keys);
  }
}
