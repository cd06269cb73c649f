package org.tropea.onionservice.effort;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * One function of the family HashX, from 16 bits to 64: a program that is drawn by its seed. It has
 * a program's registers for many runs, and is confined to one thread.
 */
final class HashX {
  private static final byte[] SALT =
      Arrays.copyOf("HashX v1".getBytes(StandardCharsets.US_ASCII), 16);

  private final Program program;
  private final SipState key;
  private final Lanes lanes;
  private final Lanes spare;

  /** The registers that functions work with, one after the other. Confined to one thread. */
  static final class Room {
    private final Lanes lanes = new Lanes();
    private final Lanes spare = new Lanes();
  }

  private HashX(Program program, SipState key, Room room) {
    this.program = program;
    this.key = key;
    this.lanes = room.lanes;
    this.spare = room.spare;
  }

  /** The function of that seed; empty for the few seeds that have none. */
  static Optional<HashX> of(byte[] seed, Room room) {
    Blake2bDigest digest = new Blake2bDigest(null, 2 * SipState.LENGTH, SALT, null);
    digest.update(seed, 0, seed.length);
    byte[] keys = new byte[2 * SipState.LENGTH];
    digest.doFinal(keys, 0);
    try {
      ByteReader reader = new ByteReader(keys);
      SipState ofProgram = SipState.read(reader);
      SipState ofInputs = SipState.read(reader);
      return ProgramDraft.of(ofProgram).map(program -> new HashX(program, ofInputs, room));
    } catch (DecodeException e) {
      throw new IllegalStateException("a hash of 64 bytes is too short", e);
    }
  }

  /** Hashes all of {@code inputs}, each to its place in {@code hashes}. */
  void hash(char[] inputs, long[] hashes) {
    for (int from = 0; from < inputs.length; from += Lanes.MOST) {
      int count = Math.min(Lanes.MOST, inputs.length - from);
      lanes.begin(key, inputs, from, count);
      lanes.run(program, 0, Program.LENGTH, count, spare);
      finish(hashes, from, count);
    }
  }

  private void finish(long[] hashes, int from, int count) {
    long[] r0 = lanes.register(0);
    long[] r1 = lanes.register(1);
    long[] r6 = lanes.register(6);
    long[] r7 = lanes.register(7);
    for (int i = 0; i < count; i++) {
      r0[i] += key.v0();
      r1[i] += key.v1();
      r6[i] += key.v2();
      r7[i] += key.v3();
    }
    lanes.rounds(0, 1, count);
    lanes.rounds(4, 1, count);
    long[] r4 = lanes.register(4);
    for (int i = 0; i < count; i++) {
      hashes[from + i] = r0[i] ^ r4[i];
    }
  }
}
