package org.tropea.onionservice.effort;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A HashX program while it is drawn: such a sequence of instructions as keeps a processor that
 * begins three steps in a cycle busy in each of them. Confined to one thread.
 */
final class ProgramDraft {
  private static final int CYCLES = 192;
  private static final int MULTIPLICATIONS = 192;
  private static final int LAST_RESULT = 194;
  private static final int STEPS_PER_CYCLE = 3;

  /** Kinds of instructions come in a fixed order, by the step that they begin at. */
  private static final int PERIOD = 36;

  private static final int TARGET_AT = 1;
  private static final int BRANCH_AT = 19;
  private static final int HIGH_EVERY = 12;

  /** What a processor of Intel's has no short form for with ADD_SHIFTED. */
  private static final int NO_SHIFTED_DESTINATION = 5;

  private static final int BRANCH_BITS = 4;

  /** Of equal chance; the first four, which need no source, where the eight have failed. */
  private static final Operation[] USUAL = {
    Operation.ROTATE,
    Operation.XOR_CONSTANT,
    Operation.ADD_CONSTANT,
    Operation.ADD_CONSTANT,
    Operation.SUBTRACT,
    Operation.XOR,
    Operation.XOR_CONSTANT,
    Operation.ADD_SHIFTED
  };

  private final SipRandom random;
  private final Ports ports = new Ports(CYCLES + 4);
  private final Register[] registers = new Register[Program.REGISTERS];
  private final int[] fit = new int[Program.REGISTERS];
  private final Operation[] operations = new Operation[Program.LENGTH];
  private final byte[] destinations = new byte[Program.LENGTH];
  private final byte[] sources = new byte[Program.LENGTH];
  private final int[] constants = new int[Program.LENGTH];
  private int length;
  private int step;
  private int multiplications;
  private int lastResult;
  private boolean again;
  private @Nullable Operation lastKind;

  /** What changed a register last. */
  private static final class Register {
    int readyAt;
    @Nullable Operation kind;
    int operand = -1;
  }

  /** An instruction that is not placed yet. */
  private static final class Candidate {
    final Operation operation;
    int constant;
    int source = -1;

    /** Where two of one kind with one operand would follow on a register, they could be one. */
    int operand = -1;

    Candidate(Operation operation) {
      this.operation = operation;
    }
  }

  private ProgramDraft(SipState key) {
    random = new SipRandom(key);
    for (int i = 0; i < registers.length; i++) {
      registers[i] = new Register();
    }
  }

  /** The program of that key; empty for the few keys that lead to one that is not whole. */
  static Optional<Program> of(SipState key) {
    return new ProgramDraft(key).draw();
  }

  private Optional<Program> draw() {
    boolean room = true;
    while (length < Program.LENGTH && room) {
      room = next();
    }
    return length == Program.LENGTH
            && multiplications == MULTIPLICATIONS
            && lastResult == LAST_RESULT
        ? Optional.of(new Program(operations, destinations, sources, constants))
        : Optional.empty();
  }

  /** Draws an instruction, and places it where it can be; false where the program is over. */
  private boolean next() {
    Operation operation = choose();
    lastKind = operation.kind();
    Candidate candidate = candidate(operation);
    int cycle = ports.find(operation, step / STEPS_PER_CYCLE);
    if (cycle < 0) {
      return false;
    }
    int destination = 0;
    if ((operation.hasSource() && !chooseSource(candidate, cycle))
        || (operation.hasDestination()
            && (destination = chooseDestination(candidate, cycle)) < 0)) {
      if (again) {
        step += STEPS_PER_CYCLE;
      }
      again = !again;
      return true;
    }
    again = false;
    if (cycle >= CYCLES) {
      return false;
    }
    ports.take(operation, cycle);
    place(candidate, destination, cycle);
    return true;
  }

