package org.tropea.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.onionservice.connect.ClientKeys;
import org.tropea.onionservice.connect.ServiceSettings;

/**
 * What a torrc says of reaching onion services (row O14), and of hosting them.
 *
 * @param keys the folder of the keys by which services know this client
 * @param hosted the services of this node
 * @param single whether services do not hide themselves
 */
record ServiceOptions(Optional<Path> keys, List<HostedService> hosted, boolean single) {
  static final Option<String> CLIENT_KEYS = Option.of("ClientOnionAuthDir", OptionType.FILENAME);

  /** Keeps its own copy. */
  ServiceOptions {
    hosted = List.copyOf(hosted);
  }

  static ServiceOptions read(Torrc torrc) throws OptionException {
    return new ServiceOptions(
        torrc.line(CLIENT_KEYS).map(line -> Path.of(line.value())),
        HostedService.read(torrc),
        HostedService.isSingle(torrc));
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
