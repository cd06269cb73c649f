package org.tropea.relay.rendezvous;

import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.message.Extension;

/**
 * How many introductions a service gets by one introduction point (row O19; rend-spec 3.1.1).
 *
 * @param enabled whether there is a limit
 * @param rate introductions a second
 * @param burst introductions at once
 */
public record IntroductionRules(boolean enabled, int rate, int burst) {
  /** No limit. */
  public static final IntroductionRules NONE = new IntroductionRules(false, 0, 0);

  /** The type of the extension of ESTABLISH_INTRO by which a service asks for a limit. */
  static final int EXTENSION = 1;

  private static final int RATE = 1;
  private static final int BURST = 2;

  /** As the network has them, for services that ask for nothing. */
  public static IntroductionRules of(Parameters network) {
    return new IntroductionRules(
        network.has(NetworkParameter.HIDDEN_SERVICE_ENABLE_INTRO_DOS_DEFENSE),
        network.get(NetworkParameter.HIDDEN_SERVICE_ENABLE_INTRO_DOS_RATE_PER_SEC),
        network.get(NetworkParameter.HIDDEN_SERVICE_ENABLE_INTRO_DOS_BURST_PER_SEC));
  }

  /**
   * What a service asks for: a count (1), and so many of type (1), value (8). As C tor takes it:
   * zeros and figures that make no sense mean no limit, and what cannot be read asks for nothing.
   */
  static Optional<IntroductionRules> asked(Extension extension) {
    ByteReader reader = new ByteReader(extension.body().toByteArray());
    long rate = 0;
    long burst = 0;
    try {
      for (int left = reader.u8(); left > 0; left--) {
        int type = reader.u8();
        long value = reader.i64();
        if (type == RATE) {
          rate = value;
        } else if (type == BURST) {
          burst = value;
        } else {
          return Optional.empty();
        }
      }
    } catch (DecodeException e) {
      return Optional.empty();
    }
    boolean sensible = isFigure(rate) && isFigure(burst) && burst >= rate;
    return Optional.of(sensible ? new IntroductionRules(true, (int) rate, (int) burst) : NONE);
  }

  private static boolean isFigure(long value) {
    return value > 0 && value <= Integer.MAX_VALUE;
  }
}
