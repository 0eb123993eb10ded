/*
 * Starts a host on two true pipes, as a browser does, and measures it; the clock is in here.
 *
 *   parent BYTES COUNT WINDOW WARM-UP COMMAND...
 *
 * Sends COUNT messages {"id":1,"data":"xx..."} of BYTES bytes with at most WINDOW of them unanswered, after as many
 * rounds of WARM-UP messages, and prints
 *   { "startNs": spawn to first reply, "elapsedNs": first byte sent to last byte received, "peakKb": of the host }
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
enum { READ_BYTES = 1 << 20, BATCH_BYTES = 1 << 22, PATIENCE_MS = 180000 };
static int to_host, from_host;
static pid_t host;

static long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *why) {
  printf("{\"failed\":\"%s\"}\n", why);
  kill(host, SIGKILL);
  exit(0);
}

/* As many whole frames as one batch has room for, all the same. */
static char *make_batch(size_t body, size_t frames) {
  const char *start = "{\"id\":1,\"data\":\"", *end = "\"}";
  char *batch = malloc(frames * (4 + body));
  for (size_t frame = 0; frame < frames; frame += 1) {
    char *at = batch + frame * (4 + body);
    uint32_t length = (uint32_t)body;
    memcpy(at, &length, 4);
    memset(at + 4, 'x', body);
    memcpy(at + 4, start, strlen(start));
    memcpy(at + 4 + body - strlen(end), end, strlen(end));
  }
  return batch;
}

static void exchange(size_t body, long count, long window) {
  static char *input;
  if (!input) input = malloc(READ_BYTES);
  size_t frame = 4 + body, frames = BATCH_BYTES / frame > 0 ? BATCH_BYTES / frame : 1;
  static char *batch;
  static size_t batch_body;
  if (batch_body != body) {
    free(batch);
    batch = make_batch(body, frames);
    batch_body = body;
  }
  size_t sent = 0, skip = 0, header_bytes = 0;
  long received = 0;
  unsigned char header[4];
  while (received < count) {
    long may_send = received + window < count ? received + window : count;
    size_t due = (size_t)may_send * frame;
    int blocked = 0;
    while (sent < due && !blocked) {
      size_t offset = sent % (frame * frames), part = frame * frames - offset;
      if (part > due - sent) part = due - sent;
      ssize_t written = write(to_host, batch + offset, part);
      if (written > 0) sent += (size_t)written;
      else if (errno == EAGAIN) blocked = 1;
      else fail("the host does not read any more");
    }
    ssize_t got = read(from_host, input, READ_BYTES);
    if (got < 0 && errno == EAGAIN) {
      struct pollfd wait[2] = {{from_host, POLLIN, 0}, {to_host, POLLOUT, 0}};
      if (poll(wait, sent < due ? 2 : 1, PATIENCE_MS) == 0) fail("no reply");
      continue;
    }
    if (got <= 0) fail("the host exited");
    for (ssize_t at = 0; at < got;) {
      if (skip > 0) {
        size_t part = (size_t)(got - at) < skip ? (size_t)(got - at) : skip;
        skip -= part;
        at += (ssize_t)part;
        if (skip == 0) received += 1;
      } else {
        header[header_bytes++] = (unsigned char)input[at++];
        if (header_bytes == 4) {
          uint32_t length;
          memcpy(&length, header, 4);
          header_bytes = 0;
          skip = length;
          if (length == 0) fail("an empty reply");
        }
      }
    }
  }
}

int main(int argument_count, char **arguments) {
  if (argument_count < 6) return 2;
  size_t body = (size_t)atol(arguments[1]);
  long count = atol(arguments[2]), window = atol(arguments[3]), warm_up = atol(arguments[4]);
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) return 1;
  to_host = in[1];
  from_host = out[0];
  fcntl(to_host, F_SETFL, O_NONBLOCK);
  fcntl(from_host, F_SETFL, O_NONBLOCK);
  signal(SIGPIPE, SIG_IGN);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);

  long long start = now_ns();
  if (posix_spawnp(&host, arguments[5], &actions, NULL, arguments + 5, environ)) fail("not started");
  close(in[0]);
  close(out[1]);
  exchange(20, 1, 1);
  long long start_ns = now_ns() - start;

  if (warm_up > 0) exchange(body, warm_up, window);
  start = now_ns();
  exchange(body, count, window);
  long long elapsed_ns = now_ns() - start;

  close(to_host);
  close(from_host);
  struct rusage usage;
  int status;
  wait4(host, &status, 0, &usage);
  printf("{\"startNs\":%lld,\"elapsedNs\":%lld,\"peakKb\":%ld}\n", start_ns, elapsed_ns, usage.ru_maxrss);
  return 0;
}
