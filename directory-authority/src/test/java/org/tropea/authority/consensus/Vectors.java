package org.tropea.authority.consensus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;

/** Votes and consensuses of C tor networks; vectors/README says how they were made. */
public final class Vectors {
  private Vectors() {}

  public static byte[] bytes(String network, String file) throws IOException {
    String path = "/vectors/ctor-" + network + "/" + file;
    try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(path), path)) {
      return in.readAllBytes();
    }
  }

  public static String text(String network, String file) throws IOException {
    return new String(bytes(network, file), StandardCharsets.ISO_8859_1);
  }

  public static List<Vote> votes(String network) throws IOException, DecodeException {
    return votes(bytes(network, "votes"));
  }

  static List<Vote> votes(byte[] text) throws DecodeException {
    Batch<UnverifiedVote> batch = UnverifiedVote.readAll(text);
    if (batch.refused() > 0) {
      throw new DecodeException("a vote of C tor was refused");
    }
    List<Vote> votes = new ArrayList<>();
    for (UnverifiedVote vote : batch.documents()) {
      votes.add(vote.verify());
    }
    return votes;
  }
}
