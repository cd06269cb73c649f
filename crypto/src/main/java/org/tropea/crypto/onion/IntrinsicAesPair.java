package org.tropea.crypto.onion;

import static org.tropea.crypto.onion.Polyval.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By the JDK's own AES, which HotSpot has instructions for, with round keys that we compute: new
 * keys cost no {@code Cipher.init} and no memory.
 *
 * <p>It is there where {@code java.base/com.sun.crypto.provider} is open to this code, as the
 * manifest of Tropea's executable jar says, where the classes are those we know, and where it gives
 * the right results.
 */
final class IntrinsicAesPair extends AesPair {
  /** Where HotSpot's instructions take the round keys, and not the key itself. */
  private static final Set<String> MACHINES = Set.of("amd64", "x86_64", "aarch64");

  private static final @Nullable Jdk JDK = Jdk.find();

  private final boolean encrypts;
  private final Object block;
  private final int[] blockKeys;
  private final Object stream;
  private final int[] streamKeys;
  private final byte[] counter = new byte[BLOCK_LENGTH];

  /** The JDK's classes, which have no public names. */
  private record Jdk(
      MethodHandle aes,
      MethodHandle init,
      MethodHandle roundKeys,
      MethodHandle encrypt,
      MethodHandle decrypt,
      MethodHandle counterMode,
      MethodHandle begin,
      MethodHandle reset,
      MethodHandle stream) {
    private static final String PACKAGE = "com.sun.crypto.provider.";
    private static final MethodType BLOCK =
        MethodType.methodType(void.class, byte[].class, int.class, byte[].class, int.class);
    private static final MethodType STREAM =
        MethodType.methodType(
            int.class, byte[].class, int.class, int.class, byte[].class, int.class);

    static @Nullable Jdk find() {
      if (!MACHINES.contains(System.getProperty("os.arch"))) {
        return null;
      }
      try {
        Class<?> aes = Class.forName(PACKAGE + "AESCrypt");
        Class<?> mode = Class.forName(PACKAGE + "CounterMode");
        Class<?> symmetric = Class.forName(PACKAGE + "SymmetricCipher");
        MethodHandles.Lookup ofAes = MethodHandles.privateLookupIn(aes, MethodHandles.lookup());
        MethodHandles.Lookup ofMode = MethodHandles.privateLookupIn(mode, MethodHandles.lookup());
        MethodType init =
            MethodType.methodType(void.class, boolean.class, String.class, byte[].class);
        return new Jdk(
            general(ofAes.findConstructor(aes, MethodType.methodType(void.class))),
            general(ofAes.findVirtual(aes, "init", init)),
            general(ofAes.findGetter(aes, "K", int[].class)),
            general(ofAes.findVirtual(aes, "encryptBlock", BLOCK)),
            general(ofAes.findVirtual(aes, "decryptBlock", BLOCK)),
            general(ofMode.findConstructor(mode, MethodType.methodType(void.class, symmetric))),
            general(ofMode.findVirtual(mode, "init", init.appendParameterTypes(byte[].class))),
            general(ofMode.findVirtual(mode, "reset", MethodType.methodType(void.class))),
            general(ofMode.findVirtual(mode, "encrypt", STREAM)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        return null;
      }
    }

    /** With {@code Object} for the JDK's types. */
    private static MethodHandle general(MethodHandle handle) {
      MethodType type = handle.type();
      for (int i = 0; i < type.parameterCount(); i++) {
        if (type.parameterType(i).getName().startsWith(PACKAGE)) {
          type = type.changeParameterType(i, Object.class);
        }
      }
      if (type.returnType().getName().startsWith(PACKAGE)) {
        type = type.changeReturnType(Object.class);
      }
      return handle.asType(type);
    }
  }

  /** Whether it is there, and right: compared with the public ciphers once. */
  static boolean isAvailable() {
    return Checked.RIGHT;
  }

  /** Apart, for the comparison needs the class to be complete. */
  private static final class Checked {
    static final boolean RIGHT = JDK != null && isRight(true) && isRight(false);

    private static boolean isRight(boolean encrypts) {
      byte[] keys = new byte[4 * KEY_LENGTH];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = (byte) (i * 37 + 1);
      }
      try {
        AesPair tried = new IntrinsicAesPair(encrypts);
        AesPair known = new CipherAesPair(encrypts, new byte[WideBlock.SCRATCH_LENGTH]);
        byte[] result = new byte[MOST_STREAM - 5];
        byte[] expected = result.clone();
        // Twice, for the second keys replace others.
        for (int at = 0; at < keys.length; at += 2 * KEY_LENGTH) {
          apply(tried, keys, at, result);
          apply(known, keys, at, expected);
        }
        return Arrays.equals(result, expected);
      } catch (IllegalStateException e) {
        return false;
      }
    }

    private static void apply(AesPair pair, byte[] keys, int at, byte[] data) {
      pair.setKeys(keys, at, at + KEY_LENGTH);
      pair.block(data);
      pair.stream(at, 7, data, 3, 493);
      pair.block(data);
      pair.stream(7, at, data, 0, 80);
    }
  }

  IntrinsicAesPair(boolean encrypts) {
    this.encrypts = encrypts;
    Jdk jdk = jdk();
    byte[] anyKey = new byte[KEY_LENGTH];
    try {
      block = (Object) jdk.aes.invokeExact();
      jdk.init.invokeExact(block, !encrypts, "AES", anyKey);
      blockKeys = (int[]) jdk.roundKeys.invokeExact(block);
      Object aes = (Object) jdk.aes.invokeExact();
      stream = (Object) jdk.counterMode.invokeExact(aes);
      jdk.begin.invokeExact(stream, false, "AES", anyKey, counter);
      streamKeys = (int[]) jdk.roundKeys.invokeExact(aes);
    } catch (Throwable e) {
      throw failure(e);
    }
    if (blockKeys.length != RoundKeys.LENGTH || streamKeys.length != RoundKeys.LENGTH) {
      throw new IllegalStateException("the JDK's AES has other round keys");
    }
  }

  @Override
  void setKeys(byte[] keys, int blockKey, int streamKey) {
    RoundKeys.expand(keys, blockKey, streamKey, blockKeys, streamKeys);
    if (!encrypts) {
      RoundKeys.invert(blockKeys);
    }
  }

  @Override
  void block(byte[] data) {
    try {
      if (encrypts) {
        jdk().encrypt.invokeExact(block, data, 0, data, 0);
      } else {
        jdk().decrypt.invokeExact(block, data, 0, data, 0);
      }
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  @Override
  void stream(long first, long last, byte[] data, int offset, int length) {
    LITTLE_ENDIAN.set(counter, 0, first);
    LITTLE_ENDIAN.set(counter, 8, last);
    try {
      jdk().reset.invokeExact(stream);
      int unused = (int) jdk().stream.invokeExact(stream, data, offset, length, data, offset);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static IllegalStateException failure(Throwable e) {
    return new IllegalStateException("the JDK's AES fails", e);
  }

  private static Jdk jdk() {
    Jdk jdk = JDK;
    if (jdk == null) {
      throw new IllegalStateException("the JDK's AES is not open to us");
    }
    return jdk;
  }
}
