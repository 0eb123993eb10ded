// The wire, written out by hand: | body length: uint32, little-endian | body |

/** Calls `received` with the body of each frame on stdin, in order. Stdin's end is the caller's business. */
export function onFrame(received) {
  let rest = Buffer.alloc(0);
  process.stdin.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32LE()) {
      const end = 4 + rest.readUInt32LE();
      const body = rest.subarray(4, end);
      rest = rest.subarray(end);
      received(body);
    }
  });
}

export function frame(body) {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(Buffer.byteLength(body));
  return Buffer.concat([header, Buffer.from(body)]);
}

let isGuarded = false;

/** Sends a frame by the stream of stdout; `body` is its text or its bytes. */
export function send(body) {
  if (!isGuarded) {
    isGuarded = true;
    process.stdout.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error; // after disconnect() the browser reads no more; that must not end the host
    });
  }
  process.stdout.write(frame(body));
}
