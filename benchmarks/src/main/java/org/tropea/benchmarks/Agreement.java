package org.tropea.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.HopRequest;

/** What our client asks of each hop of a circuit. */
enum Agreement {
  /** What today's clients ask: ntor v3, congestion control, CGO. */
  CGO(HopRequest.ALL),
  /** ntor v3 and congestion control over tor1. */
  TOR1(new HopRequest(true, false)),
  /** ntor, fixed windows, tor1: all that a relay grants that has no consensus. */
  NTOR(null);

  private final @Nullable HopRequest asked;

  Agreement(@Nullable HopRequest asked) {
    this.asked = asked;
  }

  /** Null for what ntor cannot ask. */
  @Nullable HopRequest asked() {
    return asked;
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
