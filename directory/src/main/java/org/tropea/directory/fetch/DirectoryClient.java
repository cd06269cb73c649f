package org.tropea.directory.fetch;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.loop.Unwatched;

/**
 * Asks one directory for one document, over a stream that is already open, with the bytes that a
 * client of C tor sends. Immutable, any thread; each request lives on its stream's event loop.
 */
public final class DirectoryClient {
  private static final Logger log = LoggerFactory.getLogger(DirectoryClient.class);
  private static final int MAX_STATUS_LINE = 4096;
  private static final int MAX_HEADERS = 50_000;
  private static final int CHUNK = 8192;
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private final Executor documents;

  /** A client that unpacks bodies on this executor, away from the event loops. */
  public DirectoryClient(Executor documents) {
    this.documents = documents;
  }

  /**
   * Sends the request and reads the answer, then closes the stream. The future, of the stream's
   * event loop, fails with {@link DirectoryException}; cancelling it closes the stream.
   *
   * @param stream nothing else may use it, before or after
   * @param directory its ORPort or DirPort, for the {@code Host} header
   * @param deadline told what comes; whoever started it closes the stream when it is late
   */
  public Future<DirectoryResponse> get(
      Channel stream, InetSocketAddress directory, DirectoryRequest request, LeastRate deadline) {
    Promise<DirectoryResponse> answer = stream.eventLoop().newPromise();
    send(
        stream,
        httpRequest(directory, request),
        new Exchange(answer, deadline),
        packed -> unpack(packed, request, answer));
    return answer;
  }

  /** One request: what is promised, and the deadline of all of it. */
  private record Exchange(Promise<?> answer, LeastRate deadline) {}

  /** Posts a document and reads the answer, then closes the stream; the rest as in {@link #get}. */
  public Future<UploadResponse> post(
      Channel stream, InetSocketAddress directory, Post post, LeastRate deadline) {
    byte[] document = post.document();
    Promise<UploadResponse> answer = stream.eventLoop().newPromise();
    FullHttpRequest http =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_0, HttpMethod.POST, post.path(), Unpooled.wrappedBuffer(document));
    http.headers().set("Host", host(directory)).set("Content-Length", document.length);
    send(
        stream,
        http,
        new Exchange(answer, deadline),
        packed -> answer.trySuccess(new UploadResponse(packed.status(), packed.reason())));
    return answer;
  }

  /**
   * What to post.
   *
   * @param path the URL without the host
   * @param document not copied, so not to be changed any more
   */
  public record Post(String path, byte[] document) {}

  private static void send(
      Channel stream, FullHttpRequest http, Exchange exchange, Consumer<PackedResponse> use) {
    Promise<?> answer = exchange.answer();
    Promise<PackedResponse> packed = stream.eventLoop().newPromise();
    packed.addListener(
        done -> {
          if (packed.isSuccess()) {
            use.accept(packed.getNow());
          } else {
            answer.tryFailure(packed.cause());
          }
        });
    answer.addListener(done -> Unwatched.close(stream));
    if (stream.eventLoop().inEventLoop()) {
      start(stream, http, packed, exchange.deadline());
    } else {
      stream.eventLoop().execute(() -> start(stream, http, packed, exchange.deadline()));
    }
  }

  private static void start(
      Channel stream, FullHttpRequest request, Promise<PackedResponse> packed, LeastRate deadline) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_STATUS_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(CHUNK);
    stream
        .pipeline()
        .addLast(new HttpClientCodec(limits, false, false), new ResponseHandler(packed, deadline));
    stream
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                packed.tryFailure(
                    new DirectoryException(
                        DirectoryException.Kind.CLOSED, "the directory request was not sent"));
              }
            });
  }

  private static FullHttpRequest httpRequest(
      InetSocketAddress directory, DirectoryRequest request) {
    FullHttpRequest http =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, request.path());
    http.headers().set("Host", host(directory));
    Instant modifiedSince = request.modifiedSince();
    if (modifiedSince != null) {
      http.headers()
          .set("If-Modified-Since", RFC_1123.format(modifiedSince.atOffset(ZoneOffset.UTC)));
    }
    if (!request.isAnonymous()) {
      http.headers().set("Accept-Encoding", ContentEncoding.acceptAll());
    }
    Bytes diffFrom = request.diffFrom();
    if (diffFrom != null) {
      String digest = HexFormat.of().withUpperCase().formatHex(diffFrom.toByteArray());
      http.headers().set("X-Or-Diff-From-Consensus", digest);
    }
    return http;
  }

  /** As C tor writes it: no port where it is 80, brackets around IPv6. */
  private static String host(InetSocketAddress directory) {
    String text = NetUtil.toAddressString(directory.getAddress());
    String host = text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    return directory.getPort() == 80 ? host : host + ":" + directory.getPort();
  }

  private void unpack(
      PackedResponse packed, DirectoryRequest request, Promise<DirectoryResponse> answer) {
    if (packed.status() != 200) {
      answer.trySuccess(withoutBody(packed.status()));
      return;
    }
    try {
      documents.execute(
          () -> {
            try {
              byte[] body =
                  Decompression.unpack(packed.body(), packed.encoding(), request.maxSize());
              answer.trySuccess(new DirectoryResponse.Found(Bytes.copyFrom(body)));
            } catch (DecodeException e) {
              answer.tryFailure(
                  new DirectoryException(
                      DirectoryException.Kind.MALFORMED, String.valueOf(e.getMessage())));
            } catch (RuntimeException | Error e) {
              log.error("Bug: unpacking a directory's answer", e);
              answer.tryFailure(
                  new DirectoryException(
                      DirectoryException.Kind.LOCAL, "a directory's answer was not unpacked"));
            }
          });
    } catch (RejectedExecutionException e) {
      answer.tryFailure(
          new DirectoryException(
              DirectoryException.Kind.LOCAL, "no room to unpack a directory's answer"));
    }
  }

  private static DirectoryResponse withoutBody(int status) {
    if (status == 304) {
      return new DirectoryResponse.NotModified();
    }
    if (status == 404) {
      return new DirectoryResponse.NotFound();
    }
    return status == 503 ? new DirectoryResponse.Busy() : new DirectoryResponse.Refused(status);
  }
}
