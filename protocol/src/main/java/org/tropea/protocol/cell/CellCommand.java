package org.tropea.protocol.cell;

/** The command byte of a cell (tor-spec 3). */
public final class CellCommand {
  public static final int PADDING = 0;
  public static final int CREATE = 1;
  public static final int CREATED = 2;
  public static final int RELAY = 3;
  public static final int DESTROY = 4;
  public static final int CREATE_FAST = 5;
  public static final int CREATED_FAST = 6;
  public static final int VERSIONS = 7;
  public static final int NETINFO = 8;
  public static final int RELAY_EARLY = 9;
  public static final int CREATE2 = 10;
  public static final int CREATED2 = 11;
  public static final int PADDING_NEGOTIATE = 12;
  public static final int VPADDING = 128;
  public static final int CERTS = 129;
  public static final int AUTH_CHALLENGE = 130;
  public static final int AUTHENTICATE = 131;
  public static final int AUTHORIZE = 132;

  /** Length of the body of every cell that is not of variable length, in bytes. */
  public static final int BODY_LENGTH = 509;

  private CellCommand() {}

  /** Whether cells of this command carry their length, as VERSIONS and all from 128 on do. */
  public static boolean isVariableLength(int command) {
    return command == VERSIONS || command >= VPADDING;
  }

  /** Whether it is an answer to a CREATE, of any kind. */
  public static boolean isCreated(int command) {
    return command == CREATED || command == CREATED_FAST || command == CREATED2;
  }

  /** The word of the specification, or the number of a command that has none. */
  public static String name(int command) {
    return switch (command) {
      case PADDING -> "PADDING";
      case CREATE -> "CREATE";
      case CREATED -> "CREATED";
      case RELAY -> "RELAY";
      case DESTROY -> "DESTROY";
      case CREATE_FAST -> "CREATE_FAST";
      case CREATED_FAST -> "CREATED_FAST";
      case VERSIONS -> "VERSIONS";
      case NETINFO -> "NETINFO";
      case RELAY_EARLY -> "RELAY_EARLY";
      case CREATE2 -> "CREATE2";
      case CREATED2 -> "CREATED2";
      case PADDING_NEGOTIATE -> "PADDING_NEGOTIATE";
      case VPADDING -> "VPADDING";
      case CERTS -> "CERTS";
      case AUTH_CHALLENGE -> "AUTH_CHALLENGE";
      case AUTHENTICATE -> "AUTHENTICATE";
      case AUTHORIZE -> "AUTHORIZE";
      default -> "cell command " + command;
    };
  }
}
