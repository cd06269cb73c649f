package org.tropea.protocol.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What a client asks of a hop in its ntor v3 handshake (proposals 324, 346 and 359).
 *
 * @param congestionControl how much is sent is to be governed by congestion control
 * @param counterGaloisOnion cells are to be sealed by Counter Galois Onion and laid out in format 1
 */
public record HopRequest(boolean congestionControl, boolean counterGaloisOnion) {
  /** Nothing but keys. */
  public static final HopRequest NOTHING = new HopRequest(false, false);

  /** All that there is. */
  public static final HopRequest ALL = new HopRequest(true, true);

  /** Relay, by its number in requests for subprotocols. */
  private static final int RELAY = 2;

  /** Relay=6. */
  private static final int CRYPT_CGO = 6;

  /** Refuses format 1 with fixed windows: it has no room for a stream's SENDME. */
  public HopRequest {
    if (counterGaloisOnion && !congestionControl) {
      throw new IllegalArgumentException("CGO needs congestion control");
    }
  }

  /** The client's message. */
  public byte[] write() {
    List<Extension> extensions = new ArrayList<>();
    if (congestionControl) {
      extensions.add(Extension.of(Extension.CONGESTION_CONTROL_REQUEST));
    }
    if (counterGaloisOnion) {
      extensions.add(Extension.of(Extension.SUBPROTOCOL_REQUEST, RELAY, CRYPT_CGO));
    }
    return Extension.writeList(extensions);
  }

  /**
   * Reads a client's message, as C tor's relays do: of each type the first counts, and unknown
   * types are ignored.
   *
   * @throws DecodeException when it is malformed, or asks for a version of a subprotocol that
   *     cannot be asked for
   */
  public static HopRequest read(byte[] message) throws DecodeException {
    List<Extension> all = Extension.readList(message);
    boolean congestionControl =
        Extension.first(all, Extension.CONGESTION_CONTROL_REQUEST).isPresent();
    Optional<Extension> subprotocols = Extension.first(all, Extension.SUBPROTOCOL_REQUEST);
    boolean cgo = subprotocols.isPresent() && asksForCgo(subprotocols.get());
    if (cgo && !congestionControl) {
      throw new DecodeException("a client asks for CGO without congestion control");
    }
    return new HopRequest(congestionControl, cgo);
  }

  /** There is only one that may be asked for; C tor takes it as often as it is there. */
  private static boolean asksForCgo(Extension subprotocols) throws DecodeException {
    ByteReader reader = new ByteReader(subprotocols.body().toByteArray());
    boolean asked = false;
    while (reader.remaining() > 0) {
      int protocol = reader.u8();
      int version = reader.u8();
      if (protocol != RELAY || version != CRYPT_CGO) {
        throw new DecodeException("a client asks for a subprotocol that cannot be asked for");
      }
      asked = true;
    }
    return asked;
  }
}
