package org.tropea.crypto.onion;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * POLYVAL by the JDK's own GHASH, which HotSpot has instructions for: some 60 ns for 512 bytes.
 *
 * <p>It is there where {@code java.base/com.sun.crypto.provider} is open to this code, as the
 * manifest of Tropea's executable jar says, and where it gives the right results.
 */
final class IntrinsicPolyval extends Polyval {
  private static final int CHECKED_BLOCKS = 32;
  private static final @Nullable Ghash GHASH = Ghash.find();

  private final Object ghash;
  private final long[] state;
  private final long[] powers;

  /** The JDK's class, which has no public name. */
  private record Ghash(
      MethodHandle create, MethodHandle state, MethodHandle powers, MethodHandle update) {
    static @Nullable Ghash find() {
      try {
        Class<?> type = Class.forName("com.sun.crypto.provider.GHASH");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        MethodHandle create =
            lookup.findConstructor(type, MethodType.methodType(void.class, byte[].class));
        MethodHandle state = lookup.findGetter(type, "state", long[].class);
        MethodHandle powers = lookup.findGetter(type, "subkeyHtbl", long[].class);
        MethodHandle update =
            lookup.findVirtual(
                type,
                "update",
                MethodType.methodType(int.class, byte[].class, int.class, int.class));
        return new Ghash(
            create.asType(MethodType.methodType(Object.class, byte[].class)),
            state.asType(MethodType.methodType(long[].class, Object.class)),
            powers.asType(MethodType.methodType(long[].class, Object.class)),
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
      byte[] blocks = new byte[CHECKED_BLOCKS * BLOCK_LENGTH];
      for (int i = 0; i < blocks.length; i++) {
        blocks[i] = (byte) (i * 37 + 1);
      }
      Polyval known = new MaskedPolyval();
      try {
        Polyval tried = new IntrinsicPolyval();
        // Twice, for the second key replaces another.
        for (int key = 0; key < 2 * BLOCK_LENGTH; key += BLOCK_LENGTH) {
          known.setKey(blocks, key);
          tried.setKey(blocks, key);
          known.hash(blocks, 0, CHECKED_BLOCKS);
          tried.hash(blocks, 0, CHECKED_BLOCKS);
          if (tried.first != known.first || tried.second != known.second) {
            return false;
          }
        }
        return true;
      } catch (IllegalStateException e) {
        return false;
      }
    }
  }

  IntrinsicPolyval() {
    byte[] key = new byte[BLOCK_LENGTH];
    BIG_ENDIAN.set(key, 0, 1L);
    BIG_ENDIAN.set(key, 8, 2L);
    Ghash jdk = jdk();
    try {
      ghash = (Object) jdk.create.invokeExact(key);
      state = (long[]) jdk.state.invokeExact(ghash);
      powers = (long[]) jdk.powers.invokeExact(ghash);
    } catch (Throwable e) {
      throw new IllegalStateException("the JDK's GHASH fails", e);
    }
    long[] expected = new long[powers.length];
    expected[0] = 1;
    expected[1] = 2;
    if (!Arrays.equals(powers, expected)) {
      throw new IllegalStateException("the JDK's GHASH keeps its key in another way");
    }
  }

  /** As a new object has it: the instructions compute powers of the key where they find zeros. */
  @Override
  void setGhashKey(long high, long low) {
    Arrays.fill(powers, 0);
    powers[0] = high;
    powers[1] = low;
  }

  @Override
  void hash(byte[] data, int offset, int blocks) {
    state[0] = 0;
    state[1] = 0;
    try {
      int unused = (int) jdk().update.invokeExact(ghash, data, offset, blocks * BLOCK_LENGTH);
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
