package org.tropea.authority.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.UnverifiedExtraInfo;
import org.tropea.directory.document.UnverifiedRouterDescriptor;
import org.tropea.directory.text.Chunks;

/**
 * What somebody posted: descriptors whose signatures are good, and extra-info documents, which can
 * only be checked against a descriptor. Immutable.
 *
 * @param verdict on what could not even be read or was signed wrongly
 */
public record Upload(
    List<RouterDescriptor> descriptors,
    List<UnverifiedExtraInfo> extraInfos,
    UploadVerdict verdict) {
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Keeps its own copies. */
  public Upload {
    descriptors = List.copyOf(descriptors);
    extraInfos = List.copyOf(extraInfos);
  }

  /** Reads and checks all documents; costs a few signatures each, so never on an event loop. */
  public static Upload read(byte[] body, Curve25519 curve, Instant now) {
    if (!isText(body)) {
      return refused("descriptor(s) or extrainfo(s) not valid UTF-8 or had BOM.");
    }
    List<RouterDescriptor> descriptors = new ArrayList<>();
    List<UnverifiedExtraInfo> extraInfos = new ArrayList<>();
    UploadVerdict verdict = UploadVerdict.ACCEPTED;
    for (byte[] document : Chunks.startingWith(body, "router", "extra-info")) {
      try {
        if (startsWith(document, "extra-info ")) {
          extraInfos.add(UnverifiedExtraInfo.read(document));
        } else if (startsWith(document, "router ")) {
          // What stands in front of the first document is passed over.
          descriptors.add(UnverifiedRouterDescriptor.read(document).verify(curve, now));
        }
      } catch (DecodeException e) {
        verdict = verdict.or(UploadVerdict.refused("Malformed: " + e.getMessage()));
      }
    }
    if (descriptors.isEmpty() && extraInfos.isEmpty()) {
      verdict = verdict.or(UploadVerdict.refused("No descriptors found in your POST."));
    }
    return new Upload(descriptors, extraInfos, verdict);
  }

  private static Upload refused(String reason) {
    return new Upload(List.of(), List.of(), UploadVerdict.refused(reason));
  }

  private static boolean startsWith(byte[] document, String text) {
    byte[] prefix = text.getBytes(StandardCharsets.US_ASCII);
    return document.length >= prefix.length
        && Arrays.equals(document, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean isText(byte[] body) {
    if (body.length >= BOM.length && Arrays.equals(body, 0, 3, BOM, 0, 3)) {
      return false;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
