package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.loop.Unwatched;

/** What is told and counted of the requests to a directory server. */
class RequestWatchTest extends OverDirectoryServer {
  private static final String PATH = "/tor/status-vote/current/consensus";

  private final List<String> events = new ArrayList<>();
  private final RequestWatch watch = new RequestWatch(new Recorder());

  /** Writes down what it is told, a line for each event. */
  private final class Recorder implements RequestObserver {
    @Override
    public void answered(RequestFacts request, long bytes) {
      events.add("%s: %s, %d".formatted(request, request.path(), bytes));
    }

    @Override
    public void brokenOff(RequestFacts request, long bytes) {
      events.add("%s: broken off".formatted(request));
      throw new StackOverflowError("a listener's");
    }
  }

  @Override
  EmbeddedChannel channel(Routes served) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    new DirectoryServer(served, InstantSource.fixed(NOW), watch).install(channel, null);
    return channel;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "deflate", "gzip", "x-zstd", "x-tor-lzma"})
  void answer_isToldWithItsWholeLength_howeverItIsPacked(String encoding) {
    Reply reply = get(PATH, "Accept-Encoding: " + encoding);
    long length = reply.head().length() + 2L + reply.body().length;
    assertThat(events)
        .containsExactly("request 1, answered by 200: %s, %d".formatted(PATH, length));
    assertThat(watch.totals()).isEqualTo(new RequestTotals(1, 0, length));
  }

  @Test
  void everyRequest_isToldOnce_withItsStatus() {
    get("/tor/nothing");
    ask("no HTTP at all\r\n\r\n");
    ask("POST /tor/ HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    assertThat(events).hasSize(3);
    assertThat(events.get(0)).startsWith("request 1, answered by 404: /tor/nothing, ");
    assertThat(events.get(1)).startsWith("request 2, answered by 400: , ");
    assertThat(events.get(2)).startsWith("upload 3, answered by 4");
    assertThat(watch.totals().answered()).isEqualTo(3);
  }

  @Test
  void clientThatLeaves_isToldApart() {
    EmbeddedChannel channel = channel(routes);
    // Nobody takes what is written.
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.writeInbound(Unpooled.copiedBuffer("GET " + PATH + " HTTP/1.0\r\n\r\n", ISO_8859_1));
    assertThat(events).isEmpty();
    Unwatched.close(channel);
    channel.finishAndReleaseAll();
    assertThat(events).containsExactly("request 1, answered by 200: broken off");
    assertThat(watch.totals().answered()).isZero();
    assertThat(watch.totals().brokenOff()).isEqualTo(1);
  }
}
