package org.tropea.directory.network;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.Nickname;

/**
 * A directory authority that we trust, as a {@code DirAuthority} line of torrc names it.
 *
 * @param nickname empty where the line has none
 * @param v3Identity the fingerprint of its identity key; null for one that does not vote, as the
 *     bridge authority
 * @param identity its relay's identity
 * @param directoryAddress where its DirPort listens
 * @param onionAddress where its ORPort listens; null where the line does not say
 */
public record Authority(
    String nickname,
    @Nullable RsaIdentity v3Identity,
    RsaIdentity identity,
    InetSocketAddress directoryAddress,
    @Nullable InetSocketAddress onionAddress) {

  /** Reads {@code [nickname] [flags] address:port fingerprint}; unknown flags are passed over. */
  public static Authority read(String line) throws DecodeException {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    String nickname = Nickname.isLegal(words.get(0)) ? words.remove(0) : "";
    RsaIdentity v3Identity = null;
    int onionPort = 0;
    while (!words.isEmpty() && !startsWithDigit(words.get(0))) {
      String flag = words.remove(0);
      String name = flag.toLowerCase(Locale.ROOT);
      if (name.startsWith("orport=")) {
        onionPort = Addresses.port(flag.substring("orport=".length()));
      } else if (name.startsWith("v3ident=")) {
        v3Identity = RsaIdentity.fromHex(flag.substring("v3ident=".length()));
      }
    }
    if (words.size() < 2) {
      throw new DecodeException("a DirAuthority line lacks an address or a fingerprint");
    }
    InetSocketAddress directory = Addresses.socketAddress(words.remove(0));
    RsaIdentity identity = RsaIdentity.fromHex(String.join("", words));
    InetSocketAddress onion =
        onionPort == 0 ? null : new InetSocketAddress(directory.getAddress(), onionPort);
    return new Authority(nickname, v3Identity, identity, directory, onion);
  }

  private static boolean startsWithDigit(String word) {
    return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
  }
}
