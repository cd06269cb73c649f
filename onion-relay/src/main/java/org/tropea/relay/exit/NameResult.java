package org.tropea.relay.exit;

/** What became of a question to a name server, by the words of C tor's metrics. */
public enum NameResult {
  /** It was answered. */
  SUCCESS("success"),
  /** The answer was none that can be read. */
  FORMAT("format"),
  /** The servers failed. */
  SERVER_FAILED("serverfailed"),
  /** There is no such name. */
  NOT_EXIST("notexist"),
  /** The server does not do that. */
  NOT_IMPLEMENTED("notimpl"),
  /** The server does not want to. */
  REFUSED("refused"),
  /** The answer was cut short. */
  TRUNCATED("truncated"),
  /** Something else. */
  UNKNOWN("unknown"),
  /** Nobody answered in time. */
  TIMEOUT("tor_timeout"),
  /** The resolver was closed. */
  SHUTDOWN("shutdown"),
  /** Nobody wanted to know any more. */
  CANCELLED("cancel"),
  /** The name has no such record. */
  NO_DATA("nodata");

  private final String word;

  NameResult(String word) {
    this.word = word;
  }

  /** As C tor's metrics have it. */
  public String word() {
    return word;
  }
}
