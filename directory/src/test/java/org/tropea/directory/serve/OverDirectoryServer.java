package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vectors;
import org.tropea.directory.serve.Documents.ServedConsensus;

/** A test of a directory server that has documents of C tor, at a time when they are fresh. */
abstract class OverDirectoryServer {
  static final String CONSENSUS = "/tor/status-vote/current/consensus-microdesc";
  static final List<KeyCertificate> CERTIFICATES =
      KeyCertificate.readAll(Vectors.file("ctor-network/keys-all")).documents();
  static final Consensus MICRODESC = consensus("consensus-microdesc");
  static final Consensus NS = consensus("consensus");
  static final Instant NOW = MICRODESC.lifetime().validAfter().plusSeconds(5);
  static final Batch<Microdescriptor> MICRODESCRIPTORS =
      Microdescriptor.readAll(Vectors.file("ctor-network/micro"));

  final DocumentRoutes routes = new DocumentRoutes(InstantSource.fixed(NOW));

  OverDirectoryServer() {
    routes.update(
        documents ->
            documents
                .with(ServedConsensus.of(MICRODESC))
                .with(ServedConsensus.of(NS))
                .withCertificates(CERTIFICATES)
                .withMicrodescriptors(MICRODESCRIPTORS.documents()));
  }

  static Consensus consensus(String name) {
    try {
      UnverifiedConsensus read = UnverifiedConsensus.read(Vectors.file("ctor-network/" + name));
      List<RsaIdentity> signers = CERTIFICATES.stream().map(KeyCertificate::identity).toList();
      SignatureCheck check = read.verify(signers, CERTIFICATES, read.lifetime().validAfter());
      return ((SignatureCheck.Enough) check).consensus();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** An answer: its head, its body, and whether the channel was closed behind it. */
  record Reply(String head, byte[] body, boolean closed) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  EmbeddedChannel channel(Routes served) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    new DirectoryServer(served, InstantSource.fixed(NOW)).install(channel, null);
    return channel;
  }

  Reply ask(String request) {
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
    return reply(channel);
  }

  static Reply reply(EmbeddedChannel channel) {
    channel.runPendingTasks();
    boolean closed = !channel.isOpen();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      all.writeBytes(bytes);
    }
    channel.finishAndReleaseAll();
    String text = all.toString(ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    return end < 0
        ? new Reply(text, new byte[0], closed)
        : new Reply(
            text.substring(0, end + 2), text.substring(end + 4).getBytes(ISO_8859_1), closed);
  }

  Reply get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.0\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return ask(request + "\r\n");
  }
}
