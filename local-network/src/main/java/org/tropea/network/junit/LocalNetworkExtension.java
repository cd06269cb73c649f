package org.tropea.network.junit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tropea.network.LocalNetwork;

/**
 * Starts a network before the tests of a class and stops it after them: a static field with
 * {@code @RegisterExtension}. The tests share it. Not for tests that run at the same time.
 */
public final class LocalNetworkExtension implements BeforeAllCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final LocalNetwork.Builder builder;
  private @Nullable LocalNetwork network;

  /** An extension that builds this network. */
  public LocalNetworkExtension(LocalNetwork.Builder builder) {
    this.builder = builder;
  }

  /** The network, ready. */
  public LocalNetwork network() {
    if (network == null) {
      throw new IllegalStateException(
          "the network runs between BeforeAll and AfterAll: is the field static, and registered?");
    }
    return network;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    LocalNetwork started = builder.build();
    try {
      network = started.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      started.close();
      throw new ExtensionConfigurationException("the network did not start", e);
    } catch (InterruptedException e) {
      started.close();
      throw e;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (network != null) {
      network.close();
      network = null;
    }
  }
}
