package org.tropea.command;

/** Makes the role that the options ask for, with the clock and the randomness it needs. */
final class Wiring {
  private Wiring() {}

  /** Starts the role of {@code options}; {@code directory} is locked for this process. */
  static Role start(Options options, DataDirectory directory) throws CannotStart {
    return new Unwired();
  }

  /** Says that this build has nothing to run. */
  private record Unwired() implements Role {
    @Override
    public void await() throws CannotStart {
      throw new CannotStart("no role is wired into this build, so there is nothing to run");
    }

    @Override
    public void close() {}
  }
}
