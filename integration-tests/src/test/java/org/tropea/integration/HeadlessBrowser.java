package org.tropea.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Chromium without a window, driven by its DevTools protocol. For one thread. */
final class HeadlessBrowser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LoggedProcess process;
  private final WebSocket page;
  private final Answers answers;
  private int asked;

  private HeadlessBrowser(LoggedProcess process, WebSocket page, Answers answers) {
    this.process = process;
    this.page = page;
    this.answers = answers;
  }

  /** What the page's end says: the answer to the one question that is open. */
  private static final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private volatile CompletableFuture<JsonNode> next = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          if (message.has("id")) {
            next.complete(message);
          }
        } catch (java.io.IOException e) {
          next.completeExceptionally(e);
        }
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  /** Opens the page of that address; {@code folder} is for what the browser writes. */
  static HeadlessBrowser open(Path folder, String address) throws Exception {
    LoggedProcess process =
        LoggedProcess.start(
            "chromium",
            new ProcessBuilder(
                "chromium-headless-shell",
                "--no-sandbox",
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "--no-proxy-server",
                "--window-size=1000,1150",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "about:blank"));
    try {
      String line = process.await("DevTools listening on ws://", PATIENCE);
      URI tools = URI.create(line.replaceAll(".*(ws://\\S+).*", "$1"));
      HttpClient http = HttpClient.newHttpClient();
      String list = "http://127.0.0.1:" + tools.getPort() + "/json/new?about:blank";
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(list))
              .PUT(HttpRequest.BodyPublishers.noBody())
              .timeout(PATIENCE)
              .build();
      String made = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      URI socket = URI.create(JSON.readTree(made).get("webSocketDebuggerUrl").asText());
      Answers answers = new Answers();
      WebSocket page =
          http.newWebSocketBuilder()
              .buildAsync(socket, answers)
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      HeadlessBrowser browser = new HeadlessBrowser(process, page, answers);
      browser.ask("Page.navigate", JSON.createObjectNode().put("url", address));
      return browser;
    } catch (Exception | AssertionError e) {
      end(process);
      throw e;
    }
  }

  /** What an expression of JavaScript is in the page, or what its promise comes to. */
  String value(String expression) throws Exception {
    ObjectNode question = JSON.createObjectNode().put("expression", expression);
    question.put("awaitPromise", true).put("returnByValue", true);
    JsonNode result = ask("Runtime.evaluate", question).get("result");
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.toString());
    }
    return result.at("/result/value").asText();
  }

  /** Waits until an expression is true in the page. */
  void await(String expression) throws Exception {
    value(
        "new Promise(done => { const look = () => {"
            + ("if (" + expression + ") done(true); else setTimeout(look, 100); };")
            + "look(); })");
  }

  /** What it shows, as PNG. */
  byte[] screenshot() throws Exception {
    JsonNode answer = ask("Page.captureScreenshot", JSON.createObjectNode());
    return Base64.getDecoder().decode(answer.at("/result/data").asText());
  }

  private JsonNode ask(String method, ObjectNode parameters) throws Exception {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.next = answer;
    ObjectNode message = JSON.createObjectNode().put("id", ++asked).put("method", method);
    message.set("params", parameters);
    page.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    page.abort();
    end(process);
  }

  /** Debian's command is a script, and the browser and its parts are its children. */
  private static void end(LoggedProcess script) {
    List<ProcessHandle> all =
        ProcessHandle.of(script.pid()).stream().flatMap(ProcessHandle::descendants).toList();
    script.close();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
