package org.tropea.command;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Several roles in one process, which have one {@link RoleEnd}. */
record Roles(List<Role> roles) implements Role {
  @Override
  public void await() throws CannotStart, InterruptedException {
    roles.get(0).await();
  }

  @Override
  public Duration leave() {
    return roles.stream().map(Role::leave).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  @Override
  public void take(Options options) {
    roles.forEach(role -> role.take(options));
  }

  @Override
  public List<String> summary() {
    return roles.stream().flatMap(role -> role.summary().stream()).toList();
  }

  @Override
  public void close() {
    // In reverse: what others need was started before them.
    for (int i = roles.size() - 1; i >= 0; i--) {
      roles.get(i).close();
    }
  }
}
