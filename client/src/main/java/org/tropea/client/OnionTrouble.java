package org.tropea.client;

/** Why an onion service could not be reached (proposal 304). */
public enum OnionTrouble {
  /** It is no onion service. */
  NONE,
  /** No directory has its descriptor. */
  NOT_FOUND,
  /** Its descriptor is not what it can have made. */
  INVALID,
  /** No introduction point introduced us. */
  NOT_INTRODUCED,
  /** It did not come to the rendezvous. */
  NOT_MET,
  /** It wants its clients to have a key, and this one has none. */
  KEY_MISSING,
  /** It does not take this client's key. */
  KEY_WRONG,
  /** Its introduction points did not answer in time. */
  INTRODUCTION_TIMEOUT;

  /** Whether a right key would help. */
  public boolean needsKey() {
    return this == KEY_MISSING || this == KEY_WRONG;
  }
}
