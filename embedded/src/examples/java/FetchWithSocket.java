import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.tropea.client.pool.Isolation;
import org.tropea.embedded.EmbeddedClient;

/** Fetches a page over HTTP/1.0 by plain sockets; says on the way how far the client is. */
public final class FetchWithSocket {
  /** Arguments: data directory, file of the network's DirAuthority lines, URL. */
  public static void main(String[] arguments) throws Exception {
    List<String> authorities = Files.readAllLines(Path.of(arguments[1]));
    try (EmbeddedClient tor =
        EmbeddedClient.builder(Path.of(arguments[0]))
            .authorities(authorities)
            .testingNetwork()
            .onProgress(phase -> System.err.println(phase.percent() + "% " + phase.summary()))
            .start()) {
      tor.ready().get(2, TimeUnit.MINUTES);
      fetch(tor, URI.create(arguments[2]));
    }
  }

  private static void fetch(EmbeddedClient tor, URI page) throws IOException {
    // Another name and password is another identity: the two share no circuit.
    Isolation alice = Isolation.byLogin("alice", "");
    try (Socket socket = tor.sockets(alice).createSocket()) {
      // Unresolved: nobody but the exit is asked where the host is.
      socket.connect(InetSocketAddress.createUnresolved(page.getHost(), page.getPort()));
      String request =
          "GET " + page.getPath() + " HTTP/1.0\r\nHost: " + page.getHost() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      skipHead(in);
      in.transferTo(System.out);
      System.out.flush();
    }
  }

  private static void skipHead(InputStream in) throws IOException {
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the answer ended within its head");
      }
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
    }
  }

  private FetchWithSocket() {}
}
