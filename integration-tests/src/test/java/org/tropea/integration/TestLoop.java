package org.tropea.integration;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An event loop for what a test serves and asks; it ends with the test. */
final class TestLoop implements AfterEachCallback {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  EventLoop loop() {
    return group.next();
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }
}
