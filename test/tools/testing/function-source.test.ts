import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { functionSource, scriptOf } from '../../../src/tools/testing/function-source.js';

const methods = {
  short(n: number) {
    return n * 2;
  },
  async later(n: number) {
    return n * 2;
  },
  'a-b'(n: number) {
    return n * 2;
  },
};

describe('a function as the source for another realm', () => {
  it.each([
    { what: 'an arrow function', fn: (n: number) => n * 2 },
    {
      what: 'a function expression',
      fn: function twice(n: number) {
        return n * 2;
      },
    },
    { what: 'an async function', fn: async (n: number) => n * 2 },
    { what: 'a method', fn: methods.short },
    { what: 'an async method', fn: methods.later },
    { what: 'a method whose name is no identifier', fn: methods['a-b'] },
  ])('$what', async ({ fn }) => {
    expect(await vm.runInNewContext(functionSource(fn))(4)).toBe(8);
  });

  it('brings what compilers put around functions to keep their names', () => {
    const fn = Object.assign(() => undefined, { toString: () => 'never asked' });
    expect(functionSource(fn)).toContain('undefined');
    expect(vm.runInNewContext(functionSource(new Function('return __name((n) => n, "n")(3)') as () => number))()).toBe(
      3,
    );
  });

  it('a script is text as it is, or a function that is called', () => {
    expect(scriptOf('text')).toBe('text');
    const context = vm.createContext({ heard: [] });
    vm.runInContext(
      scriptOf(() => (globalThis as unknown as { heard: number[] }).heard.push(1)),
      context,
    );
    expect(context.heard).toEqual([1]);
  });
});
