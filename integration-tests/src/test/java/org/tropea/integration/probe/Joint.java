package org.tropea.integration.probe;

import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.RelayCommand;

/** A circuit of ours whose CREATE2 to the next hop has come. */
record Joint(ProbeCircuit circuit, LinkProbe next, int id) {
  static final int REPLY_LENGTH = 64;

  static Joint asked(Scene scene) throws Exception {
    LinkProbe next = scene.nextHop();
    ProbeCircuit circuit = scene.clientCircuit();
    byte[] request = ProbeCircuit.handshake(scene.neighbour()).request();
    circuit.sendEarly(RelayCommand.EXTEND2, 0, ProbeCircuit.extend2Body(scene.self(), request));
    return new Joint(circuit, next, next.expectCell(CellCommand.CREATE2).circuitId());
  }

  /** The same, extended. */
  static Joint made(Scene scene) throws Exception {
    Joint joint = asked(scene);
    joint.answer(CellCommand.CREATED2, reply(REPLY_LENGTH, REPLY_LENGTH));
    joint.expect(RelayCommand.EXTENDED2);
    return joint;
  }

  void answer(int command, byte[] body) {
    next.sendCell(id, command, body);
  }

  byte[] expect(int relayCommand) throws InterruptedException {
    ProbeCircuit.Event event = circuit.next(LinkProbe.PATIENCE);
    if (event instanceof ProbeCircuit.Message message && message.command() == relayCommand) {
      return message.data();
    }
    throw new AssertionError("no relay command " + relayCommand + " but " + event);
  }

  /** What the next hop hears on the circuit. */
  Outcome heardByNext() throws InterruptedException {
    Frame frame = next.awaitOn(id);
    if (frame == null) {
      return Outcome.CLOSED;
    }
    return frame.command() == CellCommand.DESTROY ? Outcome.destroy(frame.first()) : Outcome.KEPT;
  }

  /** What the client hears on it first, though nobody can read it. */
  Outcome heardByClient() throws InterruptedException {
    Frame frame = circuit.link().awaitOn(circuit.id());
    if (frame == null) {
      return Outcome.CLOSED;
    }
    return frame.command() == CellCommand.DESTROY ? Outcome.destroy(frame.first()) : Outcome.KEPT;
  }

  /** The body of a CREATED2 that says it has so many bytes. */
  static byte[] reply(int said, int length) {
    return Arrays.copyOf(
        new ByteWriter().u16(said).bytes(LinkCases.noise(length)).toByteArray(), 509);
  }
}
