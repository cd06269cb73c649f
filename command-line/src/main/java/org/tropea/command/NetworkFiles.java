package org.tropea.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tropea.directory.store.AtomicFile;
import org.tropea.network.Invitation;
import org.tropea.network.LocalNetwork;

/**
 * What a network's folder says of it, for those who join or look. Each file is whole or not there.
 */
record NetworkFiles(LocalNetwork network) {
  /** The {@code DirAuthority} lines. */
  static final String AUTHORITIES = "authorities";

  /** The torrc lines of the authorities' voting times. */
  static final String VOTING = "voting";

  /** Everything. */
  static final String NETWORK = "network.json";

  /** Writes what is known once the authorities have keys and ports. */
  void write(Invitation invitation) throws IOException {
    lines(AUTHORITIES, invitation.directoryAuthorityLines());
    lines(VOTING, invitation.votingTorrc());
    byte[] json =
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsBytes(NetworkDescription.of(network, invitation));
    AtomicFile.replace(network.folder().resolve(NETWORK), json);
  }

  private void lines(String file, List<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    AtomicFile.replace(network.folder().resolve(file), text.getBytes(StandardCharsets.US_ASCII));
  }
}
