import { describe, expect, it } from 'vitest';
import { callWith, createWorld, thrownBy } from '../browser/small-world.js';

const CONNECT = 'runtime.connectNative([string|runtime.NativeMessageTarget] application)';
const SEND =
  'runtime.sendNativeMessage([string|runtime.NativeMessageTarget] application, object message, optional function callback)';
const invocation = (signature: string, reason = 'No matching signature.') => ({
  name: 'TypeError',
  message: `Error in invocation of ${signature}: ${reason}`,
});
const noChoice = "Error at parameter 'application': Value did not match any choice.";
const incorrect = (name: string) => ({ name: 'Error', message: `Incorrect argument types for ${name}.` });
const mismatch = (text: string, name: string) => ({
  name: 'Error',
  message: `Type error for parameter application (String ${JSON.stringify(text)} must match /^\\w+(\\.\\w+)*$/) for ${name}.`,
});

describe('observed 1, R14, E25, E26: connectNative refuses in Chromium', () => {
  it.each([
    { args: [], error: invocation(CONNECT) },
    { args: [123], error: invocation(CONNECT) },
    { args: [null], error: invocation(CONNECT) },
    { args: [undefined], error: invocation(CONNECT) },
    { args: [['org.example.host']], error: invocation(CONNECT) },
    { args: ['org.example.host', {}], error: invocation(CONNECT) },
    { args: [{}], error: invocation(CONNECT, noChoice) },
    { args: [{ application: 5 }], error: invocation(CONNECT, noChoice) },
    { args: [{ application: 'a', packageName: 'b' }], error: invocation(CONNECT, noChoice) },
  ])('$args', async ({ args, error }) => {
    const { chrome, connections } = await createWorld('chromium');
    expect(thrownBy(() => callWith(chrome.runtime, 'connectNative', args))).toEqual(error);
    expect(connections.hosts).toEqual([]);
  });

  it.each(['Org.Example', 'a-b', '', 'a..b'])(
    'but not the name %j, which the browser refuses later (C1, H5)',
    async (name) => {
      const { chrome, connections } = await createWorld('chromium');
      expect(chrome.runtime.connectNative(name).name).toBe('');
      expect(connections.last.request.application).toBe(name);
    },
  );

  it('and takes the object form', async () => {
    const { chrome, connections } = await createWorld('chromium');
    chrome.runtime.connectNative({ application: 'org.example.host' });
    expect(connections.last.request).toEqual({
      application: 'org.example.host',
      api: 'connectNative',
      callerId: 'knldjmfmopnpolahpmmgbagdohdnhkik',
    });
  });
});

describe('observed 1, 1.3-1.6: connectNative refuses in Firefox', () => {
  it.each([
    ...[[], [123], [null], [undefined], [{ application: 'a' }], ['org.example.host', {}]].map((args) => ({
      args,
      error: incorrect('runtime.connectNative'),
    })),
    ...['', 'a b', 'a-b', 'a..b', '.a', 'a.', 'ünï', 'a\\b', 'say "x"'].map((name) => ({
      args: [name],
      error: mismatch(name, 'runtime.connectNative'),
    })),
  ])('$args', async ({ args, error }) => {
    const { chrome, connections } = await createWorld('firefox');
    expect(thrownBy(() => callWith(chrome.runtime, 'connectNative', args))).toEqual(error);
    expect(connections.hosts).toEqual([]);
  });

  it.each(['A.B', 'Upper.Case_9'])('1.2: but takes %s', async (name) => {
    const { chrome, connections } = await createWorld('firefox');
    chrome.runtime.connectNative(name);
    expect(connections.last.request.application).toBe(name);
  });
});

describe('N1, R9, observed 6: sendNativeMessage takes only objects in Chromium', () => {
  it.each([
    { args: [] },
    { args: ['a'] },
    ...['text', 5, ['list'], null, undefined, () => {}, Symbol('s')].map((message) => ({ args: ['a', message] })),
    { args: ['a', {}, 5] },
    { args: ['a', {}, () => {}, 1] },
  ])('$args is refused', async ({ args }) => {
    const { chrome } = await createWorld('chromium');
    expect(thrownBy(() => callWith(chrome.runtime, 'sendNativeMessage', args))).toEqual(invocation(SEND));
  });

  it.each([{ args: ['a', {}, null] }, { args: ['a', new Date(0), undefined] }, { args: [{ application: 'a' }, {}] }])(
    '$args is taken',
    async ({ args }) => {
      const { chrome, connections } = await createWorld('chromium');
      expect(callWith(chrome.runtime, 'sendNativeMessage', args)).toBeInstanceOf(Promise);
      expect(connections.last.request).toMatchObject({ application: 'a', api: 'sendNativeMessage' });
    },
  );
});

