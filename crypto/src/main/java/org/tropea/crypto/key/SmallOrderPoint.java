package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The encodings of the eight points of small order on Ed25519.
 *
 * <p>As a public key, such a point "signs" one message in eight for anybody.
 */
final class SmallOrderPoint {
  // The five values of y, and for 0 and 1 also y + p; each with either sign bit.
  private static final Set<Bytes> ENCODINGS =
      Stream.of(
              "0000000000000000000000000000000000000000000000000000000000000000",
              "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "0100000000000000000000000000000000000000000000000000000000000000",
              "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
          .map(y -> Bytes.copyFrom(HexFormat.of().parseHex(y)))
          .collect(Collectors.toUnmodifiableSet());

  private SmallOrderPoint() {}

  /** Whether {@code key} is one. */
  static boolean is(Ed25519Identity key) {
    byte[] y = key.value().toByteArray();
    y[Ed25519Identity.LENGTH - 1] &= 0x7f;
    return ENCODINGS.contains(Bytes.copyFrom(y));
  }
}
