package org.tropea.onionservice.descriptor;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;

/** Any bytes give a layer of a descriptor or a {@link DecodeException}. */
class LayerFuzzTest {
  @FuzzTest
  void anyBytes_readAsTheFirstLayer_areOneOrRefused(byte[] input) {
    try {
      FirstLayer.read(input);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  @FuzzTest
  void anyBytes_readAsTheSecondLayer_areOneOrRefused(byte[] input) {
    ServiceDescription.Check check =
        new ServiceDescription.Check(
            Curve25519.fastest(),
            Ed25519SigningKey.fromSeed(new byte[32]).identity(),
            Instant.EPOCH);
    try {
      ServiceDescription.read(input, 0, check);
    } catch (DecodeException e) {
      // Refused.
    }
  }
}
