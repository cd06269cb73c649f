package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no kind of message is forgotten, or taken for another. */
class MessageReceiverTest {
  private static final int STREAM = 7;

  private record Told(Method method, Object streamId, Object message) {}

  private final List<Told> told = new ArrayList<>();
  private final MessageReceiver receiver =
      (MessageReceiver)
          Proxy.newProxyInstance(
              MessageReceiver.class.getClassLoader(),
              new Class<?>[] {MessageReceiver.class},
              (proxy, method, arguments) -> {
                told.add(new Told(method, arguments[0], arguments[1]));
                return null;
              });

  static List<RelayMessage> kinds() {
    return RelayMessageSamples.ofEachKind();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void message_isToldByTheMethodOfItsKind(RelayMessage message) throws Exception {
    message.tell(STREAM, receiver);
    assertThat(told)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.method().getParameterTypes()[1]).isEqualTo(message.getClass());
              assertThat(one.streamId()).isEqualTo(STREAM);
              assertThat(one.message()).isSameAs(message);
            });
  }

  @Test
  void methods_areAsManyAsKinds_andNoneHasABodyOfItsOwn() {
    assertThat(MessageReceiver.class.getMethods())
        .hasSameSizeAs(kinds())
        .noneMatch(Method::isDefault);
  }
}
