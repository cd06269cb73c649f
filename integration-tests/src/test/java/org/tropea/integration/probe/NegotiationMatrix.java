package org.tropea.integration.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.RelayCommand;

/**
 * Case circuit-38 at one relay: every combination of extensions that a client can ask for in a
 * CREATE2 of ntor v3, right and wrong ones, and what comes of it: a DESTROY, or what is granted,
 * and then a word that goes through and comes back. For one thread.
 */
final class NegotiationMatrix implements AutoCloseable {
  private static final int SUBPROTOCOL = 3;
  private static final String CONTROL = "0100";
  private static final String CGO = "0206";
  private static final String FORMAT_1 = "0205";
  private static final byte[] WORD = "a byte goes through".getBytes(StandardCharsets.US_ASCII);

  private final ProbedNode node;
  private final int echoPort;
  private final LinkProbe link;

  NegotiationMatrix(ProbedNode node, int echoPort, ProbeIdentity identity) throws Exception {
    this.node = node;
    this.echoPort = echoPort;
    this.link = LinkProbe.connect(node.address()).handshake(identity);
  }

  /** What a client can ask of congestion control: hex digits of extensions. */
  private static List<List<String>> control() {
    return List.of(List.of(), List.of(CONTROL), List.of("01031f1f1f"), List.of(CONTROL, CONTROL));
  }

  /** What it can ask of subprotocols: Relay=6 is CGO and format 1, Relay=5 format 1 alone. */
  private static List<List<String>> subprotocols() {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of());
    for (String asked :
        List.of(
            "",
            CGO,
            FORMAT_1,
            FORMAT_1 + CGO,
            CGO + FORMAT_1,
            CGO + CGO,
            CGO + "0207",
            "0204" + CGO,
            "0706",
            "02",
            CGO + "02")) {
      all.add(List.of(subprotocol(asked)));
    }
    all.add(List.of(subprotocol(CGO), subprotocol(FORMAT_1)));
    all.add(List.of(subprotocol(FORMAT_1), subprotocol(CGO)));
    return all;
  }

  private static String subprotocol(String asked) {
    return "03%02x%s".formatted(asked.length() / 2, asked);
  }

  /** What nobody knows, and what only answers have. */
  private static List<List<String>> others() {
    return List.of(List.of(), List.of("7f020102"), List.of("02011f"));
  }

  /** The messages, in hex digits. */
  static List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (List<String> control : control()) {
      for (List<String> subprotocols : subprotocols()) {
        for (List<String> other : others()) {
          messages.add(message(0, control, subprotocols, other));
          messages.add(message(0, other, subprotocols, control));
        }
        messages.add(message(1, control, subprotocols));
        messages.add(message(-1, control, subprotocols));
        messages.add(message(0, control, subprotocols) + "ffff");
      }
    }
    messages.add("");
    messages.add("ff");
    return messages.stream().distinct().toList();
  }

  /**
   * @param more extensions than there are, by their count
   */
  @SafeVarargs
  private static String message(int more, List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return "%02x%s".formatted((all.size() + more) & 0xff, String.join("", all));
  }

  /** Plays them all. */
  Map<String, String> play() throws Exception {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (String message : messages()) {
      verdicts.put(message, play(message));
    }
    return verdicts;
  }

  private String play(String message) throws Exception {
    byte[] extensions = HexFormat.of().parseHex(message);
    ProbeHop.Asked asked = ProbeHop.Asked.v3(node, extensions, asksForCgo(extensions));
    int id = link.freshId();
    link.sendCell(id, CellCommand.CREATE2, asked.create2Body());
    Frame reply = link.awaitOn(id);
    if (reply == null) {
      return "the link is closed";
    } else if (reply.command() != CellCommand.CREATED2) {
      return "DESTROY " + reply.first();
    }
    ProbeCircuit circuit = ProbeCircuit.made(link, id, asked.finish(reply.body()));
    String granted = HexFormat.of().formatHex(circuit.granted().toByteArray());
    String echo = echo(circuit);
    link.sendCell(id, CellCommand.DESTROY, new byte[1]);
    return "granted " + granted + ", " + echo;
  }

  /**
   * Whether the first extension of subprotocols has CGO: where it is taken, CGO is what follows.
   */
  private static boolean asksForCgo(byte[] message) {
    int at = 1;
    for (int left = message.length == 0 ? 0 : message[0]; left > 0; left--) {
      if (at + 2 > message.length) {
        return false;
      }
      int length = message[at + 1];
      if (message[at] == SUBPROTOCOL) {
        return HexFormat.of().formatHex(message, at + 2, at + 2 + length).contains(CGO);
      }
      at += 2 + length;
    }
    return false;
  }

  private String echo(ProbeCircuit circuit) throws Exception {
    int stream = circuit.freshStreamId();
    byte[] target =
        new ByteWriter()
            .bytes(("127.0.0.1:" + echoPort).getBytes(StandardCharsets.US_ASCII))
            .u8(0)
            .toByteArray();
    Outcome begun = circuit.begin(stream, target);
    if (!begun.equals(Outcome.CONNECTED)) {
      return "no stream: " + begun;
    }
    circuit.send(RelayCommand.DATA, stream, WORD);
    return circuit.nextOn(stream) instanceof Message answer && Arrays.equals(answer.data(), WORD)
        ? "echoed"
        : "not echoed";
  }

  @Override
  public void close() {
    link.close();
  }
}
