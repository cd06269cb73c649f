import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.tropea.client.socket.NamedAddress;
import org.tropea.embedded.EmbeddedClient;

/**
 * Fetches a page by OkHttp. It wants an address of every host before it connects: {@code
 * NamedAddress} stands for the host, and the socket takes the name from it, so that nobody but the
 * exit is asked.
 */
public final class FetchWithOkHttp {
  /** Arguments: data directory, file of the network's DirAuthority lines, URL. */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedClient tor =
        EmbeddedClient.builder(Path.of(arguments[0]))
            .authorities(Files.readAllLines(Path.of(arguments[1])))
            .testingNetwork()
            .start()) {
      tor.ready().get(2, TimeUnit.MINUTES);
      OkHttpClient client =
          new OkHttpClient.Builder()
              .socketFactory(tor.sockets())
              .dns(host -> List.of(NamedAddress.of(host)))
              .build();
      Request request = new Request.Builder().url(arguments[2]).build();
      try (Response response = client.newCall(request).execute()) {
        response.body().byteStream().transferTo(System.out);
        System.out.flush();
      }
    }
  }

  private FetchWithOkHttp() {}
}
