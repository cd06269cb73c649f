package org.tropea.control.information;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tropea.control.node.Steering;

/** What a client has to be asked on its own loop. */
public final class SteeringInformation {
  private SteeringInformation() {}

  /** Adds the keys. */
  public static void addTo(Information information, Steering client) {
    Source guards = key -> client.guards().thenApply(SteeringInformation::lines);
    information
        .key("entry-guards", "Which nodes are we using as entry guards?", guards)
        .key("helper-nodes", null, guards)
        .prefix("address-mappings/", null, key -> mappings(key, client))
        .described("address-mappings/all", "Current address mappings.")
        .described("address-mappings/cache", "Current cached DNS replies.")
        .described("address-mappings/config", "Current address mappings from configuration.")
        .described("address-mappings/control", "Current address mappings from controller.");
  }

  private static Optional<String> lines(List<String> lines) {
    return Optional.of(lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private static CompletableFuture<Optional<String>> mappings(String key, Steering client) {
    CompletableFuture<List<String>> none = CompletableFuture.completedFuture(List.of());
    return switch (key) {
      case "address-mappings/all" ->
          joined(client.mappings(true).thenCombine(client.mappings(false), (a, b) -> both(a, b)));
      case "address-mappings/config" -> joined(client.mappings(true));
      case "address-mappings/control" -> joined(client.mappings(false));
      // Answers of exits are never kept.
      case "address-mappings/cache" -> joined(none);
      default -> CompletableFuture.completedFuture(Optional.empty());
    };
  }

  private static List<String> both(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static CompletableFuture<Optional<String>> joined(
      CompletableFuture<List<String>> mappings) {
    return mappings.thenApply(
        lines ->
            Optional.of(
                lines.stream().map(line -> line + " NEVER").collect(Collectors.joining("\r\n"))));
  }
}
