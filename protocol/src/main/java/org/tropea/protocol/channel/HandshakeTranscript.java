package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.Digest;
import org.tropea.protocol.cell.CellCommand;

/**
 * SHA-256 over all bytes that one side sends in the link handshake, for AUTHENTICATE (tor-spec
 * 4.4).
 *
 * <p>The responder's ends with its AUTH_CHALLENGE, the initiator's before its AUTHENTICATE; a
 * NETINFO is part of neither. Confined to the channel's loop.
 */
final class HandshakeTranscript {
  private @Nullable MessageDigest digest = Digest.sha256();
  private boolean ended;

  /** Adds one whole cell of this command; {@code cell}'s indices stay as they are. */
  void add(int command, ByteBuf cell) {
    ended |= command == CellCommand.AUTHENTICATE || command == CellCommand.NETINFO;
    if (!ended && digest != null) {
      digest.update(cell.nioBuffer());
      ended = command == CellCommand.AUTH_CHALLENGE;
    }
  }

  /** Whether nothing more is going to count. */
  boolean isEnded() {
    return ended;
  }

  /** 32 bytes; once. */
  byte[] finish() {
    ended = true;
    return Objects.requireNonNull(digest).digest();
  }

  /** The link is open: nobody is going to ask, and half a kilobyte need not wait for that. */
  void forget() {
    ended = true;
    digest = null;
  }
}
