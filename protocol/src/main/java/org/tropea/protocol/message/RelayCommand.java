package org.tropea.protocol.message;

/** The command byte of a relay message (tor-spec 6.1). */
public final class RelayCommand {
  public static final int BEGIN = 1;
  public static final int DATA = 2;
  public static final int END = 3;
  public static final int CONNECTED = 4;
  public static final int SENDME = 5;
  public static final int EXTEND = 6;
  public static final int EXTENDED = 7;
  public static final int TRUNCATE = 8;
  public static final int TRUNCATED = 9;
  public static final int DROP = 10;
  public static final int RESOLVE = 11;
  public static final int RESOLVED = 12;
  public static final int BEGIN_DIR = 13;
  public static final int EXTEND2 = 14;
  public static final int EXTENDED2 = 15;
  public static final int CONFLUX_LINK = 19;
  public static final int CONFLUX_LINKED = 20;
  public static final int CONFLUX_LINKED_ACK = 21;
  public static final int CONFLUX_SWITCH = 22;
  public static final int ESTABLISH_INTRO = 32;
  public static final int ESTABLISH_RENDEZVOUS = 33;
  public static final int INTRODUCE1 = 34;
  public static final int INTRODUCE2 = 35;
  public static final int RENDEZVOUS1 = 36;
  public static final int RENDEZVOUS2 = 37;
  public static final int INTRO_ESTABLISHED = 38;
  public static final int RENDEZVOUS_ESTABLISHED = 39;
  public static final int INTRODUCE_ACK = 40;
  public static final int XOFF = 43;
  public static final int XON = 44;

  private RelayCommand() {}

  /** Whether C tor 0.4.9 knows the command: the cells of format 1 can hold no others. */
  static boolean isKnown(int command) {
    return (command >= BEGIN && command <= EXTENDED2)
        || (command >= CONFLUX_LINK && command <= CONFLUX_SWITCH)
        || (command >= ESTABLISH_INTRO && command <= XON);
  }

  /** Whether its messages are of a stream, where a cell of format 1 is to hold them. */
  static boolean isStreams(int command) {
    return switch (command) {
      case BEGIN, DATA, END, CONNECTED, RESOLVE, RESOLVED, BEGIN_DIR, XOFF, XON -> true;
      default -> false;
    };
  }

  /** The word of the specification, or the number of a command that has none here. */
  public static String name(int command) {
    return switch (command) {
      case BEGIN -> "BEGIN";
      case DATA -> "DATA";
      case END -> "END";
      case CONNECTED -> "CONNECTED";
      case SENDME -> "SENDME";
      case EXTEND -> "EXTEND";
      case EXTENDED -> "EXTENDED";
      case TRUNCATE -> "TRUNCATE";
      case TRUNCATED -> "TRUNCATED";
      case DROP -> "DROP";
      case RESOLVE -> "RESOLVE";
      case RESOLVED -> "RESOLVED";
      case BEGIN_DIR -> "BEGIN_DIR";
      case EXTEND2 -> "EXTEND2";
      case EXTENDED2 -> "EXTENDED2";
      case CONFLUX_LINK -> "CONFLUX_LINK";
      case CONFLUX_LINKED -> "CONFLUX_LINKED";
      case CONFLUX_LINKED_ACK -> "CONFLUX_LINKED_ACK";
      case CONFLUX_SWITCH -> "CONFLUX_SWITCH";
      case ESTABLISH_INTRO -> "ESTABLISH_INTRO";
      case ESTABLISH_RENDEZVOUS -> "ESTABLISH_RENDEZVOUS";
      case INTRODUCE1 -> "INTRODUCE1";
      case INTRODUCE2 -> "INTRODUCE2";
      case RENDEZVOUS1 -> "RENDEZVOUS1";
      case RENDEZVOUS2 -> "RENDEZVOUS2";
      case INTRO_ESTABLISHED -> "INTRO_ESTABLISHED";
      case RENDEZVOUS_ESTABLISHED -> "RENDEZVOUS_ESTABLISHED";
      case INTRODUCE_ACK -> "INTRODUCE_ACK";
      case XOFF -> "XOFF";
      case XON -> "XON";
      default -> "relay command " + command;
    };
  }
}
