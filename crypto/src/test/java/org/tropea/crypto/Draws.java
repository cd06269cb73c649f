package org.tropea.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Values that a property is tried with, drawn from a seed: a failure names the seed, and the same
 * seed draws the same again. The ends of a range come far more often than by chance.
 */
public final class Draws {
  private static final int SEEDS = 500;
  private static final int MANY = 255;

  private final SplittableRandom random;

  private Draws(long seed) {
    random = new SplittableRandom(seed);
  }

  /** What is to hold whatever is drawn. */
  public interface Property {
    /** Draws, and throws where the property does not hold. */
    void tryWith(Draws draws) throws Exception;
  }

  /** Tries the property with 500 seeds; an {@link AssertionError} names the first that fails. */
  public static void check(Property property) {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        property.tryWith(new Draws(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** From {@code min} to {@code max}, both included. */
  public long between(long min, long max) {
    return switch (random.nextInt(8)) {
      case 0 -> min;
      case 1 -> max;
      default -> max - min + 1 <= 0 ? random.nextLong() : min + random.nextLong(max - min + 1);
    };
  }

  /** The same of int. */
  public int between(int min, int max) {
    return (int) between((long) min, (long) max);
  }

  /** Any int. */
  public int anyInt() {
    return between(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Any long. */
  public long anyLong() {
    return between(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** So many bytes; now and then all of them 0, or all 0xff. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    int kind = random.nextInt(16);
    if (kind > 1) {
      random.nextBytes(bytes);
    } else {
      Arrays.fill(bytes, (byte) -kind);
    }
    return bytes;
  }

  /** From none to so many bytes. */
  public byte[] upTo(int max) {
    return bytes(between(0, max));
  }

  /** From none to 255 bytes. */
  public byte[] someBytes() {
    return upTo(MANY);
  }

  /** From none to {@code max} of what {@code each} draws. */
  public <T> List<T> list(int max, Supplier<T> each) {
    List<T> list = new ArrayList<>();
    for (int count = between(0, max); count > 0; count--) {
      list.add(each.get());
    }
    return list;
  }

  /** From none to 255 of them. */
  public <T> List<T> list(Supplier<T> each) {
    return list(MANY, each);
  }

  /** From 1 to {@code max} characters out of {@code alphabet}. */
  public String text(String alphabet, int max) {
    StringBuilder text = new StringBuilder();
    for (int count = between(1, max); count > 0; count--) {
      text.append(alphabet.charAt(between(0, alphabet.length() - 1)));
    }
    return text.toString();
  }
}
