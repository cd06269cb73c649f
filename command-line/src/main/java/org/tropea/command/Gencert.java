package org.tropea.command;

import java.io.Console;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.Period;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.keys.AuthorityKeyFiles;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Addresses;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes an authority's signing key and certificate, as tor-gencert does, with its options and in
 * its files; with {@code --create-identity-key} the identity key first.
 */
@Command(
    name = Gencert.NAME,
    mixinStandardHelpOptions = true,
    description = "Makes an authority's signing key and certificate, as tor-gencert does.")
final class Gencert implements Callable<Integer> {
  static final String NAME = "gencert";

  private static final int MIN_PASSPHRASE = 4;
  private static final int MAX_PASSPHRASE = 1024;
  private static final int MAX_MONTHS = 24;

  @Option(names = "--create-identity-key", description = "Make an identity key too.")
  private boolean createIdentityKey;

  @Option(names = "-i", paramLabel = "FILE", description = "Identity key (${DEFAULT-VALUE}).")
  private Path identityKey = Path.of("authority_identity_key");

  @Option(names = "-s", paramLabel = "FILE", description = "Signing key (${DEFAULT-VALUE}).")
  private Path signingKey = Path.of("authority_signing_key");

  @Option(names = "-c", paramLabel = "FILE", description = "Certificate (${DEFAULT-VALUE}).")
  private Path certificate = Path.of("authority_certificate");

  @Option(
      names = "-m",
      paramLabel = "MONTHS",
      description = "How long the certificate holds, 1 to 24 months (${DEFAULT-VALUE}).")
  private int months = 12;

  @Option(
      names = "-a",
      paramLabel = "ADDRESS:PORT",
      description = "Where the DirPort listens; goes into the certificate.")
  private @Nullable String address;

  @Option(
      names = {"-r", "--reuse"},
      description = "Keep the signing key that is there, make a certificate only.")
  private boolean reuse;

  @Option(
      names = "--passphrase-fd",
      paramLabel = "FD",
      description = "Read the identity key's passphrase from this file descriptor.")
  private @Nullable Integer passphraseDescriptor;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the call.
  private CommandSpec spec;

  private final SecureRandom random;

  Gencert(SecureRandom random) {
    this.random = random;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      AuthorityKeys keys = make();
      out.println("Certificate written to " + certificate + "; it holds " + months + " months");
      out.println("The flag of its DirAuthority line: v3ident=" + keys.identity().toHex());
      return 0;
    } catch (CannotStart e) {
      spec.commandLine().getErr().println("gencert: " + e.getMessage());
      return 1;
    }
  }

  private AuthorityKeys make() throws CannotStart {
    if (months < 1 || months > MAX_MONTHS) {
      throw new CannotStart("-m is not 1 to 24 months; write such a number");
    }
    checkAddress();
    char[] passphrase = passphrase();
    try {
      if (passphrase.length < MIN_PASSPHRASE) {
        throw new CannotStart("the passphrase has less than 4 characters; choose a longer one");
      }
      AuthorityKeyFiles files = new AuthorityKeyFiles(identityKey, signingKey, certificate);
      if (createIdentityKey) {
        files.createIdentity(passphrase, random);
      }
      InstantSource clock = InstantSource.system();
      Period lifetime = Period.ofMonths(months);
      return reuse
          ? files.certifyAgain(passphrase, clock.instant(), lifetime, address)
          : files.certify(passphrase, clock.instant(), lifetime, address, random);
    } catch (FileAlreadyExistsException e) {
      throw new CannotStart(
          e.getFile() + " exists: leave out --create-identity-key, or name another with -i", e);
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    } finally {
      Arrays.fill(passphrase, '\0');
    }
  }

  private void checkAddress() throws CannotStart {
    if (address == null) {
      return;
    }
    try {
      if (Addresses.socketAddress(address).getAddress().getAddress().length == 4) {
        return;
      }
    } catch (DecodeException e) {
      // Refused below.
    }
    throw new CannotStart("-a is no IPv4 address and port; write such as 192.0.2.1:9030");
  }

  // From JDK 22 on there is a console even without a terminal: it reads standard input.
  @SuppressWarnings("SystemConsoleNull")
  private char[] passphrase() throws CannotStart {
    if (passphraseDescriptor != null) {
      return fromDescriptor(passphraseDescriptor);
    }
    Console console = System.console();
    if (console == null) {
      throw new CannotStart("there is no terminal to ask for the passphrase; use --passphrase-fd");
    }
    char[] passphrase = ask(console, "Passphrase of the identity key: ");
    if (createIdentityKey && !Arrays.equals(passphrase, ask(console, "Once more: "))) {
      throw new CannotStart("the two passphrases differ; start again");
    }
    return passphrase;
  }

  private static char[] ask(Console console, String question) throws CannotStart {
    char[] answer = console.readPassword(question);
    if (answer == null) {
      throw new CannotStart("no passphrase was given");
    }
    return answer;
  }

  private static char[] fromDescriptor(int descriptor) throws CannotStart {
    try {
      if (descriptor == 0) {
        return firstLine(System.in);
      }
      try (InputStream in = new FileInputStream("/dev/fd/" + descriptor)) {
        return firstLine(in);
      }
    } catch (IOException e) {
      throw new CannotStart("the passphrase cannot be read from --passphrase-fd", e);
    }
  }

  /** All that comes, but a line break and what is behind it. */
  static char[] firstLine(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_PASSPHRASE);
    int length = 0;
    while (length < bytes.length && bytes[length] != '\n') {
      length++;
    }
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
    char[] line = new char[decoded.remaining()];
    decoded.get(line);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(decoded.array(), '\0');
    return line;
  }
}
