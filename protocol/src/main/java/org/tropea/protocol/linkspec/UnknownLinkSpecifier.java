package org.tropea.protocol.linkspec;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteWriter;

/** A specifier of a type of 4 or more, at most 255 bytes: ignored, but passed on unchanged. */
public record UnknownLinkSpecifier(int type, Bytes body) implements LinkSpecifier {
  /** Refuses the known types, and bodies that do not fit. */
  public UnknownLinkSpecifier {
    if (type <= Ed25519LinkSpecifier.TYPE || type > 0xff || body.size() > 0xff) {
      throw new IllegalArgumentException("not an unknown link specifier");
    }
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(type).u8(body.size()).bytes(body);
  }
}
