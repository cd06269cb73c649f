package org.tropea.authority.consensus;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayLine;

/**
 * A relay as a consensus lists it, in either flavour. Immutable.
 *
 * @param microdescriptor SHA-256; null where none is agreed, and then only the ns flavour lists it
 * @param flags sorted
 */
record ConsensusEntry(
    RelayLine relay,
    @Nullable Bytes microdescriptor,
    List<String> flags,
    @Nullable String version,
    @Nullable String protocols,
    @Nullable Weight weight,
    @Nullable String policy) {
  /** What the microdescriptor flavour says instead of a time. */
  private static final Instant HIDDEN = Instant.parse("2038-01-01T00:00:00Z");

  /**
   * Its {@code w} line.
   *
   * @param bandwidth the low 32 bits of it, as C tor writes it
   * @param guardFraction percent; null where too few authorities name one
   */
  record Weight(int bandwidth, boolean unmeasured, @Nullable Integer guardFraction) {
    private void write(StringBuilder text) {
      text.append("w Bandwidth=").append(bandwidth).append(unmeasured ? " Unmeasured=1" : "");
      if (guardFraction != null) {
        text.append(" GuardFraction=").append(guardFraction);
      }
      text.append('\n');
    }
  }

  void write(StringBuilder text, Flavour flavour, int method) {
    if (flavour == Flavour.MICRODESC) {
      if (microdescriptor == null) {
        return;
      }
      relay.write(text, flavour, method < Method.HIDDEN_TIMES ? relay.published() : HIDDEN);
      text.append("m ").append(Base64Digest.write(microdescriptor)).append('\n');
    } else {
      relay.write(text, flavour, relay.published());
    }
    text.append('s');
    flags.forEach(flag -> text.append(' ').append(flag));
    text.append('\n');
    if (version != null) {
      text.append("v ").append(version).append('\n');
    }
    if (protocols != null) {
      text.append("pr ").append(protocols).append('\n');
    }
    if (weight != null) {
      weight.write(text);
    }
    if (policy != null && flavour == Flavour.NS) {
      text.append("p ").append(policy).append('\n');
    }
  }
}
