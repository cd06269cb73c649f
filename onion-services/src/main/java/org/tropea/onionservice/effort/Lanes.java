package org.tropea.onionservice.effort;

/**
 * The registers of many runs of one program side by side: an instruction is done for all of them in
 * one loop, which a processor does for several at once. Confined to one thread.
 */
final class Lanes {
  /** So many that all of their registers stay in the nearest cache. */
  static final int MOST = 256;

  private final long[][] registers = new long[Program.REGISTERS][MOST];

  /** The low half of the last product's high half. */
  private final int[] products = new int[MOST];

  /** Which runs have gone back once; they do not again. */
  private final boolean[] branched = new boolean[MOST];

  private final int[] branching = new int[MOST];

  long[] register(int index) {
    return registers[index];
  }

  /** Begins {@code count} runs, whose inputs are in {@code inputs} from {@code from} on. */
  void begin(SipState key, char[] inputs, int from, int count) {
    long[] r0 = registers[0];
    long[] r1 = registers[1];
    long[] r2 = registers[2];
    long[] r3 = registers[3];
    for (int i = 0; i < count; i++) {
      long input = inputs[from + i];
      r0[i] = key.v0();
      r1[i] = key.v1() ^ 0xee;
      r2[i] = key.v2();
      r3[i] = key.v3() ^ input;
      branched[i] = false;
      products[i] = 0;
    }
    rounds(0, 2, count);
    for (int i = 0; i < count; i++) {
      r0[i] ^= inputs[from + i];
      r2[i] ^= 0xee;
    }
    rounds(0, 4, count);
    for (int i = 0; i < 4; i++) {
      System.arraycopy(registers[i], 0, registers[i + 4], 0, count);
    }
    long[] r5 = registers[5];
    for (int i = 0; i < count; i++) {
      r5[i] ^= 0xdd;
    }
    rounds(4, 4, count);
  }

  /** SipHash's rounds on the four registers from {@code first} on. */
  void rounds(int first, int rounds, int count) {
    long[] r0 = registers[first];
    long[] r1 = registers[first + 1];
    long[] r2 = registers[first + 2];
    long[] r3 = registers[first + 3];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < count; i++) {
        long a = r0[i] + r1[i];
        long c = r2[i] + r3[i];
        long b = Long.rotateLeft(r1[i], 13) ^ a;
        long d = Long.rotateLeft(r3[i], 16) ^ c;
        a = Long.rotateLeft(a, 32);
        c += b;
        a += d;
        r0[i] = a;
        r1[i] = Long.rotateLeft(b, 17) ^ c;
        r2[i] = Long.rotateLeft(c, 32);
        r3[i] = Long.rotateLeft(d, 21) ^ a;
      }
    }
  }

  /** Runs the instructions from {@code from} to before {@code to}, for {@code count} runs. */
  void run(Program program, int from, int to, int count, Lanes spare) {
    Operation[] operations = program.operations();
    int target = 0;
    for (int at = from; at < to; at++) {
      long[] to0 = registers[program.destinations()[at]];
      long[] by = registers[program.sources()[at]];
      int constant = program.constants()[at];
      switch (operations[at]) {
        case UNSIGNED_HIGH -> unsignedHigh(to0, by, products, count);
        case SIGNED_HIGH -> signedHigh(to0, by, products, count);
        case MULTIPLY -> multiply(to0, by, count);
        case SUBTRACT -> subtract(to0, by, count);
        case XOR -> xor(to0, by, count);
        case ADD_SHIFTED -> addShifted(to0, by, constant, count);
        case ROTATE -> rotate(to0, constant, count);
        case ADD_CONSTANT -> add(to0, constant, count);
        case XOR_CONSTANT -> xor(to0, constant, count);
        case TARGET -> target = at;
        case BRANCH -> {
          int back = branch(constant, count);
          if (back > 0) {
            repeat(program, target, at, back, spare);
          }
        }
      }
    }
  }

  /** Notes which runs go back; how many. */
  private int branch(int mask, int count) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      if ((products[i] & mask) == 0 && !branched[i]) {
        branching[found++] = i;
      }
    }
    return found;
  }

  /** Goes back with those runs alone, in other lanes. */
  private void repeat(Program program, int from, int to, int count, Lanes spare) {
    for (int r = 0; r < Program.REGISTERS; r++) {
      for (int i = 0; i < count; i++) {
        spare.registers[r][i] = registers[r][branching[i]];
      }
    }
    for (int i = 0; i < count; i++) {
      spare.products[i] = products[branching[i]];
    }
    spare.run(program, from, to, count, this);
    for (int r = 0; r < Program.REGISTERS; r++) {
      for (int i = 0; i < count; i++) {
        registers[r][branching[i]] = spare.registers[r][i];
      }
    }
    for (int i = 0; i < count; i++) {
      int lane = branching[i];
      branched[lane] = true;
      products[lane] = spare.products[i];
    }
  }

  private static void unsignedHigh(long[] to, long[] by, int[] products, int count) {
    for (int i = 0; i < count; i++) {
      long a = to[i];
      long b = by[i];
      long high = Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
      to[i] = high;
      products[i] = (int) high;
    }
  }

  private static void signedHigh(long[] to, long[] by, int[] products, int count) {
    for (int i = 0; i < count; i++) {
      long high = Math.multiplyHigh(to[i], by[i]);
      to[i] = high;
      products[i] = (int) high;
    }
  }

  private static void multiply(long[] to, long[] by, int count) {
    for (int i = 0; i < count; i++) {
      to[i] *= by[i];
    }
  }

  private static void subtract(long[] to, long[] by, int count) {
    for (int i = 0; i < count; i++) {
      to[i] -= by[i];
    }
  }

  private static void xor(long[] to, long[] by, int count) {
    for (int i = 0; i < count; i++) {
      to[i] ^= by[i];
    }
  }

  private static void addShifted(long[] to, long[] by, int bits, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += by[i] << bits;
    }
  }

  private static void rotate(long[] to, int bits, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (to[i] >>> bits) | (to[i] << -bits);
    }
  }

  private static void add(long[] to, long constant, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += constant;
    }
  }

  private static void xor(long[] to, long constant, int count) {
    for (int i = 0; i < count; i++) {
      to[i] ^= constant;
    }
  }
}
