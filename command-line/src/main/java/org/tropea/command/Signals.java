package org.tropea.command;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's way to hear signals, which is not part of Java and named here by its name alone: where
 * there is none, a signal does what the JVM does on it.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * From now on does {@code answer}, on a thread of the JVM, for each signal of this name ("INT");
   * what undoes it.
   */
  static Runnable listen(String name, Runnable answer) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard = signal.getConstructor(String.class).newInstance(name);
      InvocationHandler call =
          (proxy, method, arguments) -> {
            if (method.getDeclaringClass().equals(Object.class)) {
              return method.invoke(answer, arguments);
            }
            answer.run();
            return null;
          };
      Object ours =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, call);
      Object before = signal.getMethod("handle", signal, handler).invoke(null, heard, ours);
      return () -> restore(signal, handler, heard, before);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.debug("SIG{} does what the Java runtime does on it: {}", name, e.toString());
      return () -> {};
    }
  }

  /** Does to this process what the signal of this name does, on a thread of the JVM; soon. */
  static void raise(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Object raised = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("raise", signal).invoke(null, raised);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      log.warn("This Java runtime cannot send SIG{} to itself; send it from outside", name);
      log.debug("Sending it", e);
    }
  }

  private static void restore(
      Class<?> signal, Class<?> handler, Object heard, @Nullable Object before) {
    try {
      signal.getMethod("handle", signal, handler).invoke(null, heard, before);
    } catch (ReflectiveOperationException e) {
      log.debug("The handler of a signal stays: {}", e.toString());
    }
  }
}
