package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.fetch.ContentEncoding;

/**
 * The head of a request, as far as a directory reads it. Immutable.
 *
 * @param accepted how the body may be packed; always as it is, too
 * @param length what is announced of the body
 */
record RequestHead(
    boolean isPost, DirectoryQuery query, Set<ContentEncoding> accepted, long length) {
  private static final String PREFIX = "/tor/";
  private static final String DIFF_FROM = "X-Or-Diff-From-Consensus";
  private static final int MAX_ENCODINGS = 10_000;

  /** Reads the head; null for methods to which C tor only closes. */
  static @Nullable RequestHead read(HttpRequest request) throws DecodeException {
    boolean post = request.method().equals(HttpMethod.POST);
    if (!post && !request.method().equals(HttpMethod.GET)) {
      return null;
    }
    int major = request.protocolVersion().majorVersion();
    int minor = request.protocolVersion().minorVersion();
    if (!request.protocolVersion().protocolName().equals("HTTP") || major != 1 || minor > 1) {
      throw new DecodeException("a directory request is not HTTP/1.0");
    }
    String path = path(request.uri());
    Set<ContentEncoding> accepted =
        accepted(request.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
    if (path.length() > 2 && path.endsWith(".z")) {
      path = path.substring(0, path.length() - 2);
      accepted.add(ContentEncoding.DEFLATE);
    }
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return new RequestHead(
        post,
        new DirectoryQuery(
            path,
            HttpDate.read(request.headers().get(HttpHeaderNames.IF_MODIFIED_SINCE)),
            bases(request.headers().get(DIFF_FROM))),
        accepted,
        length == null ? 0 : length(length));
  }

  /** The path in C tor's form: without {@code http://host}, with {@code /tor/} in front. */
  private static String path(String uri) {
    String path = uri;
    if (path.startsWith("http://")) {
      int slash = path.indexOf('/', "http://".length());
      path = slash < 0 ? "/" : path.substring(slash);
    }
    if (path.startsWith(PREFIX)) {
      return path;
    }
    return path.startsWith("/") ? "/tor" + path : PREFIX + path;
  }

  /** Those of them that are digests; the head is short, so there are few. */
  private static List<Bytes> bases(@Nullable String header) {
    return header == null ? List.of() : PathDigests.sha3(header);
  }

  private static Set<ContentEncoding> accepted(@Nullable String header) {
    Set<ContentEncoding> accepted = EnumSet.of(ContentEncoding.IDENTITY);
    if (header != null) {
      for (String word : header.split(",", MAX_ENCODINGS)) {
        ContentEncoding.of(word).ifPresent(accepted::add);
      }
    }
    return accepted;
  }

  private static long length(String text) throws DecodeException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new DecodeException("a directory request has no valid length");
    }
  }
}
