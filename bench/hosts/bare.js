// The floor in Node: what one would write by hand with care, linear, one write per reply, and nothing else.
const reply = process.argv[2] === 'length' ? (message) => message.data.length : (message) => message;

let parts = [];
let bytes = 0;

function send(message) {
  const json = JSON.stringify(message);
  const length = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(4 + length);
  frame.writeUInt32LE(length);
  frame.write(json, 4);
  process.stdout.write(frame);
}

process.stdin.on('data', (chunk) => {
  parts.push(chunk);
  bytes += chunk.length;
  let need = parts[0].length >= 4 ? 4 + parts[0].readUInt32LE(0) : 4;
  if (bytes < need) return;
  let all = parts.length === 1 ? chunk : Buffer.concat(parts);
  while (all.length >= 4) {
    need = 4 + all.readUInt32LE(0);
    if (all.length < need) break;
    send(reply(JSON.parse(all.toString('utf8', 4, need))));
    all = all.subarray(need);
  }
  parts = all.length > 0 ? [all] : [];
  bytes = all.length;
});
