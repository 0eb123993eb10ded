// The host writes the bytes it is told to, and a good frame after them: whether that arrives shows if the port lives.
const HOST = 'org.nativeport.obeys';
const MIB = 1024 * 1024;
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

/** How a port ends, by the other side. Reading lastError here marks it as checked. */
const ended = (port) =>
  new Promise((resolve) => {
    port.onDisconnect.addListener((ofPort) => {
      const { lastError } = chrome.runtime;
      const same = ofPort === port ? 'same port' : 'another port';
      resolve(
        `disconnected, ${same}, lastError ${lastError?.message ?? lastError}, error ${port.error?.message ?? port.error}`,
      );
    });
  });

const utf8 = (text) => [...new TextEncoder().encode(text)];
const header = (bytes) => [bytes & 255, (bytes >> 8) & 255, (bytes >> 16) & 255, (bytes >> 24) & 255];
const frame = (bytes) => [...header(bytes.length), ...bytes];

const FRAMES = [
  ['1 MiB - 1', { stringOfBytes: MIB - 1 }],
  ['1 MiB', { stringOfBytes: MIB }],
  ['1 MiB + 1', { stringOfBytes: MIB + 1 }],
  ['a header alone, 1 MiB + 1', { bytes: header(MIB + 1) }],
  ['a header alone, the largest', { bytes: [255, 255, 255, 255] }],
  ['text without a frame', { bytes: utf8('hello world\n') }],
  ['a frame without a body', { bytes: frame([]) }],
  ['open object', { frames: ['{"a":'] }],
  ['single quotes', { frames: ["{'a':1}"] }],
  ['comma at the end', { frames: ['[1,]'] }],
  ['comment', { frames: ['1 // one'] }],
  ['NaN', { frames: ['NaN'] }],
  ['undefined', { frames: ['undefined'] }],
  ['two values', { frames: ['1 2'] }],
  ['NUL after the value', { bytes: frame([0x31, 0]) }],
  ['line break in a string', { frames: ['"a\nb"'] }],
  ['byte order mark', { bytes: frame([0xef, 0xbb, 0xbf, 0x31]) }],
  ['white space around', { frames: [' \t\r\n{"a" : 1}\n'] }],
  ['string', { frames: ['"é€🙂"'] }],
  ['number', { frames: ['-0.5e2'] }],
  ['true', { frames: ['true'] }],
  ['null', { frames: ['null'] }],
  ['array', { frames: ['[1,[2]]'] }],
  ['numbers at the edge', { frames: ['[9007199254740993,1e400,-1e400,-0,123456789012345678901234567890]'] }],
  ['duplicate keys', { frames: ['{"a":1,"b":2,"a":3}'] }],
  ['__proto__', { frames: ['{"__proto__":{"x":1},"constructor":2}'] }],
  ['escapes', { frames: ['"\\ud800 \\u0000 \\u00e9 \\/"'] }],
  ['bytes that are not UTF-8', { bytes: frame([0x22, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0x22]) }],
  ['surrogate in UTF-8', { bytes: frame([0x22, 0xed, 0xa0, 0x80, 0x22]) }],
  ['201 arrays deep', { frames: ['['.repeat(201) + ']'.repeat(201)] }],
];

function show(message) {
  if (typeof message === 'string' && message.length > 100) return `a string of ${message.length} characters`;
  if (typeof message === 'object' && message !== null && Object.hasOwn(message, '__proto__')) {
    return `own keys ${Object.getOwnPropertyNames(message)}, prototype ${Object.getPrototypeOf(message) === Object.prototype}`;
  }
  const shown = (_, value) =>
    Object.is(value, -0) ? '-0' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return JSON.stringify(message, shown).replace(
    /[^\x20-\x7e]/g,
    (character) => `<${character.codePointAt(0).toString(16)}>`,
  );
}

async function overPort(what, order) {
  const port = chrome.runtime.connectNative(HOST);
  const lived = new Promise((resolve) => {
    port.onMessage.addListener((message) => {
      if (message === 'after') resolve('lives on');
      else console.log(`port, ${what}: ${show(message)}`);
    });
  });
  port.postMessage({ ...order, after: 'after' });
  console.log(`port, ${what}: ${await Promise.race([lived, ended(port)])}`);
  port.disconnect();
}

async function once(what, order) {
  const outcome = await chrome.runtime.sendNativeMessage(HOST, order).then(
    (reply) => `resolves to ${show(reply)}`,
    (error) => `rejects with ${told(error)}`,
  );
  console.log(`sendNativeMessage, ${what}: ${outcome}`);
}

async function run() {
  for (const [what, order] of FRAMES) {
    await overPort(what, order);
    await once(what, order);
  }
  console.log('done');
}
run();
