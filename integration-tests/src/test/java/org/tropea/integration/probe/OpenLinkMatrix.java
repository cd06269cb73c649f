package org.tropea.integration.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CellCommand;

/**
 * Case link-14 at one relay: a cell of each of the 256 commands on an open link, on no circuit, on
 * one that is not there and on one that is, and what becomes of link and circuit. For one thread.
 */
final class OpenLinkMatrix implements AutoCloseable {
  private final ProbedNode node;
  private @Nullable ProbeCircuit circuit;

  /** Which circuit the cell names. */
  enum Named {
    NONE,
    UNKNOWN,
    LIVE
  }

  /** What it holds. */
  enum Contents {
    ZEROS,
    RUBBISH
  }

  /** One cell. */
  record Cell(int command, Named named, Contents contents) {
    @Override
    public String toString() {
      return "%s of %s, circuit %s".formatted(CellCommand.name(command), contents, named);
    }
  }

  OpenLinkMatrix(ProbedNode node) {
    this.node = node;
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (int command = 0; command < 256; command++) {
      for (Named named : Named.values()) {
        for (Contents contents : Contents.values()) {
          cells.add(new Cell(command, named, contents));
        }
      }
    }
    return cells;
  }

  /** Plays them all. */
  Map<Cell, Outcome> play() throws Exception {
    Map<Cell, Outcome> outcomes = new LinkedHashMap<>();
    for (Cell cell : cells()) {
      Outcome outcome = play(cell);
      outcomes.put(cell, outcome);
      boolean circuitGone =
          cell.named() == Named.LIVE
              && (cell.command() == CellCommand.DESTROY || !outcome.equals(Outcome.KEPT));
      if (circuitGone || outcome.equals(Outcome.CLOSED)) {
        forget();
      }
    }
    return outcomes;
  }

  private Outcome play(Cell cell) throws Exception {
    ProbeCircuit live = live();
    LinkProbe link = live.link();
    int unknown = link.freshId();
    int id =
        switch (cell.named()) {
          case NONE -> 0;
          case UNKNOWN -> unknown;
          case LIVE -> live.id();
        };
    link.sendCell(id, cell.command(), body(cell));
    if (cell.named() == Named.UNKNOWN && isCreate(cell.command())) {
      return answer(link.awaitOn(id));
    }
    if (cell.named() == Named.LIVE && cell.command() == CellCommand.DESTROY) {
      return link.outcome();
    }
    return live.outcome();
  }

  private static boolean isCreate(int command) {
    return command == CellCommand.CREATE
        || command == CellCommand.CREATE2
        || command == CellCommand.CREATE_FAST;
  }

  private static Outcome answer(@Nullable Frame frame) {
    if (frame == null) {
      return Outcome.CLOSED;
    }
    return frame.command() == CellCommand.DESTROY
        ? Outcome.destroy(frame.first())
        : Outcome.CONNECTED;
  }

  private static byte[] body(Cell cell) {
    boolean zeros = cell.contents() == Contents.ZEROS;
    int length = CellCommand.BODY_LENGTH;
    if (CellCommand.isVariableLength(cell.command())) {
      // A VERSIONS of an odd length is malformed.
      length = zeros ? 100 : 101;
    }
    return zeros ? new byte[length] : LinkCases.noise(length);
  }

  private ProbeCircuit live() throws Exception {
    ProbeCircuit known = circuit;
    if (known == null) {
      known = ProbeCircuit.createFast(LinkProbe.connect(node.address()).handshake());
      circuit = known;
    }
    return known;
  }

  private void forget() {
    ProbeCircuit known = circuit;
    if (known != null) {
      known.link().close();
      circuit = null;
    }
  }

  @Override
  public void close() {
    forget();
  }
}
