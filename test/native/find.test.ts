import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINES, type Engine } from '../../src/engines/index.js';
import type { Registry, RegistryValue } from '../../src/locations/index.js';
import { type FindOptions, findHost, NativeError, readHost } from '../../src/native/index.js';
import { CALLER_ID, makeLauncher, writeManifest } from '../fixtures/install-host.js';
import { EACH_ENGINE, makeStage } from './engines.js';

const stage = makeStage();
const NAME = 'org.example.host';
const program = makeLauncher(stage.folder, 'echo');
let count = 0;

/** Two folders that are looked at in this order, before places that are empty. */
function twoFolders(engine: Engine, more: Partial<FindOptions> = {}) {
  count += 1;
  const [first, second] = ['first', 'second'].map((name) => path.join(stage.folder, `${count}`, name));
  if (first === undefined || second === undefined) throw new Error('unreachable');
  for (const folder of [first, second]) mkdirSync(folder, { recursive: true });
  const options: FindOptions = {
    engine,
    browser: engine.name,
    platform: 'linux',
    home: path.join(stage.folder, 'home'),
    env: {},
    hostDirectories: [first, second],
    ...more,
  };
  return { first, second, options };
}

const ask = (engine: Engine, application = NAME) => ({ application, callerId: CALLER_ID[engine.name] });
const refusal = (promise: Promise<unknown>): Promise<NativeError> =>
  promise.then(
    () => {
      throw new Error('A host was found.');
    },
    (error) => {
      if (error instanceof NativeError) return error;
      throw error;
    },
  );

