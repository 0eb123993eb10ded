// A host without any library: answers each message with its text in capitals, and with its own arguments.
let waiting = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32LE(0)) {
    const end = 4 + waiting.readUInt32LE(0);
    const message = JSON.parse(waiting.subarray(4, end).toString());
    waiting = waiting.subarray(end);
    const body = Buffer.from(JSON.stringify({ text: message.toUpperCase(), args: process.argv.slice(2, 4) }));
    const header = Buffer.alloc(4);
    header.writeUInt32LE(body.length);
    process.stdout.write(Buffer.concat([header, body]));
  }
});
