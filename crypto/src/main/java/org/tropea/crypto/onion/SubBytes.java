package org.tropea.crypto.onion;

/**
 * The S-box of AES for eight bytes at once, as a circuit of one bit after the other: no table, no
 * branch. It is the one of 128 gates by Boyar and Peralta, "A depth-16 circuit for the AES S-box"
 * (2011), whose names of wires it keeps.
 */
final class SubBytes {
  private SubBytes() {}

  /** Eight bytes in planes: byte i of the result has the bits i of all. */
  static long planes(int one, int other) {
    return transpose(((long) one << 32) | (other & 0xffffffffL));
  }

  /** Bit i of byte j becomes bit j of byte i. */
  static long transpose(long bits) {
    long swap = (bits ^ (bits >>> 7)) & 0x00aa00aa00aa00aaL;
    long once = bits ^ swap ^ (swap << 7);
    swap = (once ^ (once >>> 14)) & 0x0000cccc0000ccccL;
    long twice = once ^ swap ^ (swap << 14);
    swap = (twice ^ (twice >>> 28)) & 0x00000000f0f0f0f0L;
    return twice ^ swap ^ (swap << 28);
  }

  /** Eight bytes in planes, each through the S-box. */
  static long of(long planes) {
    // Above the eight bits of a plane is noise.
    final long x7 = planes;
    final long x6 = planes >>> 8;
    final long x5 = planes >>> 16;
    final long x4 = planes >>> 24;
    final long x3 = planes >>> 32;
    final long x2 = planes >>> 40;
    final long x1 = planes >>> 48;
    final long x0 = planes >>> 56;
    // Linear: into the field of the inversion.
    final long y14 = x3 ^ x5;
    final long y13 = x0 ^ x6;
    final long y9 = x0 ^ x3;
    final long y8 = x0 ^ x5;
    final long t0 = x1 ^ x2;
    final long y1 = t0 ^ x7;
    final long y4 = y1 ^ x3;
    final long y12 = y13 ^ y14;
    final long y2 = y1 ^ x0;
    final long y5 = y1 ^ x6;
    final long y3 = y5 ^ y8;
    final long t1 = x4 ^ y12;
    final long y15 = t1 ^ x5;
    final long y20 = t1 ^ x1;
    final long y6 = y15 ^ x7;
    final long y10 = y15 ^ t0;
    final long y11 = y20 ^ y9;
    final long y7 = x7 ^ y11;
    final long y17 = y10 ^ y11;
    final long y19 = y10 ^ y8;
    final long y16 = t0 ^ y11;
    final long y21 = y13 ^ y16;
    final long y18 = x0 ^ y16;
    // The inversion.
    final long t2 = y12 & y15;
    final long t4 = (y3 & y6) ^ t2;
    final long t6 = (y4 & x7) ^ t2;
    final long t7 = y13 & y16;
    final long t9 = (y5 & y1) ^ t7;
    final long t11 = (y2 & y7) ^ t7;
    final long t12 = y9 & y11;
    final long t14 = (y14 & y17) ^ t12;
    final long t16 = (y8 & y10) ^ t12;
    final long t21 = t4 ^ t14 ^ y20;
    final long t22 = t6 ^ t16 ^ y19;
    final long t23 = t9 ^ t14 ^ y21;
    final long t24 = t11 ^ t16 ^ y18;
    final long t25 = t21 ^ t22;
    final long t26 = t21 & t23;
    final long t27 = t24 ^ t26;
    final long t29 = (t25 & t27) ^ t22;
    final long t33 = ((t22 ^ t26) & (t23 ^ t24)) ^ t24;
    final long t36 = t24 & (t27 ^ t33);
    final long t37 = t36 ^ t23 ^ t33;
    final long t40 = t25 ^ (t29 & (t27 ^ t36));
    final long t41 = t40 ^ t37;
    final long t42 = t29 ^ t33;
    final long t43 = t29 ^ t40;
    final long t44 = t33 ^ t37;
    final long t45 = t42 ^ t41;
    final long z0 = t44 & y15;
    final long z1 = t37 & y6;
    final long z2 = t33 & x7;
    final long z3 = t43 & y16;
    final long z4 = t40 & y1;
    final long z5 = t29 & y7;
    final long z6 = t42 & y11;
    final long z7 = t45 & y17;
    final long z8 = t41 & y10;
    final long z9 = t44 & y12;
    final long z10 = t37 & y3;
    final long z11 = t33 & y4;
    final long z12 = t43 & y13;
    final long z13 = t40 & y5;
    final long z14 = t29 & y2;
    final long z15 = t42 & y9;
    final long z16 = t45 & y14;
    final long z17 = t41 & y8;
    // Linear: back, with the affine map of the S-box, whose constant inverts four bits.
    final long t46 = z15 ^ z16;
    final long t48 = z5 ^ z13;
    final long t53 = z0 ^ z3;
    final long t54 = z6 ^ z7;
    final long t57 = z2 ^ z12 ^ t53;
    final long t58 = z4 ^ t46;
    final long t59 = z3 ^ t54;
    final long t62 = z7 ^ z8 ^ t58;
    final long t63 = z9 ^ z10 ^ t58;
    final long t64 = z4 ^ t59;
    final long t65 = z14 ^ t57 ^ t62;
    final long t66 = z1 ^ t63;
    final long s3 = t53 ^ t66;
    final long s0 = t59 ^ t63;
    final long s1 = t64 ^ ~s3;
    final long s2 = z16 ^ z17 ^ ~(t64 ^ t65);
    final long s4 = z2 ^ z5 ^ t66;
    final long s5 = z10 ^ z11 ^ t65;
    final long s6 = z12 ^ t48 ^ ~t62;
    final long s7 = t48 ^ ~(t46 ^ t57);
    return plane(s7, 0)
        | plane(s6, 8)
        | plane(s5, 16)
        | plane(s4, 24)
        | plane(s3, 32)
        | plane(s2, 40)
        | plane(s1, 48)
        | plane(s0, 56);
  }

  private static long plane(long bits, int at) {
    return (bits & 0xff) << at;
  }
}
