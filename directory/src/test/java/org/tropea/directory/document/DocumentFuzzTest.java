package org.tropea.directory.document;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.text.IsoTime;

/** Any bytes give a document or a {@link DecodeException}; the seeds are C tor's own documents. */
class DocumentFuzzTest {
  @FuzzTest
  void anyBytes_readAsConsensus_areOneOrRefused(byte[] input) {
    try {
      UnverifiedConsensus.read(input);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  @FuzzTest
  void anyBytes_readAsVote_areOneOrRefused(byte[] input) {
    UnverifiedVote.readAll(input);
    try {
      UnverifiedVote.read(input);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  @FuzzTest
  void anyBytes_readAsKeyCertificates_areSomeOrRefused(byte[] input) {
    KeyCertificate.readAll(input);
    UnverifiedKeyCertificate.readAll(input);
  }

  @FuzzTest
  void anyBytes_readAsMicrodescriptors_areSomeOrRefused(byte[] input) {
    Microdescriptor.readAll(input);
  }

  @FuzzTest
  void anyBytes_readAsRouterDescriptors_areSomeOrRefused(byte[] input) {
    UnverifiedRouterDescriptor.readAll(input);
    UnverifiedExtraInfo.readAll(input);
  }

  @FuzzTest
  void anyBytes_readAsDetachedSignatures_areThemOrRefused(byte[] input) {
    try {
      DetachedSignatures.read(input);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  @FuzzTest
  void anyBytes_readAsOnionServiceDescriptor_areOneOrRefused(byte[] input) {
    try {
      UnverifiedOnionServiceDescriptor.read(input, UnverifiedOnionServiceDescriptor.LENGTH_LIMIT)
          .verify(Curve25519.fastest(), Instant.EPOCH);
    } catch (DecodeException e) {
      // Refused.
    }
  }

  /** The small formats inside documents, each of one line. */
  @FuzzTest
  void anyText_readAsAWordOfADocument_isOneOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    TorVersion.read(text);
    MicrodescriptorVote.read(text);
    List<Reader> readers =
        List.of(
            () -> PortPolicy.read(text),
            () -> Protocols.read(text),
            () -> ExitPolicy.read(List.of(text)),
            () -> ExitPolicy.readDescriptor(List.of(text)),
            () -> Base64Digest.read(text, 32),
            () -> Addresses.ipv4(text),
            () -> Addresses.ipv6(text),
            () -> Addresses.socketAddress(text),
            () -> Addresses.port(text),
            () -> IsoTime.read(text, text));
    for (Reader reader : readers) {
      try {
        reader.read();
      } catch (DecodeException e) {
        // Refused.
      }
    }
  }

  private interface Reader {
    Object read() throws DecodeException;
  }
}
