package org.tropea.control.json;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A question that the API knows.
 *
 * @param summary what it is about, for the description
 * @param answer the shape of its answer
 * @param source gives it; nothing where the process has none
 */
record Route(
    HttpMethod method,
    String path,
    String summary,
    Class<? extends Answer> answer,
    Function<Node, CompletableFuture<? extends Optional<? extends Answer>>> source) {
  /** All of them but the events and the description. */
  static final List<Route> ALL =
      List.of(
          get("status", "Version, roles and bootstrap", Answer.Status.class, at(Node::status)),
          get("circuits", "Circuits of the client", Answer.Circuits.class, now(Node::circuits)),
          get(
              "streams",
              "Streams of the client by count",
              Answer.Streams.class,
              now(Node::streams)),
          get("bandwidth", "Bytes over links", Answer.Bandwidth.class, at(Node::bandwidth)),
          get("guards", "Guards of the client", Answer.Guards.class, Node::guards),
          get("relay", "Descriptor and load of the relay", Answer.Relay.class, now(Node::relay)),
          get("authority", "Rounds of the authority", Answer.Authority.class, now(Node::authority)),
          get("consensus", "The newest consensus", Answer.Consensus.class, now(Node::consensus)),
          post("newnym", "New circuits from now on, as SIGNAL NEWNYM", now(Route::newIdentity)),
          post("reload", "Read the torrc again, as SIGHUP", now(Route::reload)));

  private static Route get(
      String name,
      String summary,
      Class<? extends Answer> answer,
      Function<Node, CompletableFuture<? extends Optional<? extends Answer>>> source) {
    return new Route(HttpMethod.GET, "/v1/" + name, summary, answer, source);
  }

  private static Route post(
      String name,
      String summary,
      Function<Node, CompletableFuture<? extends Optional<? extends Answer>>> source) {
    return new Route(HttpMethod.POST, "/v1/" + name, summary, Answer.Done.class, source);
  }

  private static Function<Node, CompletableFuture<? extends Optional<? extends Answer>>> at(
      Function<Node, ? extends Answer> source) {
    return now(node -> Optional.of(source.apply(node)));
  }

  private static Function<Node, CompletableFuture<? extends Optional<? extends Answer>>> now(
      Function<Node, ? extends Optional<? extends Answer>> source) {
    return node -> CompletableFuture.completedFuture(source.apply(node));
  }

  private static Optional<Answer.Done> newIdentity(Node node) {
    return node.newIdentity() ? Optional.of(new Answer.Done("newnym")) : Optional.empty();
  }

  private static Optional<Answer.Done> reload(Node node) {
    node.reload();
    return Optional.of(new Answer.Done("reload"));
  }
}
