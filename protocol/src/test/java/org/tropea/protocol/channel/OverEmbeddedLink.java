package org.tropea.protocol.channel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;

/** A test that has an open link of its own, closed at its end whatever state it is in. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
abstract class OverEmbeddedLink {
  final EmbeddedLink link = EmbeddedLink.open();
  final ScriptedPeer peer = link.peer();
  final TorChannel channel = link.channel();

  @AfterEach
  void close() {
    link.stall(false);
    link.close();
  }
}
