import { describe, expect, it } from 'vitest';
import { eventsOf, runToEnd } from './start-run.js';

// One line of code, and what the trace says of it.
const ROWS: { code: string; level?: string; args: unknown[] }[] = [
  { code: 'console.log("text", 1, true, null, [1, { a: "b" }])', args: ['text', 1, true, null, [1, { a: 'b' }]] },
  { code: 'console.debug("d")', level: 'debug', args: ['d'] },
  { code: 'console.info("i")', level: 'info', args: ['i'] },
  { code: 'console.warn("w")', level: 'warn', args: ['w'] },
  { code: 'console.error("e")', level: 'error', args: ['e'] },
  { code: 'const { log } = console; log("alone")', args: ['alone'] },
  { code: 'console.log(undefined, NaN, -0, 1n, Symbol("s"))', args: ['undefined', 'NaN', '-0', '1n', 'Symbol(s)'] },
  {
    code: 'console.log(new Map([[1, 2]]), new Set(["a"]), () => 1)',
    args: ['Map(1) { 1 => 2 }', "Set(1) { 'a' }", '[Function (anonymous)]'],
  },
  { code: 'console.log({ a: undefined }, [1, , 2])', args: ['{ a: undefined }', '[ 1, <1 empty item>, 2 ]'] },
  { code: 'const cycle = {}; cycle.self = cycle; console.log(cycle)', args: ['<ref *1> { self: [Circular *1] }'] },
  { code: 'console.log({ get a() { throw new Error("no") } })', args: ['{ a: [Getter] }'] },
  { code: 'console.log("%s is %d%%", "x", 5, { more: 1 })', args: ['x is 5% { more: 1 }'] },
  { code: 'console.log("100%", 1)', args: ['100%', 1] },
  { code: 'console.log("%cred", "color: red")', args: ['red'] },
  { code: 'console.assert(false, "sum")', level: 'error', args: ['Assertion failed:', 'sum'] },
  { code: 'console.count(); ', level: 'info', args: ['default: 1'] },
  { code: 'console.group("G"); console.groupEnd()', args: ['G'] },
  { code: 'console.dir({ a: 1 })', args: ['{ a: 1 }'] },
  { code: 'console.timeEnd("none")', level: 'warn', args: ["Timer 'none' does not exist"] },
  { code: 'console.assert(true); console.clear(); console.log("last")', args: ['last'] },
];

describe('what a console gets, as JSON can hold it', async () => {
  it('row by row', async () => {
    const { events } = await runToEnd({ 'background.js': ROWS.map(({ code }) => `{ ${code} }`).join('\n') });
    const lines = eventsOf(events, 'console').map(({ level, args }, index) => ({
      code: ROWS[index]?.code,
      level,
      args,
    }));
    expect(lines).toEqual(ROWS.map(({ code, level = 'log', args }) => ({ code, level, args })));
  });

  it('groups indent, errors keep their stack', async () => {
    const { said } = await runToEnd({
      'background.js':
        'console.group(); console.log("in"); console.log(1); console.groupEnd(); console.log(new Error("x"));',
    });
    expect(said).toEqual([['  in'], ['  ', 1], [expect.stringMatching(/^Error: x\n {4}at .*background\.js:1:\d+/)]]);
  });
});
