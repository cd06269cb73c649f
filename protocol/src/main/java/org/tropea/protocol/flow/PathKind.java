package org.tropea.protocol.flow;

/** What a path is for: the longer it is, the more cells may wait along it (proposal 324, 6.5). */
public enum PathKind {
  /** Three hops, the last an exit. */
  EXIT,
  /** Two circuits joined by a rendezvous point. */
  ONION,
  /** Two hops, whose bandwidth is measured, or which fetch documents. */
  SBWS;

  /** The kind by which C tor's clients take hop number {@code hop}, 1 for the first. */
  public static PathKind ofHop(int hop) {
    return hop < 3 ? SBWS : EXIT;
  }
}
