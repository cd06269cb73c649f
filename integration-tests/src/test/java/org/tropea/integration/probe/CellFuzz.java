package org.tropea.integration.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.RelayCommand;

/**
 * One link's worth of cells drawn from a seed: most are right, some have a field changed, a few are
 * noise. What is answered is not looked at, but for the handshakes that make circuits and the ends
 * of these.
 *
 * <p>Every few cells this waits until the relay has done what came before, and only then learns
 * which circuits are over: what is sent depends on the seed, not on the speed of the machine. (A
 * circuit that ends by another relay's answer may end a few cells earlier or later.)
 */
final class CellFuzz {
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final int MAX_CELLS = 120;
  private static final int MAX_COMMAND = 45;
  private static final int LONGEST_NOISE = 2_000;
  private static final int CELLS_BETWEEN_LOOKS = 8;

  private final long seed;
  private final Scene scene;
  private final List<ProbeCircuit> circuits = new ArrayList<>();
  private Random random;
  private int cells;

  CellFuzz(long seed, Scene scene) {
    this.seed = seed;
    this.random = new Random(seed);
    this.scene = scene;
  }

  /** How many cells were sent. */
  int cells() {
    return cells;
  }

  /** Plays one link to its end, the relay's or ours. */
  void play() throws IOException, InterruptedException {
    LinkProbe link = scene.tls().drawingFrom(random);
    try {
      if (!handshake(link)) {
        return;
      }
    } catch (AssertionError | SilenceException e) {
      // The relay would not have it.
      return;
    }
    int last = random.nextInt(MAX_CELLS);
    for (int step = 0; step < last; step++) {
      // Each step draws from its own numbers, however many the one before has used up.
      random = new Random(31 * seed + step);
      link.drawingFrom(random);
      try {
        if (step % CELLS_BETWEEN_LOOKS == 0 && !look(link)) {
          return;
        }
        step(link);
      } catch (AssertionError e) {
        // No circuit this time.
      } catch (SilenceException e) {
        // The relay waits for the rest of what was noise.
        return;
      }
      cells++;
    }
  }

  /** Forgets the circuits that are over by now; false when the link is. */
  private boolean look(LinkProbe link) throws InterruptedException {
    int id = link.freshId();
    link.sendCell(id, CellCommand.CREATE_FAST, new byte[20]);
    for (Frame frame = link.next(link.patience());
        frame != null;
        frame = link.next(link.patience())) {
      int ended = frame.circuitId();
      if (ended == id) {
        link.sendCell(id, CellCommand.DESTROY, new byte[1]);
        return true;
      }
      if (frame.command() == CellCommand.DESTROY) {
        circuits.removeIf(circuit -> circuit.id() == ended);
      }
    }
    return false;
  }

  /** Mostly right; whether the link can be used. */
  private boolean handshake(LinkProbe link) throws IOException, InterruptedException {
    if (random.nextInt(10) > 0) {
      if (random.nextBoolean()) {
        link.handshake(scene.identity());
      } else {
        link.handshake();
      }
      return true;
    }
    link.versions();
    for (int left = random.nextInt(6); left > 0; left--) {
      int command = pick(0, 7, 8, 128, 129, 130, 131, 132, 5, 10);
      byte[] body = command == CellCommand.CERTS ? scene.identity().certs() : noise(509);
      link.sendCell(pick(0, 0, 0, 1), command, changed(body));
      cells++;
    }
    return link.netinfo().outcome().equals(Outcome.KEPT);
  }

  private void step(LinkProbe link) throws InterruptedException {
    int die = random.nextInt(100);
    if (circuits.isEmpty() || die < 6) {
      ProbeCircuit made =
          random.nextInt(3) == 0
              ? ProbeCircuit.createFast(link)
              : ProbeCircuit.create2(link, scene.node(), kind());
      circuits.add(random.nextInt(3) == 0 ? made.extend(scene.neighbour(), kind()) : made);
      return;
    }
    ProbeCircuit circuit = circuits.get(random.nextInt(circuits.size()));
    if (die < 70) {
      relay(circuit);
    } else if (die < 73) {
      link.sendCell(circuit.id(), CellCommand.RELAY, noise(509));
    } else if (die < 77) {
      circuits.remove(circuit);
      link.sendCell(circuit.id(), CellCommand.DESTROY, noise(1));
    } else if (die < 82) {
      link.sendCell(link.freshId(), CellCommand.CREATE2, changed(create2()));
    } else if (die < 99) {
      int id = pick(0, circuit.id(), circuit.id(), link.freshId(), random.nextInt());
      int command = pick(0, 1, 2, 4, 5, 6, 10, 11, 12, 9, 100, 128, 7, 131, 200);
      link.sendCell(id, command, noise(random.nextInt(509)));
    } else {
      // It may wait for the rest of what looks like a long cell.
      link.impatient(MOMENT).send(noise(random.nextInt(LONGEST_NOISE)));
    }
  }

