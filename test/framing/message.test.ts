import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  decodeText,
  encodeMessage,
  encodeText,
  HEADER_BYTES,
  MAX_BYTES,
} from '../../src/framing/index.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (code: string) => expect.objectContaining({ name: 'FrameError', code });

describe('a body becomes a message', () => {
  it.each([
    { what: 'a string', text: '"hi"', message: 'hi' },
    { what: 'a number, false and null (W12, 5.10)', text: '[0,false,null]', message: [0, false, null] },
    { what: 'null as the root', text: 'null', message: null },
    { what: 'white space around it (W11, 5.11)', text: ' \t\r\n{"a":1}\n', message: { a: 1 } },
    { what: 'an escaped lone surrogate', text: '"\\ud800"', message: '\ud800' },
    { what: 'a key twice: the last one counts (5.13)', text: '{"a":1,"a":2}', message: { a: 2 } },
    {
      what: 'numbers beyond a double',
      text: '[1e400,12345678901234567890]',
      message: [Number.POSITIVE_INFINITY, 12345678901234567000],
    },
  ])('$what', ({ text, message }) => {
    expect(decodeMessage(bytesOf(text))).toEqual(message);
  });

  it('__proto__ twice: an own property, the last one counts, no prototype is touched (5.13)', () => {
    const message = decodeMessage(bytesOf('{"__proto__":{"a":1},"__proto__":{"b":2}}'));
    expect(Object.getOwnPropertyDescriptor(message, '__proto__')?.value).toEqual({ b: 2 });
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect(({} as { b?: number }).b).toBeUndefined();
  });

  it.each([
    { what: 'a byte that never occurs', bytes: [0x22, 0xff, 0x22], message: '\ufffd' },
    { what: 'a character that breaks off', bytes: [0x22, 0xe2, 0x82, 0x22], message: '\ufffd' },
    { what: 'a surrogate in UTF-8', bytes: [0x22, 0xed, 0xa0, 0x80, 0x22], message: '\ufffd\ufffd\ufffd' },
    { what: 'an overlong slash', bytes: [0x22, 0xc0, 0xaf, 0x22], message: '\ufffd\ufffd' },
  ])('invalid UTF-8 becomes U+FFFD: $what (W10, 5.12)', ({ bytes, message }) => {
    expect(decodeMessage(new Uint8Array(bytes))).toBe(message);
  });

  it('deep nesting', () => {
    expect(() => decodeMessage(bytesOf(`${'['.repeat(5000)}${']'.repeat(5000)}`))).not.toThrow();
  });
});

describe('a byte order mark (W11, 5.11)', () => {
  const marked = bytesOf('\ufeff{"a":1}');
  it('stays by default, and is not JSON', () => {
    expect(decodeText(marked)).toBe('\ufeff{"a":1}');
    expect(() => decodeMessage(marked)).toThrow(codeOf('MESSAGE_NOT_JSON'));
  });
  it('is left out on demand, once, and only at the start', () => {
    expect(decodeMessage(marked, { skipByteOrderMark: true })).toEqual({ a: 1 });
    expect(decodeText(bytesOf('\ufeff\ufeffa\ufeff'), { skipByteOrderMark: true })).toBe('\ufeffa\ufeff');
  });
});

describe('a body that is no message does not end the stream', () => {
  it('an empty one', () => {
    expect(() => decodeMessage(new Uint8Array(0))).toThrow(codeOf('FRAME_EMPTY'));
  });
  it.each(['{"a":', "{'a':1}", '{"a":1,}', '{} // x', 'NaN', '1 xx', '"a\u0000b"', ' ', 'nul'])('%j', (text) => {
    const decode = () => decodeMessage(bytesOf(text));
    expect(decode).toThrow(codeOf('MESSAGE_NOT_JSON'));
    expect(decode).toThrow(`${bytesOf(text).byteLength} bytes`);
    expect(decode).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });
});

describe('a message becomes a frame', () => {
  it('and back, any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (message) => {
        const body = encodeMessage(message, MAX_BYTES).subarray(HEADER_BYTES);
        expect(decodeMessage(body)).toEqual(JSON.parse(JSON.stringify(message)));
      }),
    );
  });

  it('a lone surrogate goes as an escape (W6)', () => {
    expect(encodeText('\ud800')).toBe('"\\ud800"');
    expect(decodeMessage(encodeMessage('\ud800', MAX_BYTES).subarray(HEADER_BYTES))).toBe('\ud800');
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const throws = {
    toJSON: () => {
      throw new Error('not today');
    },
  };
  it.each([
    { what: 'undefined', value: undefined, says: 'type undefined' },
    { what: 'a function', value: () => 1, says: 'type function' },
    { what: 'a symbol', value: Symbol('s'), says: 'type symbol' },
    { what: 'a BigInt', value: 1n, says: 'BigInt' },
    { what: 'a cycle', value: cycle, says: 'circular' },
    { what: 'a toJSON that throws', value: throws, says: 'not today' },
  ])('but not $what', ({ value, says }) => {
    expect(() => encodeMessage(value, MAX_BYTES)).toThrow(codeOf('MESSAGE_NOT_SERIALISABLE'));
    expect(() => encodeMessage(value, MAX_BYTES)).toThrow(says);
  });
});
