package org.tropea.command;

import java.time.Duration;
import java.util.Optional;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.protocol.channel.LinkWishes;

/** What a torrc says of links (rows L13 and L14). */
final class LinkOptions {
  static final Option<Optional<Boolean>> CONNECTION_PADDING =
      Option.of("ConnectionPadding", OptionType.BOOLEAN_OR_AUTO);

  static final Option<Boolean> REDUCED_CONNECTION_PADDING =
      Option.of("ReducedConnectionPadding", OptionType.BOOLEAN);

  static final Option<Duration> KEEPALIVE_PERIOD =
      Option.of("KeepalivePeriod", OptionType.INTERVAL);

  private LinkOptions() {}

  static LinkWishes read(Torrc torrc) throws OptionException {
    LinkWishes.Padding padding =
        torrc
            .value(CONNECTION_PADDING)
            .map(on -> on ? LinkWishes.Padding.ON : LinkWishes.Padding.OFF)
            .orElse(LinkWishes.Padding.AUTO);
    return new LinkWishes(
        padding, torrc.value(REDUCED_CONNECTION_PADDING), torrc.value(KEEPALIVE_PERIOD));
  }
}