describe.each(EACH_ENGINE)('%s', (_, engine) => {
  const fallsThrough = engine.name === 'firefox';

  it('L2, 3.1.9: the first folder that has a manifest wins', async () => {
    const { first, second, options } = twoFolders(engine);
    const { manifestPath } = writeManifest(first, engine.name, program);
    writeManifest(second, engine.name, program);
    expect(await findHost(ask(engine), options)).toMatchObject({ application: NAME, path: program, manifestPath });
  });

  it.each<[string, Record<string, unknown> & { text?: string }]>([
    ['JSON broken', { text: '{' }],
    ['another name', { name: 'org.example.other' }],
    ['the caller not allowed', { allowed_origins: [], allowed_extensions: ['other@example.org'] }],
    ['a relative path', { path: 'host' }],
  ])(
    `M13, 3.1.7: %s in the first folder: ${fallsThrough ? 'the second is used' : 'no other is tried'}`,
    async (__, { text, ...changes }) => {
      const { first, second, options } = twoFolders(engine);
      const known = Object.entries(changes).filter(([key]) => !key.startsWith('allowed') || key === allowKey(engine));
      const { manifestPath } = writeManifest(first, engine.name, program, { ...Object.fromEntries(known), name: NAME });
      if ('name' in changes)
        writeFileSync(manifestPath, JSON.stringify({ ...readJson(manifestPath), name: changes.name }));
      if (text !== undefined) writeFileSync(manifestPath, text);
      writeManifest(second, engine.name, program);
      if (fallsThrough)
        expect((await findHost(ask(engine), options)).manifestPath).toBe(path.join(second, `${NAME}.json`));
      else {
        const error = await refusal(findHost(ask(engine), options));
        expect(['MANIFEST_UNUSABLE', 'CALLER_FORBIDDEN']).toContain(error.code);
        expect(error.places).toEqual([
          { place: manifestPath, scope: 'user', found: 'unusable', why: expect.any(String) },
        ]);
      }
    },
  );

  it('3.1.8: no other folder is tried when only the program is missing', async () => {
    const { first, second, options } = twoFolders(engine);
    writeManifest(first, engine.name, '/nonexistent/program');
    writeManifest(second, engine.name, program);
    expect((await refusal(findHost(ask(engine), options))).code).toBe('PATH_MISSING');
  });

  it('names every place and what was there, when nothing is found', async () => {
    const { first, second, options } = twoFolders(engine);
    const error = await refusal(findHost(ask(engine), options));
    expect(error.code).toBe('HOST_NOT_FOUND');
    expect(error.places.slice(0, 2)).toEqual([
      { place: path.join(first, `${NAME}.json`), scope: 'user', found: 'nothing' },
      { place: path.join(second, `${NAME}.json`), scope: 'user', found: 'nothing' },
    ]);
    expect(error.places.map(({ place }) => place)).toContain(
      engine.name === 'chromium'
        ? `/etc/chromium/native-messaging-hosts/${NAME}.json`
        : `/usr/lib/mozilla/native-messaging-hosts/${NAME}.json`,
    );
    expect(error.hint).toContain(path.join(first, `${NAME}.json`));
  });

  it('L3, 3.1.3: looks in the home that it is given', async () => {
    const home = path.join(stage.folder, `home-${engine.name}`);
    const folder = path.join(
      home,
      engine.name === 'chromium' ? '.config/chromium/NativeMessagingHosts' : '.mozilla/native-messaging-hosts',
    );
    writeManifest(folder, engine.name, program);
    const { options } = twoFolders(engine, { home });
    expect((await findHost(ask(engine), options)).manifestPath).toBe(path.join(folder, `${NAME}.json`));
  });

  it.each(['', '.a', 'a.', 'a..b', 'a b', 'a-b', '../x', 'ünï', 'a/b'])('H1-H3, 1.3: %j is no name', async (name) => {
    const { options } = twoFolders(engine);
    const error = await refusal(findHost(ask(engine, name), options));
    expect(error).toMatchObject({ code: 'HOST_NAME_INVALID', places: [] });
  });

  it.each([
    { policy: 'L32: blocked by its name', policies: { blocklist: [NAME] }, blocked: true },
    { policy: 'L32: blocked by *', policies: { blocklist: ['org.other', '*'] }, blocked: true },
    {
      policy: 'L32, 3.3.2: the allowlist is stronger',
      policies: { blocklist: ['*', NAME], allowlist: [NAME] },
      blocked: false,
    },
    { policy: 'L32: no * in the allowlist', policies: { blocklist: ['*'], allowlist: ['*'] }, blocked: true },
    { policy: 'L32: other names do not count', policies: { blocklist: ['org.example'] }, blocked: false },
    {
      policy: 'L34: no * in the middle of a blocklist entry, and no blanks',
      policies: { blocklist: ['org.*', `${NAME} `] },
      blocked: false,
    },
    { policy: 'no policy', policies: {}, blocked: false },
  ])('$policy', async ({ policies, blocked }) => {
    const { first, options } = twoFolders(engine, { policies });
    writeManifest(first, engine.name, program);
    if (!blocked) expect((await findHost(ask(engine), options)).path).toBe(program);
    else {
      const error = await refusal(findHost(ask(engine), options));
      expect(error.code).toBe('BLOCKED_BY_POLICY');
      expect(engine.api.portErrorText(error)).toBe(
        engine.name === 'chromium'
          ? 'Access to the native messaging host was disabled by the system administrator.'
          : `No such native application ${NAME}`,
      );
    }
  });

  it('H7, H6: with everything blocked, a bad name is a matter of policy', async () => {
    const { options } = twoFolders(engine, { policies: { blocklist: ['*'] } });
    expect((await refusal(findHost(ask(engine, 'a b'), options))).code).toBe('BLOCKED_BY_POLICY');
  });

  it('L34: an entry of the blocklist that is no host name blocks nothing', async () => {
    const { options } = twoFolders(engine, { policies: { blocklist: ['a b'] } });
    expect((await refusal(findHost(ask(engine, 'a b'), options))).code).toBe('HOST_NAME_INVALID');
  });

  it('L31, 3.3.3: without user-level hosts only the places of the system are looked at', async () => {
    const { first, options } = twoFolders(engine, { policies: { userLevelHosts: false } });
    writeManifest(first, engine.name, program);
    const error = await refusal(findHost(ask(engine), options));
    expect(error.places.length).toBeGreaterThan(0);
    expect(error.places.every(({ scope }) => scope === 'system')).toBe(true);
  });

  it('a manifest file of one’s choice is read under the same rules', async () => {
    const { first, options } = twoFolders(engine);
    const { manifestPath } = writeManifest(first, engine.name, program);
    expect(await readHost(manifestPath, ask(engine), options)).toMatchObject({
      path: program,
      cwd: stage.folder,
      manifestPath,
    });
    const caller = { application: NAME, callerId: 'somebody@else' };
    expect((await refusal(readHost(manifestPath, caller, options))).code).toBe('CALLER_FORBIDDEN');
    expect((await refusal(readHost(`${manifestPath}.not`, ask(engine), options))).code).toBe('HOST_NOT_FOUND');
  });
});

