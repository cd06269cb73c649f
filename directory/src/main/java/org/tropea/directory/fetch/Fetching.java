package org.tropea.directory.fetch;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What everything that fetches documents for a client has in common.
 *
 * @param tunnel asks directories, and lives on the loop that all of it lives on
 * @param holdings what there is; confined to the executor of {@code work}
 * @param work what it throws is a failure of the bootstrap
 */
record Fetching(
    DirectoryTunnel tunnel,
    Holdings holdings,
    DocumentWork work,
    InstantSource clock,
    SecureRandom random) {
  EventLoop loop() {
    return tunnel.loop();
  }
}
