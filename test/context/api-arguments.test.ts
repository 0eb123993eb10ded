import { describe, expect, it } from 'vitest';
import { thrownBy } from '../browser/small-world.js';
import { at, createPlayed, type PlayedOptions } from './played-browser.js';

const FULL: PlayedOptions = { permissions: ['scripting', 'storage', 'userScripts'] };

const SIGNATURES: Record<string, string> = {
  'tabs.connect': 'integer tabId, optional object connectInfo',
  'tabs.sendMessage': 'integer tabId, any message, optional object options, optional function callback',
  'tabs.get': 'integer tabId, optional function callback',
  'tabs.query': 'object queryInfo, optional function callback',
  'tabs.create': 'object createProperties, optional function callback',
  'tabs.update': 'optional integer tabId, object updateProperties, optional function callback',
  'tabs.remove': '[integer|array] tabIds, optional function callback',
  'runtime.getContexts': 'runtime.ContextFilter filter, optional function callback',
  'storage.get': 'optional [string|array|object] keys, optional function callback',
  'storage.set': 'object items, optional function callback',
  'storage.remove': '[string|array] keys, optional function callback',
  'storage.setAccessLevel': 'object accessOptions, optional function callback',
  'scripting.executeScript': 'scripting.ScriptInjection injection, optional function callback',
};
const NO_SIGNATURE = 'No matching signature.';
const inParameter = (name: string, fault: string): string => `Error at parameter '${name}': ${fault}`;
const inOptions = (fault: string): string => inParameter('options', fault);
const inInfo = (fault: string): string => inParameter('connectInfo', fault);
const inScript = (fault: string): string => inParameter('injection', fault);
const func = (): void => undefined;
const target = { tabId: 1 };

