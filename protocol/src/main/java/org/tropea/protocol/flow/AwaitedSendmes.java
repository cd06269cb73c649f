package org.tropea.protocol.flow;

import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.message.Sendme;

/**
 * The cells that a circuit's SENDMEs have to answer, in their order, and the proof that each truly
 * arrived (proposal 289), unless the network still takes SENDMEs that prove nothing. Confined to
 * the loop of its circuit.
 */
final class AwaitedSendmes {
  private final Supplier<SendmeVersions> versions;
  private final Queue<Awaited> awaited = new ArrayDeque<>(1);

  private record Awaited(byte[] tag, long sentAt) {}

  AwaitedSendmes(Supplier<SendmeVersions> versions) {
    this.versions = versions;
  }

  /** A SENDME will have to name this cell, sent at this time in nanoseconds. */
  void add(byte[] tag, long sentAt) {
    awaited.add(new Awaited(tag.clone(), sentAt));
  }

  /**
   * Takes a SENDME; when the cell was sent that it answers.
   *
   * @throws CircuitException when it answers none, or has a version that is not taken
   */
  long take(Sendme sendme) throws CircuitException {
    if (sendme.version() < versions.get().accept()) {
      throw violation("a circuit SENDME of a version that the network does not take");
    }
    Awaited oldest = awaited.poll();
    if (oldest == null) {
      throw violation("a circuit SENDME for cells that were never sent");
    }
    if (sendme.version() == 1 && !MessageDigest.isEqual(oldest.tag(), sendme.tag().toByteArray())) {
      throw violation("a circuit SENDME that does not name the cell it acknowledges");
    }
    return oldest.sentAt();
  }

  /** The SENDME that answers the cell with this tag. */
  Sendme answer(byte[] tag) {
    return versions.get().emit() == 1 ? Sendme.ofCircuit(tag) : Sendme.unauthenticated();
  }

  private static CircuitException violation(String what) {
    return new CircuitException(DestroyReason.PROTOCOL, what);
  }
}
