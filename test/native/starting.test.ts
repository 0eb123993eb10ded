import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../src/engines/index.js';
import { ALLOW, CALLER_ID, makeLauncher, quoted, writeExecutable, writeManifest } from '../fixtures/install-host.js';
import { converse } from './converse.js';
import { EACH_ENGINE, forBoth, makeStage } from './engines.js';

const stage = makeStage();
const run = promisify(execFile);
const NAME = 'org.example.host';

/** What an extension sees of a connect: `works`, `closes` (without a text), or the text. */
type Seen = string;

interface Row {
  readonly scenario: string;
  prepare(at: { folder: string; engine: EngineName; program: string }): void;
  /** The name asked for; default `NAME`. */
  readonly application?: string;
  readonly chromium: Seen;
  readonly firefox: Seen;
  /** What our reason says, as a part of message and hint, where it differs from the text. */
  readonly says?: string;
}

const NOT_FOUND = 'Specified native messaging host not found.';
const FORBIDDEN = 'Access to the specified native messaging host is forbidden.';
const EXITED = 'Native host has exited.';
const NO_SUCH = `No such native application ${NAME}`;
const OPAQUE = 'An unexpected error occurred';
const IS_ROOT = process.getuid?.() === 0; // may run what anybody may run

const manifest =
  (changes: Record<string, unknown>) => (at: { folder: string; engine: EngineName; program: string }) => {
    writeManifest(at.folder, at.engine, at.program, changes);
  };
/** A sound manifest but for the changes, that lets somebody else in. */
const forOthers =
  (changes: Record<string, unknown>) => (at: { folder: string; engine: EngineName; program: string }) => {
    const allowed =
      at.engine === 'chromium'
        ? { allowed_origins: [`chrome-extension://${'a'.repeat(32)}/`] }
        : { allowed_extensions: ['other@example.org'] };
    writeManifest(at.folder, at.engine, at.program, { ...allowed, ...changes });
  };
const text = (change: (json: string) => string) => (at: { folder: string; engine: EngineName; program: string }) => {
  const plain = { name: NAME, description: 'x', path: at.program, type: 'stdio', ...ALLOW[at.engine] };
  writeFileSync(path.join(at.folder, `${NAME}.json`), change(JSON.stringify(plain)));
};
const program =
  (make: (at: { folder: string; program: string }) => string) =>
  (at: { folder: string; engine: EngineName; program: string }) => {
    writeManifest(at.folder, at.engine, make(at));
  };
const file = (content: string | Uint8Array, mode = 0o755) =>
  program(({ folder }) => {
    const target = path.join(folder, 'program');
    writeFileSync(target, content, { mode });
    return target;
  });
const foreignElf = Buffer.alloc(64);
foreignElf.write('\x7fELF\x02\x01\x01', 'latin1');
foreignElf.writeUInt16LE(process.arch === 's390x' ? 62 : 22, 18);

/** Names that are none for Chromium. In Firefox the call throws before anything gets here. */
const BAD_NAMES = ['org.example-x.echo', '', 'org..example', '.org', 'org.example.', '../x', 'org example', 'örg'];

