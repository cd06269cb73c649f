package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** RESOLVED (tor-spec 6.4): what an exit found, any number of answers up to the message's end. */
public record Resolved(List<Answer> answers) implements RelayMessage {
  private static final Bytes FAILURE =
      Bytes.copyFrom("Error resolving hostname".getBytes(StandardCharsets.US_ASCII));
  private static final long FAILURE_TTL_SECONDS = 60;

  /** Keeps its own copy. */
  public Resolved {
    answers = List.copyOf(answers);
  }

  /** The answer where nothing was found, as C tor writes it. */
  public static Resolved failed() {
    return new Resolved(List.of(new Answer(Answer.ERROR, FAILURE, FAILURE_TTL_SECONDS)));
  }

  static Resolved read(ByteReader reader) throws DecodeException {
    List<Answer> answers = new ArrayList<>();
    while (reader.remaining() > 0) {
      answers.add(Answer.read(reader));
    }
    return new Resolved(answers);
  }

  @Override
  public int command() {
    return RelayCommand.RESOLVED;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onResolved(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    answers.forEach(answer -> answer.write(writer));
  }
}
