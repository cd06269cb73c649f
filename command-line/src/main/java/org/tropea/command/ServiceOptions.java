package org.tropea.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tropea.onionservice.connect.ClientKeys;
import org.tropea.onionservice.connect.ServiceSettings;

/**
 * What a torrc says of reaching onion services (row O14).
 *
 * @param keys the folder of the keys by which services know this client
 */
record ServiceOptions(Optional<Path> keys) {
  static final Option<String> CLIENT_KEYS =
      Option.of(
              "ClientOnionAuthDir",
              OptionType.FILENAME,
              "a folder of files `*.auth_private`, each the key by which an onion service knows this"
                  + " client, as C tor writes them; read once")
          .shownAs("none");

  static final List<Option<?>> DECLARED = List.of(CLIENT_KEYS);

  static ServiceOptions read(Torrc torrc) {
    return new ServiceOptions(torrc.line(CLIENT_KEYS).map(line -> Path.of(line.value())));
  }

  /** With the keys, which are read now. */
  ServiceSettings settings(ServiceSettings without) throws CannotStart {
    if (keys.isEmpty()) {
      return without;
    }
    try {
      return without.with(ClientKeys.read(keys.get()));
    } catch (IOException e) {
      throw new CannotStart(
          "the keys of ClientOnionAuthDir cannot be read; is it a folder of this user's? "
              + e.getMessage(),
          e);
    }
  }
}
