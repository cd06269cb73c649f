package org.tropea.protocol.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellCommandTest {
  @ParameterizedTest
  @CsvSource({"0,false", "6,false", "7,true", "8,false", "127,false", "128,true", "255,true"})
  void command_asked_isOfVariableLengthOrNot(int command, boolean variable) {
    assertThat(CellCommand.isVariableLength(command)).isEqualTo(variable);
  }

  @Test
  void name_ofEachConstant_isItsOwn() throws Exception {
    for (var field : CellCommand.class.getFields()) {
      if (!field.getName().equals("BODY_LENGTH")) {
        assertThat(CellCommand.name(field.getInt(null))).isEqualTo(field.getName());
      }
    }
    assertThat(CellCommand.name(200)).isEqualTo("cell command 200");
  }

  @Test
  void destroyReason_printed_isItsName() throws Exception {
    for (var field : DestroyReason.class.getFields()) {
      assertThat(field.get(null)).hasToString(field.getName());
    }
    assertThat(new DestroyReason(200)).hasToString("reason 200");
  }

  @Test
  void destroyReasons_counted_areThoseOfTheSpecification() {
    assertThat(
            Stream.of(DestroyReason.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers())))
        .hasSize(13);
  }

  @Test
  void exceptions_thrown_carryTheirReasonAndNoStack() {
    CircuitException circuit = new CircuitException(DestroyReason.PROTOCOL, "it lied");
    assertThat(circuit).hasMessage("it lied");
    assertThat(circuit.reason()).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(circuit.getStackTrace()).isEmpty();
    assertThat(new ChannelException("it lied").getStackTrace()).isEmpty();
  }
}
