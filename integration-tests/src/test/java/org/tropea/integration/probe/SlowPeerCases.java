package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.ours;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.channel.LinkLimits;

/**
 * Cases circuit-21, circuit-22 and link-25, for a relay that waits as long as {@link #LIMITS} says.
 */
final class SlowPeerCases {
  /** C tor would wait for ever, for an hour and for 50 minutes, so that it is not asked. */
  static final LinkLimits LIMITS =
      new LinkLimits(
          LinkLimits.STANDARD.handshake(),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          LinkLimits.STANDARD.handshakes());

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MORE_THAN_THE_KERNEL_TAKES = 40_000;
  private static final int CHANNEL_CLOSED = 8;
  private static final int FINISHED = 9;
  private static final int MANY = 1_000;

  private SlowPeerCases() {}

  static List<HostileCase> all() {
    return List.of(
        ours("circuit-21 half a cell, then silence", SlowPeerCases::halfACell, Outcome.CLOSED),
        ours(
            "link-25 a peer that asks for circuits and never reads",
            SlowPeerCases::neverReads,
            Outcome.destroy(CHANNEL_CLOSED)),
        ours(
            "circuit-22 circuits that nobody uses",
            SlowPeerCases::unused,
            Outcome.destroy(FINISHED)));
  }

  /** The link has a circuit, and so is not idle. */
  private static Outcome halfACell(Scene scene) throws Exception {
    LinkProbe link = scene.clientCircuit().link();
    byte[] cell = link.frame(0, CellCommand.PADDING, new byte[0]);
    link.send(Arrays.copyOf(cell, cell.length / 2));
    return link.expectClosed(PATIENCE);
  }

  /** The peer is the next hop of a circuit, whose client hears when its link is closed. */
  private static Outcome neverReads(Scene scene) throws Exception {
    Joint joint = Joint.made(scene);
    LinkProbe next = joint.next();
    next.stopReading();
    ByteWriter refused = new ByteWriter(100 * (5 + CellCommand.BODY_LENGTH));
    for (int i = 0; i < 100; i++) {
      refused.bytes(next.frame(next.freshId(), CellCommand.CREATE, new byte[0]));
    }
    byte[] creates = refused.toByteArray();
    for (int i = 0; i < MORE_THAN_THE_KERNEL_TAKES / 100; i++) {
      next.send(creates);
    }
    joint.circuit().link().impatient(PATIENCE);
    return joint.heardByClient();
  }

  /** All of them end, but for one that leads on. */
  private static Outcome unused(Scene scene) throws Exception {
    ProbeCircuit used = scene.clientCircuit().extend(scene.neighbour());
    LinkProbe link = used.link().impatient(PATIENCE);
    for (int i = 0; i < MANY; i++) {
      link.sendCell(link.freshId(), CellCommand.CREATE_FAST, LinkCases.noise(20));
    }
    int reason = 0;
    for (int i = 0; i < MANY; i++) {
      Frame destroy = link.expectCell(CellCommand.DESTROY);
      if (destroy.circuitId() == used.id()) {
        throw new AssertionError("a circuit that leads on was destroyed");
      }
      reason = destroy.first();
    }
    return used.outcome().equals(Outcome.KEPT) ? Outcome.destroy(reason) : Outcome.CLOSED;
  }
}
