/* The floor: reads frames, writes them back or answers with their length, does no JSON. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(1, bytes, length);
    if (written <= 0) exit(0);
    bytes += written;
    length -= (size_t)written;
  }
}

int main(int count, char **arguments) {
  int answers_length = count > 1 && strcmp(arguments[1], "length") == 0;
  size_t room = 1 << 16, held = 0;
  char *buffer = malloc(room);
  for (;;) {
    ssize_t got = read(0, buffer + held, room - held);
    if (got <= 0) return 0;
    held += (size_t)got;
    size_t done = 0, need = 0;
    while (held - done >= 4) {
      uint32_t body;
      memcpy(&body, buffer + done, 4);
      need = 4 + (size_t)body;
      if (held - done < need) break;
      if (answers_length) {
        char reply[32];
        uint32_t length = (uint32_t)sprintf(reply + 4, "%u", body);
        memcpy(reply, &length, 4);
        write_all(reply, 4 + length);
      }
      done += need;
    }
    if (!answers_length) write_all(buffer, done);
    memmove(buffer, buffer + done, held - done);
    held -= done;
    if (need > room || held == room) buffer = realloc(buffer, room = need > room ? need : 2 * room);
  }
}
