package org.tropea.control.authentication;

import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a node lets in. Immutable.
 *
 * @param cookie what a controller may prove that it can read; null where none is taken
 * @param passwords of which it may know one; without these and a cookie everybody is let in
 * @param random for what a node says in SAFECOOKIE
 */
public record Admission(
    @Nullable Cookie cookie, List<HashedPassword> passwords, SecureRandom random) {
  /** Keeps its own copy. */
  public Admission {
    passwords = List.copyOf(passwords);
  }

  /** The methods as PROTOCOLINFO names them. */
  public String methods() {
    if (cookie == null && passwords.isEmpty()) {
      return "NULL";
    }
    String both = cookie != null && !passwords.isEmpty() ? "," : "";
    return (cookie == null ? "" : "COOKIE,SAFECOOKIE")
        + both
        + (passwords.isEmpty() ? "" : "HASHEDPASSWORD");
  }

  /** Prints nothing of it. */
  @Override
  public String toString() {
    return "Admission";
  }
}
