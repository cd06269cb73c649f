package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Programs that people use over Tor, each as its manual says, and the servers that they reach. The
 * host is a name that only the exit's name server knows, so what gets through went through Tor.
 *
 * @param folder for what they write
 * @param host the name of this machine beyond the exit
 * @param socks the port of the SOCKS front
 */
record EverydayPrograms(Path folder, String host, int socks) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The folder that sshd wants where root starts it; Debian's service makes it. */
  private static final Path SSHD_FOLDER = Path.of("/run/sshd");

  /**
   * torsocks gives a program that knows nothing of SOCKS its sockets and names.
   *
   * @param name whose address is of no private network: torsocks would refuse it
   */
  byte[] torsocksCurl(String name, int port, int size) throws Exception {
    Path got = folder.resolve("torsocks.got");
    Path configuration =
        Files.writeString(
            folder.resolve("torsocks.conf"),
            "TorAddress 127.0.0.1\nTorPort " + socks + "\nOnionAddrRange 127.42.42.0/24\n");
    Tool.run(
            Map.of("TORSOCKS_CONF_FILE", configuration.toString()),
            "torsocks",
            "curl",
            "--silent",
            "--show-error",
            "--max-time",
            "100",
            "--output",
            got.toString(),
            "http://" + name + ":" + port + "/" + size)
        .succeeded();
    return Files.readAllBytes(got);
  }

  /** What dig prints of the answer of a name server on this machine, one line a record. */
  static String dig(int port, String... question) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", Integer.toString(port), "+short"));
    command.addAll(List.of("+tries=1", "+time=60"));
    command.addAll(List.of(question));
    return Tool.run(command.toArray(new String[0])).succeeded().output().strip();
  }

  /** What a browser without a window has on a page after it has run the page's script. */
  String chromium(int port) throws Exception {
    Tool browser =
        Tool.run(
            "chromium-headless-shell",
            "--no-sandbox",
            "--user-data-dir=" + folder.resolve("chromium"),
            "--proxy-server=socks5://127.0.0.1:" + socks,
            // Else it would go straight to this machine.
            "--proxy-bypass-list=<-loopback>",
            "--disable-background-networking",
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--virtual-time-budget=60000",
            "--timeout=60000",
            "--dump-dom",
            "http://" + host + ":" + port + "/");
    return browser.succeeded().output();
  }

  /** A server whose page is made whole by a script that fetches the rest. */
  static HttpServer page(String rest) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String page =
        "<html><body><p id=p>half</p><script>fetch('/rest').then(r=>r.text())"
            + ".then(t=>{document.getElementById('p').textContent=t})</script></body></html>";
    server.createContext("/", exchange -> answer(exchange, page.getBytes(UTF_8)));
    server.createContext("/rest", exchange -> answer(exchange, rest.getBytes(UTF_8)));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** A daemon of this test's own, with a key of its own for one user: who runs the test. */
  LoggedProcess sshDaemon(int port) throws Exception {
    Path home = Files.createDirectory(folder.resolve("ssh"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    if (user().equals("root")) {
      Files.createDirectories(SSHD_FOLDER);
    }
    for (String key : List.of("host", "user")) {
      Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home.resolve(key).toString())
          .succeeded();
    }
    Path configuration =
        Files.writeString(
            home.resolve("sshd_config"),
            String.join(
                "\n",
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "HostKey " + home.resolve("host"),
                "AuthorizedKeysFile " + home.resolve("user.pub"),
                "PidFile " + home.resolve("pid"),
                "StrictModes no",
                "UsePAM no",
                "PermitRootLogin prohibit-password",
                "PasswordAuthentication no",
                ""));
    LoggedProcess daemon =
        LoggedProcess.start(
            "sshd",
            new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", configuration.toString()));
    daemon.await("Server listening on 127.0.0.1 port " + port, PATIENCE);
    return daemon;
  }

  /** What a command says on the host, by ssh through netcat. */
  String ssh(int port, String command) throws Exception {
    List<String> line = new ArrayList<>(sshCommand());
    line.addAll(List.of("-p", Integer.toString(port), user() + "@" + host, command));
    return Tool.run(line.toArray(new String[0])).succeeded().output().strip();
  }

  private List<String> sshCommand() {
    Path home = folder.resolve("ssh");
    return List.of(
        "ssh",
        "-q",
        "-F",
        "none",
        "-i",
        home.resolve("user").toString(),
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=accept-new",
        "-o",
        "UserKnownHostsFile=" + home.resolve("known_hosts"),
        "-o",
        "ProxyCommand=nc.openbsd -X 5 -x 127.0.0.1:" + socks + " %h %p");
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  /** A repository with one file in one commit. */
  Path gitRepository(byte[] file) throws Exception {
    Path repository = folder.resolve("repository");
    Map<String, String> author =
        Map.of(
            "GIT_AUTHOR_NAME", "a",
            "GIT_AUTHOR_EMAIL", "a@a.example",
            "GIT_COMMITTER_NAME", "a",
            "GIT_COMMITTER_EMAIL", "a@a.example");
    Tool.run("git", "init", "-q", repository.toString()).succeeded();
    Files.write(repository.resolve("file"), file);
    Tool.run("git", "-C", repository.toString(), "add", "file").succeeded();
    Tool.run(author, "git", "-C", repository.toString(), "commit", "-q", "-m", "One").succeeded();
    return repository;
  }

  /** The file in what git cloned, by ssh through netcat. */
  byte[] gitClone(int sshPort, Path repository) throws Exception {
    Path clone = folder.resolve("clone");
    String ssh = String.join(" ", sshCommand().stream().map(word -> "'" + word + "'").toList());
    Tool.run(
            Map.of("GIT_SSH_COMMAND", ssh),
            "git",
            "clone",
            "-q",
            "ssh://" + user() + "@" + host + ":" + sshPort + repository,
            clone.toString())
        .succeeded();
    return Files.readAllBytes(clone.resolve("file"));
  }

  /** A server of packages, with one in it. */
  static HttpServer packages(byte[] content) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    String list =
        String.join(
            "\n",
            "Package: sample",
            "Version: 1",
            "Architecture: all",
            "Maintainer: a <a@a.example>",
            "Description: a sample",
            "Filename: ./sample_1_all.deb",
            "Size: " + content.length,
            "SHA256: " + digest,
            "",
            "");
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.endsWith("/Packages")) {
            answer(exchange, list.getBytes(ISO_8859_1));
          } else if (path.endsWith("/sample_1_all.deb")) {
            answer(exchange, content);
          } else {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
          }
        });
    server.start();
    return server;
  }

  /** The package that apt-get downloads by its transport for Tor. */
  byte[] aptGet(int port) throws Exception {
    Path root = folder.resolve("apt");
    for (String each :
        List.of("etc/preferences.d", "state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(root.resolve(each));
    }
    Files.writeString(
        root.resolve("etc/sources.list"),
        "deb [trusted=yes] tor+http://" + host + ":" + port + "/ ./\n");
    Files.createFile(root.resolve("status"));
    Path configuration =
        Files.writeString(
            root.resolve("apt.conf"),
            String.join(
                "\n",
                "Dir::Etc \"" + root.resolve("etc") + "\";",
                "Dir::Etc::main \"none\";",
                "Dir::Etc::parts \"none\";",
                "Dir::State \"" + root.resolve("state") + "\";",
                "Dir::State::status \"" + root.resolve("status") + "\";",
                "Dir::Cache \"" + root.resolve("cache") + "\";",
                "APT::Sandbox::User \"" + user() + "\";",
                "Acquire::Languages \"none\";",
                "Acquire::Retries \"0\";",
                "Acquire::tor::proxy \"socks5h://apt:apt@127.0.0.1:" + socks + "\";",
                ""));
    Map<String, String> environment = Map.of("APT_CONFIG", configuration.toString());
    Tool.run(environment, "apt-get", "update").succeeded();
    Tool.run(environment, "apt-get", "install", "--download-only", "--yes", "sample").succeeded();
    return Files.readAllBytes(root.resolve("cache/archives/sample_1_all.deb"));
  }

  /** So many bytes, always the same, that are not text. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
