package org.tropea.control.json;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.protocol.loop.Unwatched;

/**
 * A reader who is told of events as they happen, by server-sent events; one who does not read them
 * is dropped. Confined to the loop of the control port.
 */
final class EventStream implements EventBus.Receiver {
  static final String PATH = "/v1/events";

  /** Without those that say where users go, and without the log's smaller words. */
  static final Set<EventKind> KINDS =
      Collections.unmodifiableSet(
          EnumSet.of(
              EventKind.CIRC,
              EventKind.CIRC_MINOR,
              EventKind.ORCONN,
              EventKind.BW,
              EventKind.NOTICE,
              EventKind.WARN,
              EventKind.ERR,
              EventKind.STATUS_GENERAL,
              EventKind.STATUS_CLIENT,
              EventKind.STATUS_SERVER,
              EventKind.GUARD,
              EventKind.SIGNAL,
              EventKind.NETWORK_LIVENESS));

  /** How many bytes may wait for its reader. */
  static final int MAX_WAITING = 1 << 20;

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private final ChannelHandlerContext context;
  private int waiting;
  private boolean over;

  EventStream(ChannelHandlerContext context) {
    this.context = context;
  }

  /** The kinds that {@code kinds=} names; nothing where one of them is not told of. */
  static Optional<Set<EventKind>> kinds(String names) {
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (String name : names.split(",", -1)) {
      Optional<EventKind> kind = EventKind.named(name).filter(KINDS::contains);
      if (kind.isEmpty()) {
        return Optional.empty();
      }
      kinds.add(kind.get());
    }
    return Optional.of(kinds);
  }

  /** All kinds there are, for people. */
  static String allKinds() {
    return KINDS.stream().map(Enum::name).collect(Collectors.joining(","));
  }

  @Override
  public void event(byte[] event) {
    if (over) {
      return;
    }
    EventJson.Event told = EventJson.of(event);
    String text =
        "event: "
            + told.kind()
            + "\ndata: "
            + new String(Json.bytes(told), StandardCharsets.UTF_8)
            + "\n\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    waiting += bytes.length;
    if (waiting > MAX_WAITING) {
      log.info("A reader of the JSON API does not read its events; closing its connection");
      drop();
      return;
    }
    context
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)))
        .addListener(sent -> waiting -= bytes.length);
  }

  @Override
  public void lost() {
    log.info("Events came faster than they could be told; closing a reader's connection");
    drop();
  }

  private void drop() {
    over = true;
    Unwatched.close(context);
  }
}
