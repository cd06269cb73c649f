package org.tropea.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;

/** What the other side of a handshake says: an answer, or a {@link DecodeException}. */
class HandshakeFuzzTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RsaIdentity IDENTITY = RsaIdentity.of(new byte[20]);
  private static final X25519KeyPair ONION_KEY = X25519KeyPair.generate(CURVE, RANDOM);
  private static final RelayHandshake NTOR =
      new NtorRelay(CURVE, IDENTITY, List.of(ONION_KEY), RANDOM);
  private static final Ed25519Identity ED_IDENTITY = Ed25519Identity.of(new byte[32]);
  private static final NtorV3Relay NTOR_V3 =
      new NtorV3Relay(CURVE, ED_IDENTITY, List.of(ONION_KEY), RANDOM);
  private static final int KEY_LENGTH = 32;

  @FuzzTest
  void ntorRequest_anyBytes_isAnsweredOrRefused(byte[] input) {
    answer(NTOR, input, Ntor.REPLY_LENGTH);
    // The same for our own name and key, else hardly any input would come as far as the curve.
    byte[] addressed =
        new ByteWriter(Ntor.REQUEST_LENGTH)
            .bytes(IDENTITY.value())
            .bytes(ONION_KEY.publicKey().value())
            .bytes(Arrays.copyOf(input, KEY_LENGTH))
            .toByteArray();
    answer(NTOR, addressed, Ntor.REPLY_LENGTH);
  }

  @FuzzTest
  void ntorV3Request_anyBytes_isAnsweredOrRefused(byte[] input) throws DecodeException {
    for (byte[] request : List.of(input, Arrays.copyOf(input, NtorV3.LEAST_REQUEST_LENGTH))) {
      assertThatThrownBy(() -> NTOR_V3.open(request)).isInstanceOf(DecodeException.class);
    }
    // Its message, whatever it is, comes through.
    NtorV3Client client =
        NtorV3Client.create(CURVE, ED_IDENTITY, ONION_KEY.publicKey(), input, RANDOM);
    assertThat(NTOR_V3.open(client.request()).extensions()).isEqualTo(input);
  }

  @FuzzTest
  void createFastRequest_anyBytes_isAnsweredOrRefused(byte[] input) {
    answer(new CreateFastRelay(RANDOM), input, 2 * CreateFastClient.KEY_LENGTH);
  }

  private static void answer(RelayHandshake relay, byte[] request, int replyLength) {
    try {
      assertThat(relay.answer(request).reply()).hasSize(replyLength);
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  /** None proves that it comes of the relay. */
  @FuzzTest
  void ntorReply_anyBytes_isRefused(byte[] input) {
    for (byte[] reply : List.of(input, Arrays.copyOf(input, Ntor.REPLY_LENGTH))) {
      assertRefuses(NtorClient.create(CURVE, IDENTITY, ONION_KEY.publicKey(), RANDOM), reply);
    }
  }

  @FuzzTest
  void ntorV3Reply_anyBytes_isRefused(byte[] input) {
    for (byte[] reply : List.of(input, Arrays.copyOf(input, NtorV3.LEAST_REPLY_LENGTH))) {
      assertRefuses(
          NtorV3Client.create(CURVE, ED_IDENTITY, ONION_KEY.publicKey(), new byte[1], RANDOM),
          reply);
    }
  }

  @FuzzTest
  void createFastReply_anyBytes_isRefused(byte[] input) {
    for (byte[] reply : List.of(input, Arrays.copyOf(input, 2 * CreateFastClient.KEY_LENGTH))) {
      assertRefuses(new CreateFastClient(RANDOM), reply);
    }
  }

  private static void assertRefuses(ClientHandshake client, byte[] reply) {
    assertThatThrownBy(() -> client.finish(reply)).isInstanceOf(DecodeException.class);
  }
}
