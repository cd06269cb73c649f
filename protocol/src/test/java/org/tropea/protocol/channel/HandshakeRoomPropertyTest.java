package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;

/** Whatever comes and goes: the bound holds, and who loses a place had most. */
class HandshakeRoomPropertyTest {
  private static final int PLACES = 12;
  private static final int LINKS = 60;

  private record Held(Bytes address, Channel link) {}

  @Test
  void room_anyComingAndGoing_holdsItsBound_andTakesFromTheBiggest() {
    List<Channel> links = new ArrayList<>();
    for (int i = 0; i < LINKS; i++) {
      links.add(new EmbeddedChannel());
    }
    Draws.check(
        draws -> {
          HandshakeRoom room = new HandshakeRoom(PLACES);
          List<Held> held = new ArrayList<>();
          for (Channel link : links) {
            Bytes address = Bytes.copyFrom(new byte[] {(byte) draws.between(0, 5)});
            if (draws.between(0, 2) == 0 && !held.isEmpty()) {
              Held gone = held.remove((int) draws.between(0, held.size() - 1L));
              room.leave(gone.address(), gone.link());
              room.leave(gone.address(), gone.link());
            }
            Channel loser = room.enter(address, link);
            assertThat(loser != null).isEqualTo(held.size() == PLACES);
            if (loser != null) {
              Held lost = held.stream().filter(each -> each.link() == loser).findFirst().get();
              long most =
                  held.stream().mapToLong(each -> count(held, each.address())).max().getAsLong();
              assertThat(count(held, lost.address())).isEqualTo(most);
              assertThat(
                      held.stream()
                          .filter(each -> each.address().equals(lost.address()))
                          .findFirst())
                  .as("the oldest of that address")
                  .contains(lost);
              held.remove(lost);
            }
            held.add(new Held(address, link));
          }
        });
  }

  private static long count(List<Held> held, Bytes address) {
    return held.stream().filter(each -> each.address().equals(address)).count();
  }
}