  private void place(Candidate candidate, int destination, int cycle) {
    Operation operation = candidate.operation;
    if (operation.hasDestination()) {
      Register register = registers[destination];
      register.readyAt = cycle + operation.latency;
      register.kind = operation.kind();
      register.operand = candidate.operand;
      lastResult = Math.max(lastResult, register.readyAt);
    }
    operations[length] = operation;
    destinations[length] = (byte) destination;
    sources[length] = (byte) Math.max(candidate.source, 0);
    constants[length] = candidate.constant;
    length++;
    multiplications += operation.isMultiplication() ? 1 : 0;
    step += operation.steps();
  }

  private Operation choose() {
    int at = step % PERIOD;
    if (at == TARGET_AT) {
      return Operation.TARGET;
    } else if (at == BRANCH_AT) {
      return Operation.BRANCH;
    } else if (at != 0 && at % HIGH_EVERY == 0) {
      return (random.u8() & 1) == 0 ? Operation.SIGNED_HIGH : Operation.UNSIGNED_HIGH;
    } else if (at % STEPS_PER_CYCLE == 0) {
      return Operation.MULTIPLY;
    }
    Operation usual;
    do {
      usual = USUAL[random.u8() & (again ? 3 : 7)];
    } while (usual.kind() == lastKind);
    return usual;
  }

  private Candidate candidate(Operation operation) {
    Candidate candidate = new Candidate(operation);
    switch (operation) {
      case ADD_SHIFTED -> candidate.constant = random.u32() & 3;
      case ROTATE -> candidate.constant = notZero(63);
      case ADD_CONSTANT, XOR_CONSTANT -> candidate.constant = notZero(-1);
      case BRANCH -> candidate.constant = branchBits();
      case UNSIGNED_HIGH, SIGNED_HIGH -> candidate.operand = random.u32();
      default -> {}
    }
    return candidate;
  }

  private int notZero(int mask) {
    int drawn;
    do {
      drawn = random.u32() & mask;
    } while (drawn == 0);
    return drawn;
  }

  private int branchBits() {
    int bits = 0;
    while (Integer.bitCount(bits) < BRANCH_BITS) {
      bits |= 1 << (random.u8() % Integer.SIZE);
    }
    return bits;
  }

  private boolean chooseSource(Candidate candidate, int cycle) {
    int count = 0;
    boolean odd = false;
    for (int i = 0; i < registers.length; i++) {
      if (registers[i].readyAt <= cycle) {
        odd |= i == NO_SHIFTED_DESTINATION;
        fit[count++] = i;
      }
    }
    if (count == 0) {
      return false;
    }
    boolean forced = count == 2 && odd && candidate.operation == Operation.ADD_SHIFTED;
    candidate.source = forced ? NO_SHIFTED_DESTINATION : oneOf(count);
    if (!candidate.operation.isHigh()) {
      candidate.operand = candidate.source;
    }
    return true;
  }

  private int oneOf(int count) {
    return fit[count == 1 ? 0 : random.below(count)];
  }

  private int chooseDestination(Candidate candidate, int cycle) {
    int count = 0;
    for (int i = 0; i < registers.length; i++) {
      if (registers[i].readyAt <= cycle && canChange(i, candidate)) {
        fit[count++] = i;
      }
    }
    return count == 0 ? -1 : oneOf(count);
  }

  /** Leaves out what could be left out of a program, or what loses bits too fast. */
  private boolean canChange(int index, Candidate candidate) {
    Operation operation = candidate.operation;
    Register register = registers[index];
    boolean sameTwice = register.kind == operation.kind() && register.operand == candidate.operand;
    boolean onItself = index == candidate.source && !operation.isHigh();
    boolean multipliedTwice =
        operation == Operation.MULTIPLY && register.kind == Operation.MULTIPLY && !again;
    return !sameTwice
        && !onItself
        && !multipliedTwice
        && (operation != Operation.ADD_SHIFTED || index != NO_SHIFTED_DESTINATION);
  }
}