  private ProbeHop.Kind kind() {
    ProbeHop.Kind[] kinds = ProbeHop.Kind.values();
    return kinds[random.nextInt(kinds.length)];
  }

  /** What asks for a circuit, mostly of a handshake that there is, and with any extensions. */
  private byte[] create2() {
    if (random.nextInt(4) > 0) {
      return kind().ask(scene.node()).create2Body();
    } else if (random.nextInt(4) > 0) {
      byte[] extensions = changed(HopRequest.ALL.write());
      return ProbeHop.Asked.v3(scene.node(), extensions, true).create2Body();
    }
    byte[] request = ProbeCircuit.handshake(scene.node()).request();
    return ProbeCircuit.create2Body(pick(0, 3), request);
  }

  /** A relay message, mostly one that makes sense somewhere. */
  private void relay(ProbeCircuit circuit) {
    int command =
        random.nextInt(5) > 0
            ? pick(1, 1, 2, 2, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 19, 21, 22, 43, 44)
            : random.nextInt(MAX_COMMAND);
    int streamId = pick(0, 1, 1, 1, 2, 3, random.nextInt(0x10000));
    byte[] data = data(command);
    data = random.nextInt(4) == 0 ? changed(data) : data;
    data = Arrays.copyOf(data, Math.min(data.length, 498));
    int length = random.nextInt(50) == 0 ? random.nextInt(0x10000) : data.length;
    boolean early = command == RelayCommand.EXTEND2 || random.nextInt(20) == 0;
    circuit.sendTo(
        random.nextInt(circuit.hops()), early, new ProbeHop.Raw(command, streamId, length, data));
  }

  private byte[] data(int command) {
    return switch (command) {
      case RelayCommand.BEGIN -> text(host() + ":" + port());
      case RelayCommand.RESOLVE -> text(host());
      case RelayCommand.END, RelayCommand.TRUNCATE -> noise(1);
      case RelayCommand.SENDME -> random.nextBoolean() ? new byte[0] : sendme();
      case RelayCommand.EXTEND2 -> extend2();
      case RelayCommand.CONFLUX_LINK -> link();
      case RelayCommand.CONFLUX_SWITCH -> new ByteWriter().i32(pick(0, 1, 2, -1)).toByteArray();
      case RelayCommand.XON -> new ByteWriter().u8(0).i32(pick(0, 1, 1000, -1)).toByteArray();
      case RelayCommand.XOFF -> new byte[1];
      default -> noise(random.nextInt(499));
    };
  }

  private String host() {
    return List.of(
            "127.0.0.1", "127.0.0.1", "127.0.0.1", "[::1]", "0.0.0.0", "a..b", "255.255.255.255")
        .get(random.nextInt(7));
  }

  private int port() {
    return pick(scene.servers().echoPort(), scene.servers().floodPort(), 1, 0, 65_536);
  }

  private byte[] extend2() {
    byte[] request = ProbeCircuit.handshake(scene.neighbour()).request();
    ProbedNode to = random.nextInt(4) == 0 ? scene.node() : scene.neighbour();
    return changed(ProbeCircuit.extend2Body(to.target(), request));
  }

  /** Into one of few sets, so that some come to have legs. */
  private byte[] link() {
    byte[] nonce = new byte[32];
    nonce[0] = (byte) random.nextInt(3);
    return new ByteWriter(50)
        .u8(1)
        .bytes(nonce)
        .i64(pick(0, 0, 0, 1))
        .i64(pick(0, 0, 0, 1))
        .u8(random.nextInt(5))
        .toByteArray();
  }

  private byte[] sendme() {
    int tag = pick(16, 20);
    return new ByteWriter().u8(1).u16(tag).bytes(noise(tag)).toByteArray();
  }

  private static byte[] text(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), text.length() + 1);
  }

  /** The same but for a byte or two, or its end. */
  private byte[] changed(byte[] body) {
    byte[] changed = body.clone();
    for (int left = random.nextInt(3); left > 0 && changed.length > 0; left--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length + 20))
        : changed;
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
