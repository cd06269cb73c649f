import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.tropea.embedded.EmbeddedClient;

/**
 * Fetches a page by the JDK's HTTP client. It passes a SOCKS proxy over in silence and goes
 * straight to the host, so it is given the HTTP CONNECT port, which it uses for https only.
 */
public final class FetchWithHttpClient {
  /** Arguments: data directory, file of the network's DirAuthority lines, https URL. */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedClient tor =
        EmbeddedClient.builder(Path.of(arguments[0]))
            .authorities(Files.readAllLines(Path.of(arguments[1])))
            .testingNetwork()
            .httpTunnelPort(0)
            .start()) {
      tor.ready().get(2, TimeUnit.MINUTES);
      HttpClient client =
          HttpClient.newBuilder().proxy(ProxySelector.of(tor.httpTunnelPorts().get(0))).build();
      HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[2])).build();
      System.out.write(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
      System.out.flush();
    }
  }

  private FetchWithHttpClient() {}
}
