package org.tropea.directory.document;

import java.util.List;

/** What came of checking a consensus: it is signed by more than half of the authorities, or not. */
public sealed interface SignatureCheck {
  /** Signed by enough. */
  record Enough(Consensus consensus) implements SignatureCheck {}

  /**
   * Not signed by enough, as far as we can see.
   *
   * @param valid authorities whose signature is good
   * @param authorities authorities that we recognise
   * @param needed good signatures needed: more than half of them
   * @param missing certificates without which, or without a younger one, a signature of a
   *     recognised authority could not be checked
   */
  record NotEnough(int valid, int authorities, int needed, List<SigningKeyId> missing)
      implements SignatureCheck {
    /** Keeps its own copy of the list. */
    public NotEnough {
      missing = List.copyOf(missing);
    }

    /** Whether the missing certificates could make it enough. */
    public boolean mayBecomeEnough() {
      return valid + missing.size() >= needed;
    }

    /** One sentence for a log. */
    public String describe() {
      return valid
          + " of "
          + authorities
          + " authorities signed the consensus validly, "
          + needed
          + " are needed; "
          + missing.size()
          + " signing certificates are missing";
    }
  }
}
