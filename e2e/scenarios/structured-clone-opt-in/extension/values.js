class Point {
  x = 1;
}
const cycle = {};
cycle.self = cycle;
const holes = [1, undefined];
holes.length = 3;
const shared = { a: 1 };
// biome-ignore lint/correctness/noUnusedVariables: the page uses it
const VALUES = {
  undefined: undefined,
  null: null,
  'not a number': Number.NaN,
  'minus zero': -0,
  'a BigInt': 123n,
  'a lone surrogate': '\ud800',
  'a list with holes': holes,
  'a member that is undefined': { a: 1, b: undefined },
  'a date': new Date(0),
  'a map': new Map([[1, { a: [2] }]]),
  'a set': new Set([1, 'x']),
  'a pattern': /a+/gi,
  'an error': new RangeError('no'),
  'an error with a cause': new Error('outer', { cause: new TypeError('inner') }),
  'an error with a member': Object.assign(new Error('no'), { code: 5 }),
  bytes: new Uint8Array([1, 2, 3]),
  'a buffer': new ArrayBuffer(4),
  'an instance': new Point(),
  'a boxed text': Object('x'),
  'a cycle': cycle,
  'one thing twice': [shared, shared],
  'a getter': {
    get a() {
      return 5;
    },
  },
  'a getter that throws': {
    get a() {
      throw new RangeError('no');
    },
  },
  'its own toJSON': { a: 1, toJSON: () => 'json' },
  'toJSON of its class': new (class {
    a = 1;
    toJSON() {
      return 'json';
    }
  })(),
  'a function': () => undefined,
  'a function inside': { a: () => undefined },
  'a symbol': Symbol('s'),
  'a symbol inside': { a: Symbol('s') },
  'a promise': Promise.resolve(1),
  'a weak map': new WeakMap(),
  'a blob': new Blob(['abc'], { type: 'text/plain' }),
};

/** A text that tells types and members apart. */
// biome-ignore lint/correctness/noUnusedVariables: the page and the background use it
function show(value, seen = new Set()) {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '<again>';
  seen.add(value);
  const inner = (each) => show(each, seen);
  const name = value.constructor?.name;
  if (value instanceof Map) return `${name} ${[...value].map((pair) => pair.map(inner).join(' => '))}`;
  if (value instanceof Set) return `${name} ${[...value].map(inner)}`;
  if (value instanceof Date) return `${name} ${value.getTime()}`;
  if (value instanceof RegExp) return `${name} ${value}`;
  if (value instanceof Error) return `${name} ${value.message}, cause ${inner(value.cause)}, code ${value.code}`;
  if (value instanceof ArrayBuffer) return `${name} of ${value.byteLength}`;
  if (value instanceof Blob) return `${name} of ${value.size}, ${value.type}`;
  if (Array.isArray(value)) return `[${Array.from(value, (each, index) => (index in value ? inner(each) : 'hole'))}]`;
  if (name !== 'Object') return `${name} ${String(value)}`;
  return `{${Object.keys(value).map((key) => `${key}: ${inner(value[key])}`)}}`;
}
