package org.tropea.client.path;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.TestNetwork;

/** A network drawn at random: few subnets, some families, odd policies, relays of every kind. */
final class RandomNetwork {
  private static final TestAuthority AUTHORITY =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));

  private final Random random;
  private final ConsensusText text = new ConsensusText(AUTHORITY).weights(TestNetwork.WEIGHTS);
  private final List<Microdescriptor> known = new ArrayList<>();

  private RandomNetwork(long seed) {
    random = new Random(seed);
  }

  static NetworkView of(long seed, int relays) throws DecodeException {
    RandomNetwork network = new RandomNetwork(seed);
    for (int number = 0; number < relays; number++) {
      network.add(number, relays);
    }
    return NetworkView.of(network.text.consensus(), network.known);
  }

  private void add(int number, int relays) throws DecodeException {
    Microdescriptor microdescriptor = microdescriptor(number, relays);
    known.add(microdescriptor);
    // A dozen IPv4 networks of 16 bits, and eight IPv6 ones of 32.
    String address = "10." + random.nextInt(12) + ".0." + (1 + number % 250);
    text.lines(
        "r relay"
            + number
            + " "
            + base64(identity(number))
            + " 2038-01-01 00:00:00 "
            + address
            + " 9001 0\n"
            + (random.nextBoolean() ? "a [2001:" + random.nextInt(8) + "::1]:9001\n" : "")
            + "m "
            + base64(microdescriptor.digest().toByteArray())
            + "\ns"
            + flag("BadExit", 0.1)
            + flag("Exit", 0.5)
            + flag("Fast", 0.9)
            + flag("Guard", 0.6)
            + " Running"
            + flag("Stable", 0.7)
            + flag("V2Dir", 0.9)
            + " Valid\npr Link=4-5 Relay=1-4\nw Bandwidth="
            + random.nextInt(10_000)
            + "\n");
  }

  private Microdescriptor microdescriptor(int number, int relays) throws DecodeException {
    byte[] key = ByteBuffer.allocate(32).putInt(number).array();
    StringBuilder document = new StringBuilder("onion-key\nntor-onion-key " + base64(key) + "\n");
    // Half of the relays name others; some pairs so name each other.
    if (random.nextBoolean()) {
      document.append("family");
      for (int i = 0; i < relays / 4; i++) {
        int other = random.nextInt(relays);
        document.append(
            random.nextBoolean()
                ? " relay" + other
                : " $" + HexFormat.of().withUpperCase().formatHex(identity(other)));
      }
      document.append("\n");
    }
    if (random.nextInt(4) == 0) {
      document.append("family-ids ed25519:").append(random.nextInt(5)).append("\n");
    }
    List<String> policies =
        List.of(
            "", "p accept 1-65535\n", "p accept 80,443\n", "p reject 25,6667\n", "p accept 22\n");
    document.append(policies.get(random.nextInt(policies.size())));
    return Microdescriptor.read(document.toString().getBytes(US_ASCII));
  }

  private String flag(String name, double share) {
    return random.nextDouble() < share ? " " + name : "";
  }

  private static byte[] identity(int number) {
    return ByteBuffer.allocate(20).putInt(number + 1).array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
