package org.tropea.directory.fetch;

/** How far a client has come, by C tor's percentages, tags and words, which programs look for. */
public enum BootstrapPhase {
  STARTING(0, "Starting"),
  CONN(5, "Connecting to a relay"),
  CONN_DONE(10, "Connected to a relay"),
  HANDSHAKE(14, "Handshaking with a relay"),
  HANDSHAKE_DONE(15, "Handshake with a relay done"),
  ONEHOP_CREATE(20, "Establishing an encrypted directory connection"),
  REQUESTING_STATUS(25, "Asking for networkstatus consensus"),
  LOADING_STATUS(30, "Loading networkstatus consensus"),
  LOADING_KEYS(40, "Loading authority key certs"),
  REQUESTING_DESCRIPTORS(45, "Asking for relay descriptors"),
  LOADING_DESCRIPTORS(50, "Loading relay descriptors"),
  ENOUGH_DIRINFO(75, "Loaded enough directory info to build circuits"),
  AP_CONN(80, "Connecting to a relay to build circuits"),
  AP_CONN_DONE(85, "Connected to a relay to build circuits"),
  AP_HANDSHAKE(89, "Finishing handshake with a relay to build circuits"),
  AP_HANDSHAKE_DONE(90, "Handshake finished with a relay to build circuits"),
  CIRCUIT_CREATE(95, "Establishing a Tor circuit"),
  DONE(100, "Done");

  private final int percent;
  private final String summary;

  BootstrapPhase(int percent, String summary) {
    this.percent = percent;
    this.summary = summary;
  }

  /** 0 to 100. */
  public int percent() {
    return percent;
  }

  /** The tag, as {@code conn_done}. */
  public String tag() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** One sentence for people. */
  public String summary() {
    return summary;
  }
}
