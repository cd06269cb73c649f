package org.tropea.crypto.onion;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * POLYVAL by the JDK's own GHASH, which HotSpot has instructions for: about 90 ns for 512 bytes.
 *
 * <p>It is there where {@code java.base/com.sun.crypto.provider} is open to this code, as the
 * manifest of Tropea's executable jar says, and where it gives the right results.
 */
final class IntrinsicPolyval extends Polyval {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final @Nullable Ghash GHASH = Ghash.find();

  private @Nullable Object ghash;
  private long[] state = new long[2];

  /** The JDK's class, which has no public name. */
  private record Ghash(MethodHandle create, MethodHandle state, MethodHandle update) {
    static @Nullable Ghash find() {
      try {
        Class<?> type = Class.forName("com.sun.crypto.provider.GHASH");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        MethodHandle create =
            lookup.findConstructor(type, MethodType.methodType(void.class, byte[].class));
        MethodHandle state = lookup.findGetter(type, "state", long[].class);
        MethodHandle update =
            lookup.findVirtual(
                type,
                "update",
                MethodType.methodType(int.class, byte[].class, int.class, int.class));
        return new Ghash(
            create.asType(MethodType.methodType(Object.class, byte[].class)),
            state.asType(MethodType.methodType(long[].class, Object.class)),
            update.asType(
                MethodType.methodType(
                    int.class, Object.class, byte[].class, int.class, int.class)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null;
      }
    }
  }

  /** Whether it is there, and right: compared with the other implementation once. */
  static boolean isAvailable() {
    return Checked.RIGHT;
  }

  /** Apart, for the comparison needs the class to be complete. */
  private static final class Checked {
    static final boolean RIGHT = GHASH != null && isRight();

    private static boolean isRight() {
      byte[] blocks = new byte[4 * BLOCK_LENGTH];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = (byte) (i * 37 + 1);
      }
      Polyval known = new MaskedPolyval();
      known.setKey(blocks, BLOCK_LENGTH);
      known.hash(blocks, 0, 4);
      try {
        Polyval tried = new IntrinsicPolyval();
        tried.setKey(blocks, BLOCK_LENGTH);
        tried.hash(blocks, 0, 4);
        return tried.first == known.first && tried.second == known.second;
      } catch (IllegalStateException e) {
        return false;
      }
    }
  }

  @Override
  void setGhashKey(long high, long low) {
    byte[] key = new byte[BLOCK_LENGTH];
    BIG_ENDIAN.set(key, 0, high);
    BIG_ENDIAN.set(key, 8, low);
    Ghash jdk = jdk();
    try {
      Object made = (Object) jdk.create.invokeExact(key);
      ghash = made;
      state = (long[]) jdk.state.invokeExact(made);
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's GHASH fails", e);
    }
  }

  @Override
  void hash(byte[] data, int offset, int blocks) {
    int length = blocks * BLOCK_LENGTH;
    for (int at = offset; at < offset + length; at += BLOCK_LENGTH) {
      long low = (long) LITTLE_ENDIAN.get(data, at);
      long high = (long) LITTLE_ENDIAN.get(data, at + 8);
      BIG_ENDIAN.set(data, at, high);
      BIG_ENDIAN.set(data, at + 8, low);
    }
    state[0] = 0;
    state[1] = 0;
    try {
      int unused = (int) jdk().update.invokeExact(ghash, data, offset, length);
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's GHASH fails", e);
    }
    first = state[1];
    second = state[0];
  }

  private static Ghash jdk() {
    Ghash jdk = GHASH;
    if (jdk == null) {
      throw new IllegalStateException("the JDK's GHASH is not open to us");
    }
    return jdk;
  }
}
