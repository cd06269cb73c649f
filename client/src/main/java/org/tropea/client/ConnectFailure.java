package org.tropea.client;

import org.jspecify.annotations.Nullable;
import org.tropea.protocol.message.EndReason;

/** Why a stream could not be had; {@link #kind} says whose fault it is. */
public final class ConnectFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is, and so who can mend it. */
  public enum Kind {
    /** The caller asked for something that cannot be. */
    MISUSE,
    /** The rules that this client's user has set. */
    FORBIDDEN,
    /** The caller asked for an address or a name of a private network. */
    INTERNAL_ADDRESS,
    /** The caller asked for a name under .onion that no onion service can have. */
    ONION_ADDRESS,
    /** The onion service asked for, or whoever has a part in it. */
    ONION_SERVICE,
    /** Whoever closed this client. */
    CLOSED,
    /** This machine or its network. */
    LOCAL,
    /** The Tor network: another circuit may do better. */
    TOR_NETWORK,
    /** The host asked for: it is not there, or does not want us. */
    DESTINATION
  }

  private final Kind kind;
  private final OnionTrouble trouble;
  private final transient @Nullable EndReason endReason;

  /** A failure without a word from the exit. */
  public ConnectFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  /** A failure, with the exit's reason where one came. */
  public ConnectFailure(Kind kind, String message, @Nullable EndReason endReason) {
    this(kind, message, endReason, OnionTrouble.NONE);
  }

  /** A failure to reach an onion service. */
  public ConnectFailure(String message, OnionTrouble trouble) {
    this(
        Kind.ONION_SERVICE,
        message,
        trouble.needsKey() ? EndReason.MISC : EndReason.RESOLVE_FAILED,
        trouble);
  }

  private ConnectFailure(
      Kind kind, String message, @Nullable EndReason endReason, OnionTrouble trouble) {
    super(message, null, false, false);
    this.kind = kind;
    this.endReason = endReason;
    this.trouble = trouble;
  }

  public static ConnectFailure closed() {
    return new ConnectFailure(Kind.CLOSED, "this client was closed");
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong with the onion service; NONE where none was asked for. */
  public OnionTrouble trouble() {
    return trouble;
  }

  /** What the exit gave as reason; null when no exit was asked. */
  public @Nullable EndReason endReason() {
    return endReason;
  }
}
