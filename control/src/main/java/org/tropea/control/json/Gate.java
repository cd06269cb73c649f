package org.tropea.control.json;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.control.authentication.Token;

/**
 * Which requests are answered. A page of any site can make a browser send requests to this machine,
 * under a name that its owner points here (DNS rebinding): the host must be this machine's own, and
 * what came from another page is refused whatever it has. Immutable.
 *
 * @param port where it listens; 0 for a unix socket, which browsers do not reach
 */
record Gate(Token token, int port) {
  private static final List<String> NAMES = List.of("127.0.0.1", "localhost", "[::1]");
  private static final String SCHEME = "Bearer ";

  /** Whether the request came of a program on this machine, or of our own page. */
  boolean isOwn(HttpRequest request) {
    String host = single(request, HttpHeaderNames.HOST);
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    if (host == null) {
      return false;
    }
    return NAMES.stream().anyMatch(name -> isHere(host, name))
        && origins.stream().allMatch(origin -> port != 0 && origin.equals("http://" + host));
  }

  private boolean isHere(String host, String name) {
    // Browsers leave the port of HTTP out.
    boolean withoutPort = port == 0 || port == 80;
    return (withoutPort && host.equals(name)) || (port != 0 && host.equals(name + ":" + port));
  }

  /** Whether it has the token. */
  boolean isAllowed(HttpRequest request) {
    String given = single(request, HttpHeaderNames.AUTHORIZATION);
    return given != null
        && given.startsWith(SCHEME)
        && token.is(given.substring(SCHEME.length()).strip());
  }

  private static @Nullable String single(HttpRequest request, CharSequence name) {
    List<String> all = request.headers().getAll(name);
    return all.size() == 1 ? all.get(0) : null;
  }
}
