package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.same;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.message.EstablishIntro;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;

/** Messages of onion services to a relay, malformed and out of place. */
final class OnionServiceCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final Ed25519SigningKey KEY = Ed25519SigningKey.fromSeed(new byte[32]);

  private OnionServiceCases() {}

  static List<HostileCase> all() {
    byte[] introduction =
        bytes(
            new Introduce1(
                new Introduction(KEY.identity(), List.of(), Bytes.copyFrom(new byte[246]))));
    byte[] legacy = introduction.clone();
    legacy[0] = 1;
    List<HostileCase> cases = new ArrayList<>();
    cases.add(closes("onion-1 ESTABLISH_INTRO of nothing", 32, new byte[0]));
    cases.add(closes("onion-1 ESTABLISH_INTRO of another kind", 32, new byte[200]));
    cases.add(
        closes(
            "onion-1 ESTABLISH_INTRO of another circuit",
            32,
            bytes(EstablishIntro.sign(KEY, List.of(), new byte[20]))));
    cases.add(answered("onion-2 INTRODUCE1 to an unknown service", introduction, 1));
    cases.add(answered("onion-2 INTRODUCE1 of version 2", legacy, 2));
    cases.add(answered("onion-2 INTRODUCE1 cut off", Arrays.copyOf(introduction, 55), 2));
    cases.add(
        answered(
            "onion-2 INTRODUCE1 without a word to the service",
            Arrays.copyOf(introduction, 56),
            2));
    cases.add(closes("onion-2 INTRODUCE1 of 19 bytes", 34, new byte[19]));
    cases.add(
        same(
            "onion-2 second INTRODUCE1",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit();
              circuit.send(RelayCommand.INTRODUCE1, 0, introduction);
              circuit.next(LinkProbe.PATIENCE);
              circuit.send(RelayCommand.INTRODUCE1, 0, introduction);
              return circuit.outcome();
            },
            PROTOCOL));
    cases.add(
        same(
            "onion-2 INTRODUCE1 from a client",
            scene -> {
              ProbeCircuit circuit = scene.clientCircuit();
              circuit.send(RelayCommand.INTRODUCE1, 0, introduction);
              return circuit.outcome();
            },
            PROTOCOL));
    cases.add(closes("onion-4 RENDEZVOUS1 to nobody", 36, new byte[84]));
    cases.add(closes("onion-4 RENDEZVOUS1 of 19 bytes", 36, new byte[19]));
    cases.add(closes("onion-4 ESTABLISH_RENDEZVOUS of 19 bytes", 33, new byte[19]));
    cases.add(closes("onion-4 ESTABLISH_RENDEZVOUS of 21 bytes", 33, new byte[21]));
    for (int command : List.of(35, 37, 38, 39, 40)) {
      cases.add(
          same(
              "onion-5 " + RelayCommand.name(command) + " to a relay",
              scene -> StreamCases.one(scene, command, 0, new byte[64]),
              Outcome.KEPT));
    }
    return cases;
  }

  private static HostileCase closes(String number, int command, byte[] body) {
    return same(number, scene -> StreamCases.one(scene, command, 0, body), PROTOCOL);
  }

  /** The status of the INTRODUCE_ACK. */
  private static HostileCase answered(String number, byte[] body, int status) {
    return same(
        number,
        scene -> {
          ProbeCircuit circuit = scene.relayCircuit();
          circuit.send(RelayCommand.INTRODUCE1, 0, body);
          Event event = circuit.next(LinkProbe.PATIENCE);
          if (event instanceof Over over) {
            return over.how();
          }
          Message message = (Message) event;
          return message.command() == RelayCommand.INTRODUCE_ACK && message.data()[0] == 0
              ? Outcome.status(message.data()[1])
              : Outcome.SILENT;
        },
        Outcome.status(status));
  }

  private static byte[] bytes(RelayMessage message) {
    ByteWriter writer = new ByteWriter();
    message.write(writer);
    return writer.toByteArray();
  }
}
