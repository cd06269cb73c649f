package org.tropea.authority;

/** What an authority answers to a vote or to signatures that it was sent, as C tor does. */
public record Reply(int status, String reason) {
  static Reply ok(String reason) {
    return new Reply(200, reason);
  }

  static Reply refused(String reason) {
    return new Reply(400, reason);
  }

  boolean isOk() {
    return status == 200;
  }
}
