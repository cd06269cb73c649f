package org.tropea.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLexer;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.onionservice.address.OnionAddress;

/**
 * The file {@code ob_config} of an onion service's directory: the addresses by which OnionBalance
 * leads clients to it (row O22), as C tor reads it, lines {@code MasterOnionAddress ADDRESS.onion}.
 * Lines of other names are passed over.
 */
final class MasterAddresses {
  private static final Logger log = LoggerFactory.getLogger(MasterAddresses.class);
  private static final String FILE = "ob_config";
  private static final String NAME = "masteronionaddress";
  private static final String SUFFIX = ".onion";
  private static final long MAX_LENGTH = 64 * 1024;

  private MasterAddresses() {}

  /**
   * Reads them. Blocks.
   *
   * @throws IOException when the file is not there, or names none or what is no address
   */
  static List<OnionAddress> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_LENGTH) {
      throw new IOException(
          FILE + " is not there; write lines MasterOnionAddress ADDRESS.onion into it");
    }
    List<OnionAddress> addresses = new ArrayList<>();
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      for (TorrcLine line : TorrcLexer.lines(FILE, text)) {
        if (line.key().toLowerCase(Locale.ROOT).equals(NAME)) {
          addresses.add(address(line.value().strip()));
        }
      }
    } catch (OptionException e) {
      throw new IOException(FILE + " is damaged: " + e.getMessage(), e);
    }
    if (addresses.isEmpty()) {
      throw new IOException(FILE + " has no line MasterOnionAddress; write one");
    }
    log.info("An onion service is behind {} addresses of OnionBalance", addresses.size());
    return List.copyOf(addresses);
  }

  private static OnionAddress address(String written) throws IOException {
    try {
      if (written.endsWith(SUFFIX)) {
        return OnionAddress.read(written.substring(0, written.length() - SUFFIX.length()));
      }
    } catch (DecodeException e) {
      // Said below.
    }
    throw new IOException(
        "a MasterOnionAddress of " + FILE + " is no address of an onion service; mend it");
  }
}
