package org.tropea.directory.network;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;

/** A network on paper, signed by one authority. Mutable, for one test. */
public final class TestNetwork {
  /** Weights as of a network in which exits are scarce. */
  public static final Map<String, Integer> WEIGHTS =
      Map.ofEntries(
          Map.entry("Wgg", 6000),
          Map.entry("Wgm", 6000),
          Map.entry("Wgd", 0),
          Map.entry("Wmg", 4000),
          Map.entry("Wmm", 10000),
          Map.entry("Wme", 0),
          Map.entry("Wmd", 0),
          Map.entry("Weg", 0),
          Map.entry("Wem", 10000),
          Map.entry("Wee", 10000),
          Map.entry("Wed", 10000),
          Map.entry("Wbg", 4000),
          Map.entry("Wbm", 10000),
          Map.entry("Wbe", 0),
          Map.entry("Wbd", 0),
          Map.entry("Wgb", 10000),
          Map.entry("Wmb", 10000),
          Map.entry("Web", 10000),
          Map.entry("Wdb", 10000));

  private static final TestAuthority AUTHORITY =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));

  private static final String USUAL_PROTOCOLS = "Link=4-5 Relay=1-4";

  private final ConsensusText text;
  private final List<Microdescriptor> known = new ArrayList<>();
  private String speaking = USUAL_PROTOCOLS;
  private int relays;

  /** A network of nobody yet. */
  public TestNetwork() {
    this(ConsensusText.VALID_AFTER);
  }

  /** The same, as the authorities see it at another time. */
  public TestNetwork(Instant validAfter) {
    text = new ConsensusText(validAfter, AUTHORITY);
  }

  /** Sets the weights. */
  public TestNetwork weights(Map<String, Integer> weights) {
    text.weights(weights);
    return this;
  }

  /** Sets parameters, as on a {@code params} line. */
  public TestNetwork parameters(String parameters) {
    text.header("params " + parameters);
    return this;
  }

  /** Adds a relay with a microdescriptor whose {@code p} line accepts these ports. */
  public TestNetwork relay(String flags, long bandwidth, String ports) throws DecodeException {
    known.add(add(flags, bandwidth, ports));
    return this;
  }

  /** The same for one that speaks these protocols. */
  public TestNetwork relay(String flags, long bandwidth, String ports, String protocols)
      throws DecodeException {
    speaking = protocols;
    relay(flags, bandwidth, ports);
    speaking = USUAL_PROTOCOLS;
    return this;
  }

  /** Adds a relay whose microdescriptor we have not. */
  public TestNetwork missing(String flags, long bandwidth) throws DecodeException {
    add(flags, bandwidth, "");
    return this;
  }

  /** The consensus. */
  public Consensus consensus() throws DecodeException {
    return text.consensus();
  }

  /** The microdescriptors that we have. */
  public List<Microdescriptor> known() {
    return List.copyOf(known);
  }

  /** The view. */
  public NetworkView view() throws DecodeException {
    return NetworkView.of(consensus(), known);
  }

  private Microdescriptor add(String flags, long bandwidth, String ports) throws DecodeException {
    byte[] key = new byte[32];
    key[0] = (byte) relays;
    key[1] = (byte) (relays >> 8);
    Microdescriptor microdescriptor =
        Microdescriptor.read(
            ("onion-key\nntor-onion-key "
                    + Base64.getEncoder().withoutPadding().encodeToString(key)
                    + "\nid ed25519 "
                    + Base64.getEncoder().withoutPadding().encodeToString(key)
                    + "\n"
                    + (ports.isEmpty() ? "" : "p accept " + ports + "\n"))
                .getBytes(US_ASCII));
    Bytes digest = microdescriptor.digest();
    String entry = ConsensusText.entry(relays++, digest, flags, "Bandwidth=" + bandwidth);
    text.lines(entry.replace(USUAL_PROTOCOLS, speaking));
    return microdescriptor;
  }
}
