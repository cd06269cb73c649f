package org.tropea.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelPipeline;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test during which something reached the end of a Netty pipeline where nobody took it: a
 * user would see Netty's warning.
 */
public final class QuietPipelines implements BeforeEachCallback, AfterEachCallback {
  private static final String PIPELINES =
      ChannelPipeline.class.getPackageName() + ".DefaultChannelPipeline";

  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    warnings.list.clear();
    warnings.start();
    logger().addAppender(warnings);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger().detachAppender(warnings);
    assertThat(warnings.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(PIPELINES);
  }
}
