import { describe, expect, it } from 'vitest';
import type { PermissionRequest } from '../../src/browser/node.js';
import type { PermissionSet } from '../../src/context/index.js';
import { createWorld, ENGINE_NAMES, type WorldOptions } from './small-world.js';

type EngineName = (typeof ENGINE_NAMES)[number];
const OPTIONAL = { permissions: ['storage'], optional_permissions: ['nativeMessaging', 'tabs'] };

/** What `ask` comes to, as a value or as the text of the error. */
async function answer(engine: EngineName, ask: 'contains' | 'remove', set: PermissionSet, options: WorldOptions = {}) {
  const world = await createWorld(engine, { manifest: OPTIONAL, ...options });
  const asked = world.chrome.permissions[ask](set).catch((error: Error) => error.message);
  await world.tasks.run();
  return asked;
}

/** The same for `request`, in the listener of a click unless `byUser` is false. */
async function request(engine: EngineName, set: PermissionSet, options: WorldOptions & { byUser?: boolean } = {}) {
  const { byUser = true, ...worldOptions } = options;
  const world = await createWorld(engine, { manifest: OPTIONAL, ...worldOptions });
  const ask = () => world.chrome.permissions.request(set).catch((error: Error) => error.message);
  let asked = byUser ? undefined : ask();
  world.chrome.action?.onClicked.addListener(() => {
    asked ??= ask();
  });
  world.extension.click();
  await world.tasks.run();
  await world.tasks.run();
  return { ...world, answer: await asked };
}

