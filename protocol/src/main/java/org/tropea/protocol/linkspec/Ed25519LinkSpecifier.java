package org.tropea.protocol.linkspec;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;

/** A relay's Ed25519 identity, type 3: 32 bytes. */
public record Ed25519LinkSpecifier(Ed25519Identity identity) implements LinkSpecifier {
  static final int TYPE = 3;

  @Override
  public void write(ByteWriter writer) {
    writer.u8(TYPE).u8(Ed25519Identity.LENGTH).bytes(identity.value());
  }
}