const ROWS: Row[] = [
  ...BAD_NAMES.map((name) => ({
    scenario: `observed 1, H1, H5, TR2: asked for ${JSON.stringify(name)}`,
    prepare: manifest({}),
    application: name,
    chromium: 'Invalid native messaging host name specified.',
    firefox: `No such native application ${name}`,
  })),
  { scenario: 'all is well', prepare: manifest({}), chromium: 'works', firefox: 'works' },
  {
    scenario: 'observed 1: host name not found',
    prepare: () => undefined,
    application: 'org.example.nosuch',
    chromium: NOT_FOUND,
    firefox: 'No such native application org.example.nosuch',
    says: "Put the host's manifest at",
  },
  {
    scenario: 'observed 1, M30, 2.12: this extension is not in the list',
    prepare: forOthers({}),
    chromium: FORBIDDEN,
    firefox: NO_SUCH,
    says: 'does not list',
  },
  {
    scenario: 'observed 1, M29, 2.10: allow list empty',
    prepare: ({ folder, engine, program }) =>
      void writeManifest(
        folder,
        engine,
        program,
        engine === 'chromium' ? { allowed_origins: [] } : { allowed_extensions: [] },
      ),
    chromium: FORBIDDEN,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M7, 2.5: allow list missing',
    prepare: manifest({ allowed_origins: undefined, allowed_extensions: undefined }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M10, 2.8: one manifest with both allow lists',
    prepare: manifest({ ...ALLOW.chromium, ...ALLOW.firefox }),
    chromium: 'works',
    firefox: NO_SUCH,
    says: 'allowed_origins',
  },
  {
    scenario: 'observed 1, 2.8: any other unknown key',
    prepare: manifest({ comment: 'x' }),
    chromium: 'works',
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M4, 2.5: description missing',
    prepare: manifest({ description: undefined }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M4, 2.6: description empty',
    prepare: manifest({ description: '' }),
    chromium: NOT_FOUND,
    firefox: 'works',
  },
  {
    scenario: 'observed 1, M5, 2.7: type is not stdio',
    prepare: manifest({ type: 'pkcs11' }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M12, 2.9: name differs from the file name',
    prepare: text((json) => json.replace(NAME, 'org.example.other')),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M22, 2.10: one bad entry among good ones',
    prepare: ({ folder, engine, program }) =>
      void writeManifest(
        folder,
        engine,
        program,
        engine === 'chromium'
          ? { allowed_origins: [...(ALLOW.chromium.allowed_origins ?? []), `chrome-extension://${'a'.repeat(32)}`] }
          : { allowed_extensions: [CALLER_ID.firefox, '*'] },
      ),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M1, 2.3: JSON broken',
    prepare: text((json) => json.slice(0, -1)),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M11, 2.3: trailing comma',
    prepare: text((json) => json.replace(/}$/, ',}')),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1: // comment',
    prepare: text((json) => `// note\n${json}`),
    chromium: 'works',
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M11, 2.1: starts with a byte order mark',
    prepare: text((json) => `\uFEFF${json}`),
    chromium: 'works',
    firefox: 'works',
  },
  {
    scenario: '2.2: not UTF-8',
    prepare: ({ folder, engine, program }) => {
      const { manifestPath } = writeManifest(folder, engine, program);
      writeFileSync(manifestPath, Buffer.from([0x7b, 0xff, 0x7d]));
    },
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: '2.22: a folder in the place of the manifest',
    prepare: ({ folder }) => void mkdirSync(path.join(folder, `${NAME}.json`)),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
    says: 'is a folder',
  },
  {
    scenario: 'a manifest of more than 1 MiB',
    prepare: text((json) => json + ' '.repeat(1024 * 1024)),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
    says: 'at most 1048576 are read',
  },
  {
    scenario: 'observed 1, M40, 2.17: path relative',
    prepare: manifest({ path: './echo' }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
    says: 'not absolute',
  },
  {
    scenario: 'observed 1, M43: path starts with ~',
    prepare: manifest({ path: '~/echo' }),
    chromium: NOT_FOUND,
    firefox: OPAQUE,
    says: '"~" is not expanded',
  },
  {
    scenario: 'M43, 2.14: path starts with ~, and the file is there',
    prepare: ({ folder, engine, program: host }) => {
      const home = path.join(stage.folder, 'home');
      mkdirSync(home, { recursive: true });
      symlinkSync(host, path.join(home, path.basename(host)));
      writeManifest(folder, engine, `~/${path.basename(host)}`);
    },
    chromium: NOT_FOUND,
    firefox: 'closes',
    says: '"~" is not expanded',
  },
  {
    scenario: 'M43, 2.14: path is ~, a folder',
    prepare: ({ folder, engine }) => {
      mkdirSync(path.join(stage.folder, 'home'), { recursive: true });
      writeManifest(folder, engine, '~');
    },
    chromium: NOT_FOUND,
    firefox: OPAQUE,
  },
  {
    scenario: 'M43, 2.14: path in the home of somebody who is not there',
    prepare: manifest({ path: '~no-such-user/echo' }),
    chromium: NOT_FOUND,
    firefox: OPAQUE,
  },
  {
    scenario: 'M43, 2.14: path starts with a variable',
    prepare: manifest({ path: '$HOME/echo' }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'observed 1, M43: path is a bare name, which PATH would find',
    prepare: manifest({ path: 'sh' }),
    chromium: NOT_FOUND,
    firefox: NO_SUCH,
  },
  {
    scenario: 'M43, 2.14: path with an argument is one file name',
    prepare: program(({ program: host }) => `${host} --flag`),
    chromium: NOT_FOUND,
    firefox: OPAQUE,
  },
  {
    scenario: 'M42: path is a symlink to nothing',
    prepare: program(({ folder }) => {
      symlinkSync('/nonexistent/echo', path.join(folder, 'link'));
      return path.join(folder, 'link');
    }),
    chromium: NOT_FOUND,
    firefox: OPAQUE,
  },
  {
    scenario: 'H6, 2.13: not in the list, and path relative',
    prepare: forOthers({ path: 'echo' }),
    chromium: FORBIDDEN,
    firefox: NO_SUCH,
  },
  {
    scenario: 'H6, 2.13: not in the list, and no file there',
    prepare: forOthers({ path: '/nonexistent/echo' }),
    chromium: FORBIDDEN,
    firefox: NO_SUCH,
    says: 'does not list',
  },
  {
    scenario: 'observed 1, M42, 4.10: path names a file that is not there',
    prepare: manifest({ path: '/nonexistent/echo' }),
    chromium: NOT_FOUND,
    firefox: OPAQUE,
    says: 'There is no file at /nonexistent/echo',
  },
  {
    scenario: 'observed 1, P17, 4.10: not executable',
    prepare: file('#!/bin/sh\n', 0o644),
    chromium: EXITED,
    firefox: OPAQUE,
    says: 'chmod +x',
  },
  {
    scenario: 'observed 1, P17, 4.10: path is a folder',
    prepare: program(({ folder }) => folder),
    chromium: EXITED,
    firefox: OPAQUE,
    says: 'it is a folder',
  },
  {
    scenario: 'observed 1, 4.11: script without a #! line',
    prepare: program(({ folder, program: host }) =>
      writeExecutable(path.join(folder, 'script'), `exec ${quoted(host)} "$@"\n`),
    ),
    chromium: 'works',
    firefox: 'closes',
    says: 'without a "#!" line',
  },
  {
    scenario: 'observed 1, P17, 4.11: #! names a missing interpreter',
    prepare: file('#!/nonexistent/interpreter -x\n'),
    chromium: EXITED,
    firefox: 'closes',
    says: '/nonexistent/interpreter, which does not exist',
  },
  {
    scenario: 'P17, 4.11: #! line ends in CR LF',
    prepare: file('#!/bin/sh\r\nexit 0\r\n'),
    chromium: EXITED,
    firefox: 'closes',
    says: 'carriage return',
  },
  {
    scenario: 'P17, 4.11: #! names env, and the line ends in CR LF',
    prepare: file('#!/usr/bin/env sh\r\nexit 0\r\n'),
    chromium: EXITED,
    firefox: 'closes',
    says: 'carriage return',
  },
  {
    scenario: 'P17, 4.11: #! lets env look for what is not there',
    prepare: file('#!/usr/bin/env no-such-interpreter\n'),
    chromium: EXITED,
    firefox: 'closes',
    says: 'no-such-interpreter, which does not exist',
  },
  {
    scenario: 'P17, 4.11: bytes that are no program',
    prepare: file(Buffer.from([0, 1, 2, 3, 4, 5, 6, 7])),
    chromium: EXITED,
    firefox: 'closes',
  },
  {
    scenario: 'P17, 4.11: a program for another processor',
    prepare: file(foreignElf),
    chromium: EXITED,
    firefox: 'closes',
  },
  {
    scenario: '4.9: executable for others alone: enough for Firefox to try',
    prepare: program(({ program: host }) => {
      chmodSync(host, 0o605);
      return host;
    }),
    chromium: IS_ROOT ? 'works' : EXITED,
    firefox: IS_ROOT ? 'works' : 'closes',
  },
  { scenario: 'an empty file', prepare: file(''), chromium: EXITED, firefox: 'closes' },
  {
    scenario: 'observed 1, 2.18: path is a symlink',
    prepare: program(({ folder, program: host }) => {
      const link = path.join(folder, 'link');
      symlinkSync(host, link);
      return link;
    }),
    chromium: 'works',
    firefox: 'works',
  },
  {
    scenario: '2.18: the manifest is a symlink',
    prepare: ({ folder, engine, program }) => {
      const { manifestPath } = writeManifest(path.join(folder, 'real'), engine, program);
      symlinkSync(manifestPath, path.join(folder, `${NAME}.json`));
    },
    chromium: 'works',
    firefox: 'works',
  },
  {
    scenario: 'observed 1: path with spaces, non-ASCII and =',
    prepare: program(({ folder, program: host }) => {
      const odd = path.join(folder, 'ein Ordner=ä');
      mkdirSync(odd);
      return writeExecutable(path.join(odd, 'höst & co'), `#!/bin/sh\nexec ${quoted(host)} "$@"\n`);
    }),
    chromium: 'works',
    firefox: 'works',
  },
  {
    scenario: '2.15: /../, /./ and // inside the path',
    prepare: program(({ folder, program: host }) => `${folder}/../${path.basename(folder)}/.//${path.basename(host)}`),
    chromium: 'works',
    firefox: 'works',
  },
  {
    scenario: 'observed 1, H1, 1.2, 1.7: upper case in the asked name',
    prepare: manifest({}),
    application: 'Org.Example.Host',
    chromium: 'Invalid native messaging host name specified.',
    firefox: 'No such native application Org.Example.Host',
  },
];

describe('what an extension sees when it connects', () => {
  it.concurrent.each(forBoth(ROWS))('%s', async (_, row) => {
    const { engine, prepare, scenario, application = NAME, chromium, firefox, says } = row;

    const folder = path.join(stage.folder, engine.name, String(ROWS.findIndex((row) => row.scenario === scenario)));
    mkdirSync(folder, { recursive: true });
    prepare({ folder, engine: engine.name, program: makeLauncher(folder, 'echo') });
    const expected = engine.name === 'chromium' ? chromium : firefox;
    const host = converse(stage.connections(engine, { hostDirectories: [folder] }), engine, application);
    host.connection.send('"hello"');
    if (expected === 'works') {
      expect(await host.received(1)).toEqual(['"hello"']);
      host.connection.close();
      await host.connection.gone;
      return;
    }
    const reason = await host.closed;
    expect(engine.api.portErrorText(reason)).toBe(expected === 'closes' ? undefined : expected);
    if (says !== undefined) expect(`${reason.message} ${reason.hint}`).toContain(says);
    await host.connection.gone;
    expect(host.log.filter((entry) => entry.startsWith('message'))).toEqual([]);
  });
});

describe.each(EACH_ENGINE)('%s', (_, engine) => {
  it('reports nothing before connect has returned', async () => {
    const host = converse(stage.connections(engine), engine, 'org.example.nosuch');
    expect(host.log).toEqual([]);
    await host.closed;
  });

  it('observed 1, 2.21: caches nothing: a manifest that comes or goes counts from the next connect', async () => {
    const connections = stage.connections(engine, {
      hostDirectories: [path.join(stage.folder, `late-${engine.name}`)],
    });
    const name = `org.example.late_${engine.name}`;
    expect((await converse(connections, engine, name).closed).code).toBe('HOST_NOT_FOUND');
    writeManifest(path.join(stage.folder, `late-${engine.name}`), engine.name, makeLauncher(stage.folder, 'echo'), {
      name,
    });
    const host = converse(connections, engine, name);
    host.connection.send('1');
    await host.received(1);
    host.connection.close();
    await host.connection.gone;
  });

  it('observed 1, C2, 4.1: two connections to one host are two processes', async () => {
    const name = `org.example.two_${engine.name}`;
    writeManifest(stage.folder, engine.name, makeLauncher(stage.folder, 'echo'), { name });
    const connections = stage.connections(engine);
    const [one, two] = [converse(connections, engine, name), converse(connections, engine, name)];
    expect((await one.started).pid).not.toBe((await two.started).pid);
  });
});

describe('a system that knows at once', () => {
  it.each(
    forBoth([
      { scenario: '#! names a missing interpreter', content: '#!/nonexistent/interpreter\n', mode: 0o755 },
      { scenario: 'not executable', content: '#!/bin/sh\n', mode: 0o644 },
    ]),
  )('P18, 4.12: %s, on macOS', async (title, { engine, content, mode }) => {
    const target = path.join(stage.folder, title.replaceAll(/\W/g, '-'));
    writeFileSync(target, content, { mode });
    const found = { application: 'x', path: target, args: [], cwd: stage.folder, manifestPath: '' };
    const host = converse(stage.connections(engine, { platform: 'darwin' }), engine, found);
    host.connection.send('"hello"');
    const reason = await host.closed;
    expect(reason.code).toBe('LAUNCH_FAILED');
    expect(engine.api.portErrorText(reason)).toBe(
      engine.name === 'chromium' ? 'Failed to start native messaging host.' : OPAQUE,
    );
    expect(host.log).toEqual(['closed LAUNCH_FAILED']); // C5: and the message is dropped
  });

  it.skipIf(process.platform === 'win32').each(EACH_ENGINE)(
    'P19, C5, E4: %s: no descriptor is left for pipes',
    async (_, engine) => {
      const script = path.join(import.meta.dirname, 'without-descriptors.js');
      const host = makeLauncher(stage.folder, 'echo');
      const command = 'ulimit -n 256 && exec "$0" "$@"';
      const { stdout } = await run('/bin/sh', ['-c', command, process.execPath, script, engine.name, host]);
      expect(JSON.parse(stdout)).toEqual([
        'LAUNCH_FAILED',
        engine.name === 'chromium' ? 'Failed to start native messaging host.' : OPAQUE,
      ]);
    },
  );
});