describe('Windows, told from here', () => {
  /** A registry with values by root and view. */
  const registryOf = (values: Readonly<Record<string, RegistryValue>>): Registry => ({
    read: async (root, view) => values[`${root}${view}`],
  });
  const optionsFor = (engine: Engine, values: Readonly<Record<string, RegistryValue>>): FindOptions => ({
    engine,
    browser: engine.name,
    platform: 'win32',
    home: 'C:\\Users\\x',
    env: {},
    registry: registryOf(values),
  });
  const text = (value: string): RegistryValue => ({ type: 'text', text: value });
  const missing = { HKCU64: text('C:\\nothing.json'), HKLM32: text('C:\\x.json') };

  const ROWS: { row: string; values: Record<string, RegistryValue>; code: string; places: number }[] = [
    { row: 'firefox: 3.2.2: nothing anywhere', values: {}, code: 'HOST_NOT_FOUND', places: 3 },
    { row: 'firefox: 3.2.3: a missing file ends the search', values: missing, code: 'MANIFEST_UNUSABLE', places: 1 },
    {
      row: 'firefox: 3.2.4: a number ends the search',
      values: { HKCU64: { type: 'other', name: 'REG_DWORD' } },
      code: 'MANIFEST_UNUSABLE',
      places: 1,
    },
    { row: 'chromium: L14, L17: nothing anywhere', values: {}, code: 'HOST_NOT_FOUND', places: 8 },
    {
      row: 'chromium: L16: a relative path ends the search',
      values: { HKCU32: text('host.json') },
      code: 'MANIFEST_UNUSABLE',
      places: 1,
    },
  ];
  it.each(ROWS)('$row', async ({ row, values, code, places }) => {
    const engine = row.startsWith('firefox') ? ENGINES.firefox : ENGINES.chromium;
    const error = await refusal(findHost(ask(engine), optionsFor(engine, values)));
    expect(error.code).toBe(code);
    expect(error.places).toHaveLength(places);
    expect(error.places[0]?.place).toMatch(
      /^HKCU\\Software\\.*\\NativeMessagingHosts\\org\.example\.host \((?:32|64)-bit view\)/i,
    );
  });

  it('P2, P25: what the registry names is read, and started in its folder with a window argument', async () => {
    // Two slashes make a path absolute in the eyes of Windows, and mean one slash here.
    const { first } = twoFolders(ENGINES.chromium);
    const { manifestPath } = writeManifest(first, 'chromium', `/${program}`);
    const found = await findHost(
      ask(ENGINES.chromium),
      optionsFor(ENGINES.chromium, { HKLM64: text(`/${manifestPath}`) }),
    );
    expect(found.cwd.replace(/\/$/, '')).toBe(`/${stage.folder}`);
    expect(found).toMatchObject({
      path: `/${program}`,
      args: [`chrome-extension://${CALLER_ID.chromium}/`, '--parent-window=0'],
    });
  });
});

const allowKey = (engine: Engine) => (engine.name === 'chromium' ? 'allowed_origins' : 'allowed_extensions');
const readJson = (file: string): object => JSON.parse(readFileSync(file, 'utf8'));
