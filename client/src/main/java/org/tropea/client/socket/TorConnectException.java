package org.tropea.client.socket;

import java.net.ConnectException;
import org.tropea.client.ConnectFailure;

/** Why a {@link TorSocket} is not connected; {@link #kind} says whose fault it is. */
public final class TorConnectException extends ConnectException {
  private static final long serialVersionUID = 1L;

  private final ConnectFailure.Kind kind;

  TorConnectException(ConnectFailure failure) {
    super(String.valueOf(failure.getMessage()));
    this.kind = failure.kind();
    initCause(failure);
  }

  /** Whose fault it is, and so who can mend it. */
  public ConnectFailure.Kind kind() {
    return kind;
  }
}
