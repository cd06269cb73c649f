package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Vectors;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

/** Feature D15 and hostile cases dir-17, dir-19, dir-20. */
class DecompressionTest {
  private static final int MAX = DirectoryRequest.MAX_BODY;
  private static final byte[] TEXT = "some text, some text\n".repeat(50).getBytes(US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "consensus-microdesc, deflate",
    "consensus-microdesc, x-zstd",
    "consensus-microdesc, x-tor-lzma",
    "consensus-microdesc, identity",
    "microdescs, deflate",
    "microdescs, gzip",
    "microdescs, x-zstd"
  })
  void bodyOfCtor_isUnpacked(String document, String encoding) throws Exception {
    byte[] packed = Vectors.file(document + "." + encoding);
    assertThat(unpack(packed, ContentEncoding.of(encoding).orElseThrow()))
        .isEqualTo(Vectors.file(document + ".identity"));
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void body_packed_isUnpacked(ContentEncoding encoding) throws Exception {
    assertThat(unpack(pack(TEXT, encoding), encoding)).isEqualTo(TEXT);
    assertThat(unpack(pack(new byte[0], encoding), encoding)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = ContentEncoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void body_truncatedAnywhere_refused(ContentEncoding encoding) throws Exception {
    byte[] packed = pack(TEXT, encoding);
    for (int length = 0; length < packed.length; length++) {
      byte[] truncated = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> unpack(truncated, encoding))
          .as("%s bytes", length)
          .isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ContentEncoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void body_withGarbageBehind_refused(ContentEncoding encoding) throws Exception {
    for (int extra : new int[] {1, 5, 20}) {
      byte[] packed = pack(TEXT, encoding);
      byte[] longer = Arrays.copyOf(packed, packed.length + extra);
      Arrays.fill(longer, packed.length, longer.length, (byte) 0xee);
      assertThatThrownBy(() -> unpack(longer, encoding)).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(value = ContentEncoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void body_thatIsNotPacked_refused(ContentEncoding encoding) {
    assertThatThrownBy(() -> unpack(TEXT, encoding)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> unpack(new byte[0], encoding)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @EnumSource(value = ContentEncoding.class, mode = EnumSource.Mode.EXCLUDE, names = "LZMA")
  void bodies_oneBehindTheOther_areUnpackedTogether(ContentEncoding encoding) throws Exception {
    byte[] twice = repeat(pack(TEXT, encoding), 2);
    assertThat(unpack(twice, encoding)).isEqualTo(repeat(TEXT, 2));
  }

  @Test
  void lzma_oneBehindTheOther_refused() throws Exception {
    byte[] twice = repeat(pack(TEXT, ContentEncoding.LZMA), 2);
    assertThatThrownBy(() -> unpack(twice, ContentEncoding.LZMA))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("left over");
  }

  @ParameterizedTest
  @EnumSource(value = ContentEncoding.class, mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
  void bomb_refused(ContentEncoding encoding) throws Exception {
    byte[] bomb = pack(new byte[12 << 20], encoding);
    assertThatThrownBy(() -> unpack(bomb, encoding))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("bomb");
  }

  /** Each below the guard's start, all together far above it (TROVE-2026-021 and -022). */
  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"IDENTITY", "LZMA"})
  void bomb_inManyParts_refused(ContentEncoding encoding) throws Exception {
    byte[] bomb = repeat(pack(new byte[1 << 20], encoding), 12);
    assertThatThrownBy(() -> unpack(bomb, encoding))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("bomb");
  }

  @ParameterizedTest
  @EnumSource(ContentEncoding.class)
  void body_aboveTheLimit_refused(ContentEncoding encoding) throws Exception {
    byte[] packed = pack(TEXT, encoding);
    assertThat(Decompression.unpack(packed, encoding, TEXT.length)).hasSize(TEXT.length);
    assertThatThrownBy(() -> Decompression.unpack(packed, encoding, TEXT.length - 1))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("too large");
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentEncoding.class,
      names = {"DEFLATE", "GZIP", "ZSTD"})
  void emptyParts_tenThousand_costLittle(ContentEncoding encoding) throws Exception {
    byte[] many = repeat(pack(new byte[0], encoding), 10_000);
    long start = System.nanoTime();
    assertThat(unpack(many, encoding)).isEmpty();
    assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void lzma_withALargeDictionary_refused() throws Exception {
    byte[] packed = pack(TEXT, ContentEncoding.LZMA);
    byte[] huge = packed.clone();
    huge[4] = 0x60; // The dictionary's size, little-endian, at offset 1: 1.5 GiB.
    assertThatThrownBy(() -> unpack(huge, ContentEncoding.LZMA))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void zstd_withALargeWindow_refused() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(bytes)) {
      zstd.setLong(27);
      zstd.write(TEXT);
    }
    assertThatThrownBy(() -> unpack(bytes.toByteArray(), ContentEncoding.ZSTD))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void gzip_withAllOptionalFields_isUnpacked() throws Exception {
    byte[] plain = pack(TEXT, ContentEncoding.GZIP);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, 3);
    bytes.write(0x1e);
    bytes.write(plain, 4, 6);
    bytes.writeBytes(new byte[] {2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2});
    bytes.write(plain, 10, plain.length - 10);
    assertThat(unpack(bytes.toByteArray(), ContentEncoding.GZIP)).isEqualTo(TEXT);
  }

  @Test
  void body_ofNoise_isUnpackedUpToTheLimit() throws Exception {
    byte[] noise = new byte[6 << 20];
    new Random(1).nextBytes(noise);
    assertThat(unpack(pack(noise, ContentEncoding.ZSTD), ContentEncoding.ZSTD)).isEqualTo(noise);
  }

  @FuzzTest
  void anyBytes_giveABodyOrDecodeException(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    ContentEncoding[] all = ContentEncoding.values();
    ContentEncoding encoding = all[Math.floorMod(bytes[0], all.length)];
    try {
      byte[] body =
          Decompression.unpack(Arrays.copyOfRange(bytes, 1, bytes.length), encoding, 1 << 20);
      assertThat(body.length).isLessThanOrEqualTo(1 << 20);
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  private static byte[] unpack(byte[] packed, ContentEncoding encoding) throws DecodeException {
    return Decompression.unpack(packed, encoding, MAX);
  }

  private static byte[] pack(byte[] body, ContentEncoding encoding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (encoding == ContentEncoding.IDENTITY) {
      return body;
    }
    if (encoding == ContentEncoding.ZSTD) {
      return Zstd.compress(body);
    }
    try (OutputStream packer = packer(bytes, encoding)) {
      packer.write(body);
    }
    return bytes.toByteArray();
  }

  private static OutputStream packer(OutputStream to, ContentEncoding encoding) throws IOException {
    if (encoding == ContentEncoding.DEFLATE) {
      return new DeflaterOutputStream(to);
    }
    if (encoding == ContentEncoding.GZIP) {
      return new GZIPOutputStream(to);
    }
    return new LZMAOutputStream(to, new LZMA2Options(0), -1);
  }

  private static byte[] repeat(byte[] part, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
