package org.tropea.control.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.control.authentication.Token;

class GateTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "8080, 127.0.0.1:8080, http://127.0.0.1:8080, true",
    "8080, 127.0.0.1, , false",
    "8080, 127.0.0.1:80, , false",
    "8080, 127.0.0.1:8080, http://evil.example, false",
    "80, localhost, http://localhost, true",
    "80, localhost:80, , true",
    "80, evil.example, , false",
    "0, localhost, , true",
    "0, localhost, http://localhost, false",
    "0, localhost:0, , false"
  })
  void request_isOwn_whereItsHostIsThisMachine(int port, String host, String origin, boolean own)
      throws IOException {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.headers().set(HttpHeaderNames.HOST, host);
    if (origin != null) {
      request.headers().set(HttpHeaderNames.ORIGIN, origin);
    }
    Token token = Token.write(folder.resolve("token"), new SecureRandom());
    assertThat(new Gate(token, port).isOwn(request)).isEqualTo(own);
  }
}
