package org.tropea.authority.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Vote;

class ConsensusBuilderTest {
  @ParameterizedTest
  @CsvSource({"0.4.9.11-a,3", "0.4.9.11-b,4", "0.4.9.11-m34,3", "0.4.9.11-srv,4", "0.4.9.15-a,3"})
  void build_votesOfCTor_givesItsBytes(String name, int authorities) throws Exception {
    List<Vote> votes = new ArrayList<>(Vectors.votes(name));
    assertThat(votes).hasSize(authorities);
    Collections.shuffle(votes, new Random(1));

    ConsensusBuilder builder = new ConsensusBuilder(votes, authorities, Method.known());

    assertThat(builder.write(Flavour.NS)).isEqualTo(Vectors.text(name, "consensus-ns"));
    assertThat(builder.write(Flavour.MICRODESC))
        .isEqualTo(Vectors.text(name, "consensus-microdesc"));
  }
}
