package org.tropea.protocol.message;

import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What a relay answers to a {@link HopRequest}.
 *
 * @param sendmeIncrement cells that a SENDME answers under congestion control, 1 to 255; 0 where
 *     that is not granted
 */
public record HopResponse(int sendmeIncrement) {
  /** Nothing is granted. */
  public static final HopResponse NOTHING = new HopResponse(0);

  /** Refuses what does not fit its field. */
  public HopResponse {
    if (sendmeIncrement >>> 8 != 0) {
      throw new IllegalArgumentException("a SENDME answers 1 to 255 cells");
    }
  }

  /** Whether congestion control is granted. */
  public boolean congestionControl() {
    return sendmeIncrement != 0;
  }

  /** The relay's message. */
  public byte[] write() {
    return Extension.writeList(
        congestionControl()
            ? List.of(Extension.of(Extension.CONGESTION_CONTROL_RESPONSE, sendmeIncrement))
            : List.of());
  }

  /**
   * Reads a relay's message to {@code asked}; unknown types are ignored, as by C tor's clients.
   *
   * @throws DecodeException when it is malformed, answers what was not asked (TROVE-2026-032), or
   *     does not grant congestion control that was: C tor 0.4.9.15 lets nobody turn it down
   */
  public static HopResponse read(byte[] message, HopRequest asked) throws DecodeException {
    List<Extension> all = Extension.readList(message);
    for (Extension each : all) {
      boolean answer = each.type() == Extension.CONGESTION_CONTROL_RESPONSE;
      boolean request =
          each.type() == Extension.CONGESTION_CONTROL_REQUEST
              || each.type() == Extension.SUBPROTOCOL_REQUEST;
      if (request || (answer && !asked.congestionControl())) {
        throw new DecodeException("a relay answers what it was not asked");
      }
    }
    Optional<Extension> granted = Extension.first(all, Extension.CONGESTION_CONTROL_RESPONSE);
    if (granted.isEmpty()) {
      if (asked.congestionControl()) {
        throw new DecodeException("a relay does not grant congestion control");
      }
      return NOTHING;
    }
    int increment = new ByteReader(granted.get().body().toByteArray()).u8();
    if (increment == 0) {
      throw new DecodeException("a relay wants a SENDME for no cells");
    }
    return new HopResponse(increment);
  }
}
