package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubprotocolTest {
  @Test
  void table_givesTheProtoLine() {
    assertThat(Subprotocol.SPOKEN.text())
        .isEqualTo(
            "Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 Link=4-5 LinkAuth=3 Microdesc=1-3 Relay=2-6");
  }

  @Test
  void table_namesEachVersionOnce() {
    assertThat(Subprotocol.TABLE)
        .extracting(each -> each.name() + "=" + each.version())
        .doesNotHaveDuplicates();
  }
}
