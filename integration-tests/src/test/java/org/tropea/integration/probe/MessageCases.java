package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.same;

import java.util.List;
import org.tropea.integration.probe.ProbeCircuit.Event;
import org.tropea.integration.probe.ProbeCircuit.Message;
import org.tropea.integration.probe.ProbeCircuit.Over;
import org.tropea.protocol.message.RelayCommand;

/** The rows R1 to R9: relay messages, whole and broken, on streams that are and are not. */
final class MessageCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final int XOFF = 43;
  private static final int XON = 44;

  private MessageCases() {}

  static List<HostileCase> all() {
    return List.of(
        same("message-1 length 499", scene -> length(scene, 499), PROTOCOL),
        same("message-1 length 65535", scene -> length(scene, 65_535), PROTOCOL),
        same(
            "message-2 command 0",
            scene -> StreamCases.one(scene, 0, 0, new byte[3]),
            Outcome.KEPT),
        same(
            "message-2 command 255",
            scene -> StreamCases.one(scene, 255, 0, new byte[3]),
            Outcome.KEPT),
        same(
            "message-2 command 255 on a stream",
            scene -> StreamCases.one(scene, 255, 7, new byte[3]),
            Outcome.KEPT),
        same(
            "message-4 1,101 DATA on an unknown stream",
            MessageCases::unknownData,
            Outcome.cells(11)),
        same(
            "message-5 END without a reason",
            scene -> StreamCases.one(scene, RelayCommand.END, 7, new byte[0]),
            PROTOCOL),
        same(
            "message-6 END on an unknown stream",
            scene -> StreamCases.one(scene, RelayCommand.END, 7, new byte[] {6}),
            Outcome.KEPT),
        same(
            "message-6 CONNECTED on an unknown stream",
            scene -> StreamCases.one(scene, RelayCommand.CONNECTED, 7, new byte[8]),
            Outcome.KEPT),
        same(
            "message-6 XON on an unknown stream",
            scene -> StreamCases.one(scene, XON, 7, new byte[5]),
            Outcome.KEPT),
        same(
            "message-6 XOFF on an unknown stream",
            scene -> StreamCases.one(scene, XOFF, 7, new byte[1]),
            Outcome.KEPT),
        same("message-6 CONNECTED on our stream", scene -> known(scene, 4, new byte[0]), PROTOCOL),
        same("message-6 RESOLVED on our stream", scene -> known(scene, 12, new byte[0]), PROTOCOL),
        same(
            "message-7 TRUNCATE on our stream",
            scene -> known(scene, 8, new byte[1]),
            Outcome.KEPT),
        same("message-7 DROP on our stream", scene -> known(scene, 10, new byte[1]), Outcome.KEPT),
        same(
            "message-7 command 99 on our stream",
            scene -> known(scene, 99, new byte[1]),
            Outcome.KEPT),
        same(
            "message-7 empty DATA on our stream",
            scene -> known(scene, 2, new byte[0]),
            Outcome.KEPT),
        same(
            "message-7 BEGIN on stream 0",
            scene -> StreamCases.one(scene, 1, 0, StreamCases.target("h:1")),
            Outcome.KEPT),
        same(
            "message-7 BEGIN_DIR on stream 0",
            scene -> StreamCases.one(scene, 13, 0, StreamCases.target("h:1")),
            Outcome.KEPT),
        same(
            "message-7 DATA on stream 0",
            scene -> StreamCases.one(scene, 2, 0, new byte[9]),
            Outcome.KEPT),
        same(
            "message-7 END on stream 0",
            scene -> StreamCases.one(scene, 3, 0, new byte[] {1}),
            Outcome.KEPT),
        same(
            "message-7 RESOLVE on stream 0",
            scene -> StreamCases.one(scene, 11, 0, StreamCases.target("1.2.3.4")),
            Outcome.KEPT),
        same(
            "message-7 RESOLVE without NUL",
            scene -> StreamCases.one(scene, 11, 9, new byte[] {'h'}),
            Outcome.KEPT),
        same(
            "message-7 RESOLVE of nothing",
            scene -> StreamCases.one(scene, 11, 9, new byte[0]),
            Outcome.KEPT),
        same(
            "message-9 BEGIN at the middle hop",
            scene -> {
              ProbeCircuit circuit = scene.relayCircuit().extend(scene.neighbour(), scene.kind());
              int streamId = circuit.freshStreamId();
              byte[] begin = StreamCases.target("127.0.0.1:" + scene.servers().echoPort());
              circuit.sendTo(0, false, ProbeHop.Raw.of(RelayCommand.BEGIN, streamId, begin));
              Event event = circuit.nextOn(streamId);
              return event instanceof Message message
                      && message.hop() == 0
                      && message.command() == RelayCommand.CONNECTED
                  ? Outcome.CONNECTED
                  : Outcome.SILENT;
            },
            Outcome.CONNECTED));
  }

  private static Outcome known(Scene scene, int command, byte[] data) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    int streamId = StreamCases.connect(scene, circuit, scene.servers().echoPort());
    circuit.send(command, streamId, data);
    return circuit.outcome();
  }

  private static Outcome length(Scene scene, int said) throws Exception {
    ProbeCircuit circuit = scene.clientCircuit();
    circuit.sendTo(0, false, new ProbeHop.Raw(RelayCommand.DROP, 0, said, new byte[0]));
    return circuit.outcome();
  }

  /** Counts the SENDMEs that come back. */
  private static Outcome unknownData(Scene scene) throws Exception {
    ProbeCircuit circuit = scene.relayCircuit();
    for (int i = 0; i < 1_101; i++) {
      circuit.send(RelayCommand.DATA, 7, new byte[1]);
    }
    int streamId = circuit.freshStreamId();
    circuit.send(RelayCommand.BEGIN, streamId, new byte[] {'x', 0});
    int sendmes = 0;
    while (true) {
      Event event = circuit.next(LinkProbe.PATIENCE);
      if (event instanceof Over over) {
        return over.how();
      }
      Message message = (Message) event;
      if (message.streamId() == streamId) {
        return Outcome.cells(sendmes);
      }
      sendmes += message.command() == RelayCommand.SENDME ? 1 : 0;
    }
  }
}