describe.each(ENGINE_NAMES)('permissions in %s', (engine) => {
  it.each([
    { set: {}, held: true },
    { set: { permissions: ['storage'] }, held: true },
    { set: { permissions: ['nativeMessaging'] }, held: false },
    { set: { permissions: ['storage', 'nativeMessaging'] }, held: false },
    { set: { origins: ['https://example.org/*'] }, held: false },
  ])('contains($set) is $held', async ({ set, held }) => {
    expect(await answer(engine, 'contains', set)).toBe(held);
  });

  it('contains origins as they are written, or by <all_urls>', async () => {
    const manifest = { host_permissions: ['https://example.org/*'] };
    expect(await answer(engine, 'contains', { origins: ['https://example.org/*'] }, { manifest })).toBe(true);
    expect(await answer(engine, 'contains', { origins: ['https://other.org/*'] }, { manifest })).toBe(false);
    expect(
      await answer(
        engine,
        'contains',
        { origins: ['https://other.org/*'] },
        { manifest: { host_permissions: ['<all_urls>'] } },
      ),
    ).toBe(true);
  });

  it('getAll tells them all', async () => {
    const { chrome, tasks } = await createWorld(engine, {
      manifest: { permissions: ['tabs', 'nativeMessaging'], host_permissions: ['https://example.org/*'] },
    });
    const all = chrome.permissions.getAll();
    await tasks.run();
    expect(await all).toEqual({
      origins: ['https://example.org/*'],
      permissions: ['nativeMessaging', 'tabs'],
      ...(engine === 'firefox' && { data_collection: [] }),
    });
  });

  it('a request outside of a click is refused', async () => {
    const text =
      engine === 'chromium'
        ? 'This function must be called during a user gesture'
        : 'permissions.request may only be called from a user input handler';
    expect((await request(engine, { permissions: ['tabs'] }, { byUser: false })).answer).toBe(text);
    expect((await request(engine, {}, { byUser: false })).answer).toBe(text);
  });

  it('a request after an await in the click is refused, too', async () => {
    const { chrome, extension, tasks } = await createWorld(engine, { manifest: OPTIONAL });
    const seen: unknown[] = [];
    chrome.action?.onClicked.addListener(async () => {
      await null;
      await chrome.permissions.request({ permissions: ['tabs'] }).catch(({ message }: Error) => seen.push(message));
    });
    extension.click();
    await tasks.run();
    expect(seen).toHaveLength(1);
  });

  it('1.9: a granted request makes the functions appear before it resolves', async () => {
    const asked: PermissionRequest[] = [];
    const { chrome, extension, tasks } = await createWorld(engine, {
      manifest: OPTIONAL,
      onPermissionRequest: async (each) => asked.push(each) === 1,
    });
    const seen: unknown[] = [];
    chrome.permissions.onAdded.addListener((added) => seen.push(added));
    chrome.action?.onClicked.addListener(() => {
      seen.push(typeof chrome.runtime.connectNative);
      chrome.permissions.request({ permissions: ['nativeMessaging', 'tabs'] }, (granted) => {
        seen.push(granted, typeof chrome.runtime.connectNative);
      });
    });
    extension.click();
    await tasks.run();
    await tasks.run();
    expect(seen).toEqual(['undefined', { origins: [], permissions: ['nativeMessaging', 'tabs'] }, true, 'function']);
    expect(asked).toEqual([{ extension: extension.id, permissions: ['nativeMessaging', 'tabs'], origins: [] }]);
  });

  it('the user says no unless told otherwise', async () => {
    const { answer: granted, chrome } = await request(engine, { permissions: ['nativeMessaging'] });
    expect(granted).toBe(false);
    expect(chrome.runtime.connectNative).toBeUndefined();
  });

  it('nobody is asked for what is held already', async () => {
    const { chrome, extension, tasks } = await createWorld(engine, {
      manifest: OPTIONAL,
      onPermissionRequest: () => {
        throw new Error('asked');
      },
    });
    extension.grant('tabs');
    const seen: unknown[] = [];
    chrome.action?.onClicked.addListener(() => {
      chrome.permissions.request({ permissions: ['tabs'] }, (granted) => seen.push(granted));
    });
    extension.click();
    await tasks.run();
    expect(seen).toEqual([true]);
  });

  it('remove takes an optional one away again', async () => {
    const { chrome, extension, tasks } = await createWorld(engine, { manifest: OPTIONAL });
    extension.grant('nativeMessaging');
    await tasks.run();
    const seen: unknown[] = [typeof chrome.runtime.connectNative];
    chrome.permissions.onRemoved.addListener((removed) => seen.push(removed));
    const removed = chrome.permissions.remove({ permissions: ['nativeMessaging'] });
    await tasks.run();
    expect(await removed).toBe(true);
    expect(seen).toEqual(['function', { origins: [], permissions: ['nativeMessaging'] }]);
    expect(chrome.runtime.connectNative).toBeUndefined();
  });
});

describe('what the manifest does not allow', () => {
  const NOT_IN_MANIFEST = 'Only permissions specified in the manifest may be requested.';
  it.each([
    {
      set: { permissions: ['cookies'] },
      chromium: NOT_IN_MANIFEST,
      firefox: 'Cannot request permission cookies since it was not declared in optional_permissions',
    },
    {
      set: { permissions: ['storage'] },
      chromium: true,
      firefox: 'Cannot request permission storage since it was not declared in optional_permissions',
    },
    {
      set: { origins: ['https://x.y/*'] },
      chromium: NOT_IN_MANIFEST,
      firefox: 'Cannot request origin permission for https://x.y/* since it was not declared in the manifest',
    },
  ])('request($set)', async ({ set, ...expected }) => {
    for (const engine of ENGINE_NAMES) expect((await request(engine, set)).answer).toBe(expected[engine]);
  });

  it.each([
    { set: { permissions: ['storage'] }, chromium: 'You cannot remove required permissions.', firefox: true },
    { set: { permissions: ['cookies'] }, chromium: NOT_IN_MANIFEST, firefox: true },
    { set: { permissions: ['tabs'] }, chromium: true, firefox: true },
  ])('remove($set)', async ({ set, ...expected }) => {
    for (const engine of ENGINE_NAMES) expect(await answer(engine, 'remove', set)).toBe(expected[engine]);
  });
});