/** `chromium`: the reason after the signature. `firefox`: what is wrong, or undefined where Firefox takes it. */
interface Row {
  ids?: string;
  call: string;
  args: unknown[];
  /** In error texts, where it is not the path. */
  called?: { chromium: string; firefox: string };
  chromium: string | undefined;
  firefox: string | undefined;
}
const MISMATCH = 'mismatch';
const tabId = {
  chromium: inParameter('tabId', 'Value must be at least 0.'),
  firefox: 'tabId (Integer -1 is too small (must be at least 0))',
};
const area = (name: string) => ({ chromium: `storage.${name}`, firefox: `storage.StorageArea.${name}` });
// biome-ignore format: a table reads best in columns
const ROWS: Row[] = [
  { ids: 'R10, 9.5', call: 'tabs.sendMessage', args: [-1, 'm'], ...tabId },
  { ids: 'R10', call: 'tabs.sendMessage', args: [2 ** 31, 'm'], chromium: NO_SIGNATURE, firefox: undefined },
  { ids: 'R13, 9.5', call: 'tabs.sendMessage', args: ['1', 'm'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [0.5, 'm'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [undefined, 'm'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [null, 'm'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [1], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [1, 'm', 'x'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.sendMessage', args: [1, 'm', {}, func, 5], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R10, 9.4', call: 'tabs.sendMessage', args: [1, 'm', { frameId: -1 }], chromium: inOptions("Error at property 'frameId': Value must be at least 0."), firefox: 'options (Error processing frameId: Integer -1 is too small (must be at least 0))' },
  { ids: 'R12', call: 'tabs.sendMessage', args: [1, 'm', { frameId: '0' }], chromium: inOptions("Error at property 'frameId': Invalid type: expected integer, found string."), firefox: 'options (Error processing frameId: Expected integer instead of "0")' },
  { ids: 'R12', call: 'tabs.sendMessage', args: [1, 'm', { frameId: 0.5 }], chromium: inOptions("Error at property 'frameId': Invalid type: expected integer, found number."), firefox: 'options (Error processing frameId: Expected integer instead of 0.5)' },
  { ids: 'R12', call: 'tabs.sendMessage', args: [1, 'm', { documentId: 5 }], chromium: inOptions("Error at property 'documentId': Invalid type: expected string, found integer."), firefox: 'options (Error processing documentId: Expected string instead of 5)' },
  { ids: 'R12', call: 'tabs.sendMessage', args: [1, 'm', { foo: 1 }], chromium: inOptions("Unexpected property: 'foo'."), firefox: 'options (Unexpected property "foo")' },
  { ids: 'R10, 9.5', call: 'tabs.connect', args: [-1], ...tabId },
  { ids: 'R10, 9.4', call: 'tabs.connect', args: [1, { frameId: -1 }], chromium: inInfo("Error at property 'frameId': Value must be at least 0."), firefox: 'connectInfo (Error processing frameId: Integer -1 is too small (must be at least 0))' },
  { ids: 'R13, 9.5', call: 'tabs.connect', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.connect', args: ['1'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R13', call: 'tabs.connect', args: [1, 'x'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { ids: 'R12', call: 'tabs.connect', args: [1, { foo: 1 }], chromium: inInfo("Unexpected property: 'foo'."), firefox: 'connectInfo (Unexpected property "foo")' },
  { ids: 'R12', call: 'tabs.connect', args: [1, { name: 5 }], chromium: inInfo("Error at property 'name': Invalid type: expected string, found integer."), firefox: 'connectInfo (Error processing name: Expected string instead of 5)' },
  { ids: 'R12', call: 'tabs.connect', args: [1, { includeTlsChannelId: true }], chromium: inInfo("Unexpected property: 'includeTlsChannelId'."), firefox: 'connectInfo (Unexpected property "includeTlsChannelId")' },
  { call: 'tabs.connect', args: [1, { zoo: 1, foo: 2 }], chromium: inInfo("Unexpected property: 'zoo'."), firefox: 'connectInfo (Unexpected properties: foo, zoo)' },
  { call: 'tabs.get', args: [-1], ...tabId },
  { call: 'tabs.get', args: ['1'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.get', args: [1.5], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.query', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.query', args: [{ foo: 1 }], chromium: inParameter('queryInfo', "Unexpected property: 'foo'."), firefox: 'queryInfo (Unexpected property "foo")' },
  { call: 'tabs.query', args: [{ active: 'x' }], chromium: inParameter('queryInfo', "Error at property 'active': Invalid type: expected boolean, found string."), firefox: 'queryInfo (Error processing active: Expected boolean instead of "x")' },
  { call: 'tabs.query', args: [{ status: 'x' }], chromium: inParameter('queryInfo', "Error at property 'status': Value must be one of complete, loading, unloaded."), firefox: 'queryInfo (Error processing status: Invalid enumeration value "x")' },
  { call: 'tabs.create', args: [{ foo: 1 }], chromium: inParameter('createProperties', "Unexpected property: 'foo'."), firefox: 'createProperties (Unexpected property "foo")' },
  { call: 'tabs.create', args: ['x'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.create', args: [{ index: 'x' }], chromium: inParameter('createProperties', "Error at property 'index': Invalid type: expected integer, found string."), firefox: 'createProperties (Error processing index: Expected integer instead of "x")' },
  { call: 'tabs.create', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.update', args: [1, { foo: 1 }], chromium: inParameter('updateProperties', "Unexpected property: 'foo'."), firefox: 'updateProperties (Unexpected property "foo")' },
  { call: 'tabs.update', args: ['1', {}], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.update', args: [-1, {}], ...tabId },
  { call: 'tabs.remove', args: ['1'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.remove', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'tabs.remove', args: [['x']], chromium: inParameter('tabIds', 'Value did not match any choice.'), firefox: 'tabIds (Value must either: be an integer value, or .0 must be an integer value)' },
  { call: 'tabs.remove', args: [[-1]], chromium: inParameter('tabIds', 'Value did not match any choice.'), firefox: 'tabIds (Value must either: be an integer value, or .0 must be at least 0)' },
  { call: 'runtime.getContexts', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'runtime.getContexts', args: [{ contextTypes: ['X'] }], chromium: inParameter('filter', "Error at property 'contextTypes': Error at index 0: Value must be one of BACKGROUND, DEVELOPER_TOOLS, OFFSCREEN_DOCUMENT, POPUP, SIDE_PANEL, TAB."), firefox: 'filter (Error processing contextTypes.0: Invalid enumeration value "X")' },
  { call: 'runtime.getContexts', args: [{ foo: 1 }], chromium: inParameter('filter', "Unexpected property: 'foo'."), firefox: 'filter (Unexpected property "foo")' },
  { call: 'storage.local.get', called: area('get'), args: [5], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.local.set', called: area('set'), args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.local.set', called: area('set'), args: ['x'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.local.set', called: area('set'), args: [[1]], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.local.set', called: area('set'), args: [null], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.session.remove', called: area('remove'), args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'storage.session.remove', called: area('remove'), args: [5], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'scripting.executeScript', args: [], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'scripting.executeScript', args: ['x'], chromium: NO_SIGNATURE, firefox: MISMATCH },
  { call: 'scripting.executeScript', args: [{ func }], chromium: inScript("Missing required property 'target'."), firefox: 'injection (Property "target" is required)' },
  { call: 'scripting.executeScript', args: [{ func, target: {} }], chromium: inScript("Error at property 'target': Missing required property 'tabId'."), firefox: 'injection (Error processing target: Property "tabId" is required)' },
  { call: 'scripting.executeScript', args: [{ target, func, foo: 1 }], chromium: inScript("Unexpected property: 'foo'."), firefox: 'injection (Unexpected property "foo")' },
  { call: 'scripting.executeScript', args: [{ target, func: 'x' }], chromium: inScript("Error at property 'func': Invalid type: expected function, found string."), firefox: 'injection (Error processing func: Expected function instead of "x")' },
  { call: 'scripting.executeScript', args: [{ target, func, world: 'x' }], chromium: inScript("Error at property 'world': Value must be one of ISOLATED, MAIN."), firefox: 'injection (Error processing world: Invalid enumeration value "x")' },
  { call: 'scripting.executeScript', args: [{ target, files: [] }], chromium: undefined, firefox: 'injection (Error processing files: Array requires at least 1 items; you have 0)' },
  { call: 'scripting.executeScript', args: [{ target, function: func }], chromium: undefined, firefox: 'injection (Unexpected property "function")' },
  { call: 'scripting.executeScript', args: [{ target, func, args: [1n] }], chromium: inScript("Error at property 'args': Error at index 0: Value is unserializable."), firefox: undefined },
  { call: 'scripting.executeScript', args: [{ target, func, args: [func] }], chromium: inScript("Error at property 'args': Error at index 0: Value is unserializable."), firefox: undefined },
  { call: 'scripting.executeScript', args: [{ target, func, args: [1, undefined] }], chromium: inScript("Error at property 'args': Error at index 1: Value is unserializable."), firefox: undefined },
];

const textOf = (engine: 'chromium' | 'firefox', called: string, fault: string): string => {
  if (engine === 'chromium') return `Error in invocation of ${called}(${SIGNATURES[called]}): ${fault}`;
  return fault === MISMATCH
    ? `Incorrect argument types for ${called}.`
    : `Type error for parameter ${fault} for ${called}.`;
};

describe.each(['chromium', 'firefox'] as const)('what %s says of wrong arguments', (engine) => {
  it.each(ROWS.map((row, index) => ({ ids: 'R12', ...row, index })))('$ids: $call($args), $index', (row) => {
    const { chrome, of } = createPlayed(engine, FULL);
    const thrown = thrownBy(() => {
      const result = at(chrome, row.call)(...row.args);
      if (result instanceof Promise) result.catch(() => undefined);
    });
    const fault = row[engine];
    const called = row.called?.[engine] ?? row.call;
    if (fault === undefined) expect(thrown).toBeUndefined();
    else {
      const name = engine === 'chromium' ? 'TypeError' : 'Error';
      expect(thrown).toEqual({ name, message: textOf(engine, called, fault) });
      expect([...of('call'), ...of('open')]).toEqual([]); // nothing happened
    }
  });
});

it('storage.setAccessLevel is Chromium’s', () => {
  const { chrome } = createPlayed('chromium', FULL);
  expect(thrownBy(() => at(chrome, 'storage.local.setAccessLevel')({ accessLevel: 'x' }))?.message).toBe(
    textOf(
      'chromium',
      'storage.setAccessLevel',
      inParameter(
        'accessOptions',
        "Error at property 'accessLevel': Value must be one of TRUSTED_AND_UNTRUSTED_CONTEXTS, TRUSTED_CONTEXTS.",
      ),
    ),
  );
  expect('setAccessLevel' in Object(createPlayed('firefox', FULL).chrome.storage?.local)).toBe(false);
});

it('R11: the members of options are read once, and only their own', () => {
  for (const engine of ['chromium', 'firefox'] as const) {
    const { chrome, of } = createPlayed(engine);
    let reads = 0;
    const options = {
      get frameId() {
        reads += 1;
        return reads; // another one each time
      },
    };
    at(chrome, 'tabs.sendMessage')(1, 'm', Object.setPrototypeOf(options, { documentId: 'inherited' }));
    expect(reads).toBe(1);
    const [opened] = of('open');
    expect(opened).toMatchObject({ tab: 1, frameId: 1 });
    expect(opened).not.toHaveProperty('documentId');
  }
});

it('R11: nor does what a script puts on Object.prototype', () => {
  const polluted = { frameId: 5, documentId: 'd', name: 'n', world: 'MAIN', function: () => 1, args: [1] };
  for (const engine of ['chromium', 'firefox'] as const) {
    const { chrome, of } = createPlayed(engine, FULL);
    Object.assign(Object.prototype, polluted);
    try {
      at(chrome, 'tabs.connect')(1);
      at(chrome, 'runtime.connect')({});
      at(chrome, 'scripting.executeScript')({ target: { tabId: 1 }, files: ['a.js'] });
    } finally {
      for (const key of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, key);
    }
    expect(of('open').map((opened) => JSON.stringify(opened))).toEqual([
      '{"type":"open","channel":1,"api":"connect","tab":1,"name":""}',
      expect.stringMatching(/"name":""\}$/),
    ]);
    expect(JSON.stringify(of('call')[0]?.args)).toBe('[{"target":{"tabId":1},"files":["a.js"]}]');
  }
});
