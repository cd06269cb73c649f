package org.tropea.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A network of C tor for classes that leave it as it is: those of one JVM that ask for the same
 * layout have the same network. It ends with the last test of the JVM.
 */
final class CtorNetworkExtension implements BeforeAllCallback {
  private final CtorNetwork.Layout layout;
  private @Nullable CtorNetwork network;

  CtorNetworkExtension(CtorNetwork.Layout layout) {
    this.layout = layout;
  }

  /** The network, every node of it bootstrapped. */
  CtorNetwork network() {
    if (network == null) {
      throw new IllegalStateException("is the field static, and registered?");
    }
    return network;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    network =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(CtorNetworkExtension.class))
            .getOrComputeIfAbsent(layout, Shared::start, Shared.class)
            .network();
  }

  /** JUnit closes it. */
  private record Shared(CtorNetwork network, Path folder) implements AutoCloseable {
    static Shared start(CtorNetwork.Layout layout) {
      try {
        Path folder = Files.createTempDirectory("ctor-network");
        return new Shared(CtorNetwork.start(folder.resolve("network"), layout), folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while a network of C tor starts", e);
      }
    }

    @Override
    public void close() throws IOException {
      network.close();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
