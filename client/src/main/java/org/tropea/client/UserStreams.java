package org.tropea.client;

import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Set;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.protocol.stream.TorStream;

/** What programs use a client for at the moment. Confined to the client's loop. */
final class UserStreams implements Dormancy.Use {
  private final Set<TorStream> open = new HashSet<>();
  private int asked;
  private int services;
  private long movedBefore;
  private long movedByClosed;

  /** A stream that a program asks for. */
  void add(Future<TorStream> stream) {
    asked++;
    stream.addListener(
        (Future<TorStream> done) -> {
          asked--;
          if (done.isSuccess()) {
            TorStream opened = done.getNow();
            open.add(opened);
            opened.closeFuture().addListener(closed -> remove(opened));
          }
        });
  }

  private void remove(TorStream stream) {
    open.remove(stream);
    movedByClosed += bytes(stream);
  }

  private static long bytes(TorStream stream) {
    StreamTraffic carried = stream.carried();
    return carried.bytesIn() + carried.bytesOut();
  }

  /** A service is offered to others by way of this client, or is so no more. */
  void serves(boolean one) {
    services += one ? 1 : -1;
  }

  @Override
  public boolean isServing() {
    return services > 0;
  }

  @Override
  public boolean hasStreams() {
    return asked > 0 || !open.isEmpty();
  }

  @Override
  public boolean hasMoved() {
    long moved = movedByClosed + open.stream().mapToLong(UserStreams::bytes).sum();
    boolean more = moved != movedBefore;
    movedBefore = moved;
    return more;
  }
}
