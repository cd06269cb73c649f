package org.tropea.command;

/** A running program: a client proxy, a relay, an authority. */
interface Role extends AutoCloseable {
  /** Makes a role; {@code directory} is locked for this process. */
  interface Start {
    /** Starts what {@code options} ask for. */
    Role start(Options options, DataDirectory directory) throws CannotStart;
  }

  /**
   * Blocks until the role is over: closed by {@link #close}, or failed beyond repair.
   *
   * @throws CannotStart where it failed, with what the user can do
   */
  void await() throws CannotStart, InterruptedException;

  /** Ends it in order, from any thread; {@link #await} then returns. Again does nothing. */
  @Override
  void close();
}
