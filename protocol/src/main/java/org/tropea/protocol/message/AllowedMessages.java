package org.tropea.protocol.message;

/**
 * Which relay message may come where: the one table that relays and origins ask (row C20, proposal
 * 349).
 *
 * <p>By the command, by what its stream number stands for at the receiver, and by how it came. A
 * relay drops what has no meaning for it, since it may be of a later version; to an origin whatever
 * it did not ask for closes the circuit, since it could be a signal along the path. A DROP, which
 * is padding, may come to both, as at C tor.
 */
public final class AllowedMessages {
  /** Whom a message is for, by its stream number. */
  public enum Addressee {
    /** Number 0. */
    CIRCUIT,
    /** A number that stands for no stream. */
    NO_STREAM,
    /** A stream that both sides hold open. */
    STREAM,
    /** A stream that we have ended, while the other side may not have heard of it: origins only. */
    ENDED_STREAM
  }

  /** What to do with a message. */
  public enum Verdict {
    /** Act on it, if its contents allow it. */
    TAKE,
    /** Pass over it. */
    DROP,
    /** Close the circuit. */
    CLOSE
  }

  private AllowedMessages() {}

  /**
   * What a relay does with a message, as C tor does.
   *
   * @param early whether it came in a RELAY_EARLY cell
   */
  public static Verdict atRelay(int command, Addressee to, boolean early) {
    return switch (command) {
      case RelayCommand.DATA, RelayCommand.END, RelayCommand.XOFF, RelayCommand.XON ->
          row(to, Verdict.DROP, Verdict.DROP, Verdict.TAKE);
      case RelayCommand.SENDME -> row(to, Verdict.TAKE, Verdict.DROP, Verdict.TAKE);
      case RelayCommand.BEGIN, RelayCommand.BEGIN_DIR, RelayCommand.RESOLVE ->
          row(to, Verdict.DROP, Verdict.TAKE, Verdict.DROP);
      case RelayCommand.CONNECTED, RelayCommand.RESOLVED ->
          row(to, Verdict.DROP, Verdict.DROP, Verdict.CLOSE);
      case RelayCommand.TRUNCATE -> row(to, Verdict.TAKE, Verdict.DROP, Verdict.DROP);
      case RelayCommand.DROP -> Verdict.TAKE;
      case RelayCommand.CONFLUX_LINK,
          RelayCommand.CONFLUX_LINKED_ACK,
          RelayCommand.CONFLUX_SWITCH ->
          Verdict.TAKE;
      case RelayCommand.CONFLUX_LINKED -> Verdict.CLOSE;
      case RelayCommand.ESTABLISH_INTRO,
          RelayCommand.INTRODUCE1,
          RelayCommand.ESTABLISH_RENDEZVOUS,
          RelayCommand.RENDEZVOUS1 ->
          Verdict.TAKE;
      case RelayCommand.EXTEND2 ->
          early ? row(to, Verdict.TAKE, Verdict.DROP, Verdict.DROP) : Verdict.DROP;
      case RelayCommand.EXTEND ->
          early ? row(to, Verdict.CLOSE, Verdict.DROP, Verdict.DROP) : Verdict.DROP;
      default -> Verdict.DROP;
    };
  }

  private static Verdict row(Addressee to, Verdict circuit, Verdict noStream, Verdict stream) {
    return switch (to) {
      case CIRCUIT -> circuit;
      case NO_STREAM, ENDED_STREAM -> noStream;
      case STREAM -> stream;
    };
  }

  /**
   * What an origin does with a message.
   *
   * @param to what its stream number stands for at the hop that sent it
   * @param fromLast whether the last hop sent it, the only one that new hops lie behind
   */
  public static Verdict atOrigin(int command, Addressee to, boolean fromLast) {
    boolean allowed =
        switch (command) {
          case RelayCommand.DATA,
              RelayCommand.END,
              RelayCommand.CONNECTED,
              RelayCommand.RESOLVED,
              RelayCommand.XOFF,
              RelayCommand.XON ->
              to == Addressee.STREAM || to == Addressee.ENDED_STREAM;
          case RelayCommand.SENDME -> to != Addressee.NO_STREAM;
          case RelayCommand.EXTENDED2 -> fromLast && to == Addressee.CIRCUIT;
          case RelayCommand.TRUNCATED -> to == Addressee.CIRCUIT;
          case RelayCommand.DROP -> true;
          default -> false;
        };
    return allowed ? Verdict.TAKE : Verdict.CLOSE;
  }
}
