// The host tells the frame that it got: bytes and text. What cannot be serialised throws, or rejects, in the extension.
const HOST = 'org.nativeport.tells_frames';
const told = (error) => (error ? `${error.name}: ${error.message}` : String(error));

const cyclic = {};
cyclic.self = cyclic;
class Point {
  x = 1;
  get y() {
    return 2;
  }
}
const withGetter = {
  get a() {
    throw new RangeError('from the getter');
  },
};
const revoked = Proxy.revocable({}, {});
revoked.revoke();

const VALUES = [
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['string', 'text'],
  ['string, empty', ''],
  ['string "undefined"', 'undefined'],
  ['string, not ASCII', 'é€🙂\u2028\u007f'],
  ['string, lone surrogate', 'a\ud800b'],
  ['string, control characters', '\u0000\b\t\n\u001f"\\/'],
  ['number', 1.5],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-0', -0],
  ['1e21', 1e21],
  ['numbers in an object', { x: Number.NEGATIVE_INFINITY, y: -0, z: 5e-324 }],
  ['function', () => 1],
  ['symbol', Symbol('s')],
  ['BigInt', 1n],
  ['BigInt inside', { a: [1n] }],
  ['cyclic object', cyclic],
  ['cyclic object inside', [{ cyclic }]],
  ['object', { a: 1, b: { c: [] } }],
  ['object with function, undefined and symbol', { a: () => 1, b: undefined, c: Symbol('s'), d: 1 }],
  ['object with a symbol key', { [Symbol('s')]: 1, a: 2 }],
  ['object with number keys', { b: 1, 2: 2, 1: 1 }],
  ['object without prototype', Object.assign(Object.create(null), { a: 1 })],
  ['array with function, undefined and hole', [() => 1, undefined, undefined, 3]],
  ['class instance', new Point()],
  ['Date', new Date(0)],
  ['Date, invalid', new Date(Number.NaN)],
  ['Map', new Map([[1, 2]])],
  ['Set', new Set([1])],
  ['RegExp', /x/g],
  ['Error', new Error('e')],
  ['typed array', new Uint8Array([1, 2])],
  ['ArrayBuffer', new ArrayBuffer(2)],
  ['boxed values', [Object('s'), Object(1), Object(false)]],
  ['boxed BigInt', Object(1n)],
  ['promise', Promise.resolve(1)],
  ['URL', new URL('https://example.org/x')],
  ['toJSON', { toJSON: (key) => ({ key, was: 'called' }) }],
  ['toJSON, nothing', { toJSON: () => undefined }],
  [
    'toJSON, throws',
    {
      toJSON: () => {
        throw new RangeError('from toJSON');
      },
    },
  ],
  [
    'toJSON, throws a string',
    {
      toJSON: () => {
        throw 'a string';
      },
    },
  ],
  ['getter that throws', withGetter],
  ['proxy', new Proxy({ a: 1 }, {})],
  ['proxy, revoked', revoked.proxy],
];

const thrown = (error) =>
  `${told(error)}, an Error here: ${error instanceof Error}, made by ${error?.constructor?.name}`;

async function run() {
  const port = chrome.runtime.connectNative(HOST);
  let answer;
  port.onMessage.addListener((message) => answer(message));
  port.onDisconnect.addListener(() => console.log(`disconnected: ${chrome.runtime.lastError?.message}, ${port.error}`));
  const show = (frame) => `${frame.bytes} bytes, ${frame.text}`;
  for (const [what, value] of VALUES) {
    try {
      const answered = new Promise((resolve) => {
        answer = resolve;
      });
      const returned = port.postMessage(value);
      console.log(
        `postMessage, ${what}: ${show(await answered)}${returned === undefined ? '' : ', returned something'}`,
      );
    } catch (error) {
      console.log(`postMessage, ${what}: throws ${thrown(error)}`);
    }
    let promise;
    try {
      promise = chrome.runtime.sendNativeMessage(HOST, value);
    } catch (error) {
      console.log(`sendNativeMessage, ${what}: throws ${thrown(error)}`);
      continue;
    }
    const outcome = await promise.then(show, (error) => `rejects with ${thrown(error)}`);
    console.log(`sendNativeMessage, ${what}: ${outcome}`);
  }
  try {
    const answered = new Promise((resolve) => {
      answer = resolve;
    });
    port.postMessage();
    console.log(`postMessage, no argument: ${show(await answered)}`);
  } catch (error) {
    console.log(`postMessage, no argument: throws ${thrown(error)}`);
  }
  const answered = new Promise((resolve) => {
    answer = resolve;
  });
  port.postMessage('first', 'second');
  console.log(`postMessage, two arguments: ${show(await answered)}`);
  port.disconnect();
  try {
    port.postMessage(cyclic);
  } catch (error) {
    console.log(`postMessage, cyclic object after disconnect(): throws ${thrown(error)}`);
  }
  console.log('done');
}
run();
