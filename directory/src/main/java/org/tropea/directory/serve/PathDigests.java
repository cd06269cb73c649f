package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.SigningKeyId;

/** Takes lists of digests out of a path; malformed ones cost only themselves, each counts once. */
final class PathDigests {
  private static final int SHA_256 = 32;
  private static final int BASE64_LENGTH = 43;
  private static final int MAX_WORDS = 5_000;

  private PathDigests() {}

  static List<String> words(String list, char separator) {
    List<String> words = new ArrayList<>();
    int start = 0;
    while (start <= list.length() && words.size() < MAX_WORDS) {
      int end = list.indexOf(separator, start);
      end = end < 0 ? list.length() : end;
      if (end > start) {
        words.add(list.substring(start, end));
      }
      start = end + 1;
    }
    return words;
  }

  /** SHA-1 digests as {@code HEX+HEX}. */
  static Set<Bytes> hexadecimal(String list) {
    Set<Bytes> digests = new LinkedHashSet<>();
    for (String word : words(list, '+')) {
      identity(word).ifPresent(each -> digests.add(each.value()));
    }
    return digests;
  }

  /** SHA-256 digests as {@code base64-base64}. */
  static Set<Bytes> base64(String list) {
    Set<Bytes> digests = new LinkedHashSet<>();
    for (String word : words(list, '-')) {
      digest(word).ifPresent(digests::add);
    }
    return digests;
  }

  /** SHA3-256 digests in hexadecimal, with spaces between them. */
  static List<Bytes> sha3(String list) {
    List<Bytes> digests = new ArrayList<>();
    for (String word : words(list, ' ')) {
      try {
        byte[] digest = HexFormat.of().parseHex(word);
        if (digest.length == SHA_256) {
          digests.add(Bytes.copyFrom(digest));
        }
      } catch (IllegalArgumentException e) {
        // It costs only itself.
      }
    }
    return digests;
  }

  private static Optional<Bytes> digest(String base64) {
    try {
      return base64.length() == BASE64_LENGTH
          ? Optional.of(Bytes.copyFrom(Base64Digest.read(base64, SHA_256)))
          : Optional.empty();
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** Keys as {@code identity-key+identity-key}. */
  static Set<SigningKeyId> pairs(String list) {
    Set<SigningKeyId> pairs = new LinkedHashSet<>();
    for (String word : words(list, '+')) {
      int dash = word.indexOf('-');
      if (dash < 0) {
        continue;
      }
      Optional<RsaIdentity> first = identity(word.substring(0, dash));
      Optional<RsaIdentity> second = identity(word.substring(dash + 1));
      if (first.isPresent() && second.isPresent()) {
        pairs.add(new SigningKeyId(first.get(), second.get()));
      }
    }
    return pairs;
  }

  private static Optional<RsaIdentity> identity(String hex) {
    try {
      return Optional.of(RsaIdentity.fromHex(hex));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