describe('1.5, 1.6, 8.10: sendNativeMessage in Firefox', () => {
  it.each([
    { args: [], error: incorrect('runtime.sendNativeMessage') },
    { args: ['a'], error: incorrect('runtime.sendNativeMessage') },
    { args: ['a', {}, 5], error: incorrect('runtime.sendNativeMessage') },
    { args: ['a', {}, () => {}, 1], error: incorrect('runtime.sendNativeMessage') },
    { args: [{ application: 'a' }, {}], error: incorrect('runtime.sendNativeMessage') },
    { args: ['a b', {}], error: mismatch('a b', 'runtime.sendNativeMessage') },
  ])('$args throws at once', async ({ args, error }) => {
    const { chrome } = await createWorld('firefox');
    expect(thrownBy(() => callWith(chrome.runtime, 'sendNativeMessage', args))).toEqual(error);
  });

  it.each([
    { args: ['a', 'text'], sent: '"text"' },
    { args: ['a', null], sent: 'null' },
    { args: ['a', undefined], sent: '' },
    { args: ['a', () => {}], sent: '' },
    { args: ['a', [1], null], sent: '[1]' },
  ])('8.10, observed 6: $args is sent', async ({ args, sent }) => {
    const { chrome, connections } = await createWorld('firefox');
    expect(callWith(chrome.runtime, 'sendNativeMessage', args)).toBeInstanceOf(Promise);
    expect(connections.last.sent).toEqual([sent]);
  });
});

describe('the other functions check their arguments', () => {
  const permissions = 'permissions.Permissions permissions, optional function callback';
  it.each([
    {
      call: ['runtime', 'getURL', []],
      chromium: invocation('runtime.getURL(string path)'),
      firefox: incorrect('runtime.getURL'),
    },
    {
      call: ['runtime', 'getURL', ['a', 1]],
      chromium: invocation('runtime.getURL(string path)'),
      firefox: incorrect('runtime.getURL'),
    },
    {
      call: ['runtime', 'getManifest', [1]],
      chromium: invocation('runtime.getManifest()'),
      firefox: incorrect('runtime.getManifest'),
    },
    {
      call: ['permissions', 'contains', []],
      chromium: invocation(`permissions.contains(${permissions})`),
      firefox: incorrect('permissions.contains'),
    },
    {
      call: ['permissions', 'request', [[]]],
      chromium: invocation(`permissions.request(${permissions})`),
      firefox: incorrect('permissions.request'),
    },
    {
      call: ['permissions', 'getAll', [1]],
      chromium: invocation('permissions.getAll(optional function callback)'),
      firefox: incorrect('permissions.getAll'),
    },
    {
      call: ['permissions', 'contains', [{ permissions: 'x' }]],
      chromium: invocation(
        `permissions.contains(${permissions})`,
        "Error at parameter 'permissions': Error at property 'permissions': Invalid type: expected array, found string.",
      ),
      firefox: {
        name: 'Error',
        message:
          'Type error for parameter permissions (Error processing permissions: Expected array instead of "x") for permissions.contains.',
      },
    },
    {
      call: ['permissions', 'remove', [{ permissions: [5] }]],
      chromium: invocation(
        `permissions.remove(${permissions})`,
        "Error at parameter 'permissions': Error at property 'permissions': Error at index 0: Invalid type: expected string, found integer.",
      ),
      firefox: {
        name: 'Error',
        message:
          'Type error for parameter permissions (Error processing permissions.0: Expected string instead of 5) for permissions.remove.',
      },
    },
    {
      call: ['permissions', 'request', [{ foo: 1 }]],
      chromium: invocation(
        `permissions.request(${permissions})`,
        "Error at parameter 'permissions': Unexpected property: 'foo'.",
      ),
      firefox: {
        name: 'Error',
        message: 'Type error for parameter permissions (Unexpected property "foo") for permissions.request.',
      },
    },
  ] as const)('$call', async ({ call: [namespace, name, args], ...errors }) => {
    for (const engine of ['chromium', 'firefox'] as const) {
      const { chrome } = await createWorld(engine);
      expect(thrownBy(() => callWith(chrome[namespace], name, args))).toEqual(errors[engine]);
    }
  });
});
