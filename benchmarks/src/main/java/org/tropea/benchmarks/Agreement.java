package org.tropea.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.HopRequest;

/** What our client asks of each hop of a circuit. */
enum Agreement {
  /** What today's clients ask: ntor v3, congestion control, CGO. */
  CGO,
  /** ntor v3 and congestion control over tor1. */
  TOR1,
  /** ntor, fixed windows, tor1: all that a relay grants that has no consensus. */
  NTOR;

  /** Null for what ntor cannot ask. */
  @Nullable HopRequest asked() {
    return switch (this) {
      case CGO -> HopRequest.ALL;
      case TOR1 -> new HopRequest(true, false);
      case NTOR -> null;
    };
  }

  /** The name of a circuit of this kind: {@link #ofCircuit} reads it. */
  String circuit(String name) {
    return this + ":" + name;
  }

  /** What a circuit's name says: {@link #NTOR} where it says nothing. */
  static Agreement ofCircuit(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? NTOR : of(name.substring(0, colon));
  }

  static Agreement of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
