package org.tropea.protocol.linkspec;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.RsaIdentity;

/** A relay's RSA identity, type 2: 20 bytes. */
public record RsaLinkSpecifier(RsaIdentity identity) implements LinkSpecifier {
  static final int TYPE = 2;

  @Override
  public void write(ByteWriter writer) {
    writer.u8(TYPE).u8(RsaIdentity.LENGTH).bytes(identity.value());
  }
}
