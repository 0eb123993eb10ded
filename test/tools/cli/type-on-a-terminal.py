"""Runs a command on a pseudo-terminal: type-on-a-terminal.py <steps> <command>...

Steps are JSON: [[wait, type], ...]. Each waits until the screen shows its text, after what the step before has seen, and
then types. Prints the screen, ends with the command's exit code.
"""

import json
import os
import pty
import sys

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)

unseen = b""
while True:
    while steps and steps[0][0].encode() in unseen:
        wait, keys = steps.pop(0)
        unseen = unseen.split(wait.encode(), 1)[1]
        os.write(terminal, keys.encode())
    try:
        shown = os.read(terminal, 65536)
    except OSError:  # Linux says so when the command has left its terminal
        break
    if not shown:
        break
    unseen += shown
    sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
