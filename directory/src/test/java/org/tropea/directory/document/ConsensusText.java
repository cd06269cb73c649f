package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.util.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tropea.crypto.bytes.DecodeException;

/** Writes consensuses for tests. Mutable, for one test. */
public final class ConsensusText {
  /** When they start to be valid; they end three hours later. */
  public static final Instant VALID_AFTER = Instant.parse("2026-12-20T12:00:00Z");

  private final Lifetime lifetime;
  private final List<TestAuthority> voters;
  private final List<String> relays = new ArrayList<>();
  private String header = "";
  private String footer = "";

  /** A consensus that these authorities voted on. */
  public ConsensusText(TestAuthority... voters) {
    this(VALID_AFTER, voters);
  }

  /** The same, valid for three hours from another time on. */
  public ConsensusText(Instant validAfter, TestAuthority... voters) {
    this.lifetime =
        new Lifetime(validAfter, validAfter.plusSeconds(3_600), validAfter.plusSeconds(3 * 3_600));
    this.voters = List.of(voters);
  }

  /** Adds a line to the header. */
  public ConsensusText header(String line) {
    header += line + "\n";
    return this;
  }

  /** Adds the bandwidth weights. */
  public ConsensusText weights(Map<String, Integer> weights) {
    footer =
        "bandwidth-weights "
            + weights.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "))
            + "\n";
    return this;
  }

  /** Adds a relay whose identity is this number. */
  public ConsensusText relay(int number, Bytes microdescriptor, String flags, String bandwidth) {
    return lines(entry(number, microdescriptor, flags, bandwidth));
  }

  /** The entry of such a relay. */
  public static String entry(int number, Bytes microdescriptor, String flags, String bandwidth) {
    return "r relay"
        + number
        + " "
        + base64(identity(number))
        + " 2038-01-01 00:00:00 127.0.0.1 9001 0\nm "
        + base64(microdescriptor.toByteArray())
        + "\ns "
        + flags
        + "\npr Link=4-5 Relay=1-4\n"
        + (bandwidth.isEmpty() ? "" : "w " + bandwidth + "\n");
  }

  /** Adds any lines among the relays. */
  public ConsensusText lines(String lines) {
    relays.add(lines);
    return this;
  }

  /** All that signatures cover, through the space behind the first {@code directory-signature}. */
  public String signedPart() {
    StringBuilder times = new StringBuilder();
    lifetime.write(times);
    return "network-status-version 3 microdesc\nvote-status consensus\nconsensus-method 33\n"
        + times
        + "voting-delay 300 300\n"
        + "known-flags Exit Fast Guard Running Valid\n"
        + header
        + voters.stream()
            .map(
                each ->
                    "dir-source test "
                        + each.identity().toHex()
                        + " 127.0.0.1 127.0.0.1 80 9001\ncontact x\nvote-digest "
                        + each.identity().toHex()
                        + "\n")
            .collect(Collectors.joining())
        + String.join("", relays)
        + "directory-footer\n"
        + footer
        + "directory-signature ";
  }

  /** The document with these signature items. */
  public byte[] with(String... signatures) {
    String signed = signedPart();
    String body = signed.substring(0, signed.length() - "directory-signature ".length());
    return (body + String.join("", signatures)).getBytes(US_ASCII);
  }

  /** The document signed by all who voted. */
  public byte[] signed() {
    return with(voters.stream().map(each -> each.signature(signedPart())).toArray(String[]::new));
  }

  /** The document signed, read and verified. */
  public Consensus consensus() throws DecodeException {
    List<KeyCertificate> certificates = new ArrayList<>();
    for (TestAuthority voter : voters) {
      certificates.add(voter.certificate());
    }
    SignatureCheck check =
        UnverifiedConsensus.read(signed())
            .verify(
                voters.stream().map(TestAuthority::identity).toList(),
                certificates,
                lifetime.validAfter());
    return ((SignatureCheck.Enough) check).consensus();
  }

  static byte[] identity(int number) {
    return ByteBuffer.allocate(20).putInt(number).array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
