package org.tropea.control.protocol;

/** A command cannot be done: with the reply that says why. Nothing was changed by it. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Reply reply;

  /** Refused with this code, such as 552, and these words. */
  public CommandException(int code, String words) {
    super(words, null, false, false);
    this.reply = Reply.of(code, words);
  }

  /** What the controller is told. */
  public Reply reply() {
    return reply;
  }
}
