#!/usr/bin/env python3
"""The native host ping_pong, without any library.

A message is its length in bytes, as four bytes in the machine's own order, and then JSON in UTF-8.
"""

import json
import struct
import sys


def read_message():
    """The next message of the extension, or None when the browser has closed the connection."""
    header = sys.stdin.buffer.read(4)
    if len(header) < 4:
        return None
    (length,) = struct.unpack("=I", header)
    return json.loads(sys.stdin.buffer.read(length))


def send_message(message):
    body = json.dumps(message).encode("utf-8")
    sys.stdout.buffer.write(struct.pack("=I", len(body)) + body)
    sys.stdout.buffer.flush()


def answer_to(text):
    return "pong" if text == "ping" else f'"{text}" is not a ping'


while (message := read_message()) is not None:
    if isinstance(message, dict):
        send_message({"text": answer_to(message.get("text"))})
    else:
        send_message(answer_to(message))
