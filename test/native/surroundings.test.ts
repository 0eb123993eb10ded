import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLER_ID, installHost, makeLauncher, writeExecutable, writeManifest } from '../fixtures/install-host.js';
import { converse } from './converse.js';
import { EACH_ENGINE, makeStage } from './engines.js';

const stage = makeStage();
const hasProc = existsSync('/proc/self/status');
const canIgnoreSigpipe = spawnSync('/usr/bin/env', ['--ignore-signal=PIPE', 'true']).status === 0;
const NO_ENV = canIgnoreSigpipe ? '' : ' (without GNU env: SIGPIPE is not ignored)';
const NONE = '0'.repeat(16);
// What the tests themselves were started with, above a gap, Node passes on to every child.
const INHERITED = `${spawnSync('ls', ['/proc/self/fd']).stdout}`.split('\n').filter((line) => Number(line) > 4);
const ON_LINUX = hasProc ? '' : ' (skipped: needs /proc)';

describe.each(EACH_ENGINE)('what a host of %s is given', (_, engine) => {
  const isFirefox = engine.name === 'firefox';

  it('observed 2, P1, P6, P10-P12, 4.2-4.5: arguments, folder and environment', async () => {
    const folder = path.join(stage.folder, `given-${engine.name}`);
    const { name, path: program, manifestPath } = installHost(folder, engine.name, 'tells-its-surroundings');
    const env = { PATH: '/usr/bin:/bin', HOME: stage.folder, WITH_SPACE: 'a b', EMPTY: '' };
    const host = converse(stage.connections(engine, { hostDirectories: [folder], env }), engine, name);
    const args = isFirefox ? [manifestPath, CALLER_ID.firefox] : [`chrome-extension://${CALLER_ID.chromium}/`];
    const { pid, ...started } = await host.started;
    expect(started).toEqual({ type: 'started', argv: [program, ...args], cwd: folder, manifestPath });
    const given = JSON.parse((await host.received(1))[0] ?? '');
    expect(given).toMatchObject({ script: program, args, cwd: folder, kinds: ['pipe', 'pipe', 'pipe'], pipes: 3, pid });
    expect(given.env).toEqual(env);
  });

  it('observed 2, P1, 2.18: a symlinked path stays as it is: argv[0] and folder are the link’s', async () => {
    const folder = path.join(stage.folder, `link-${engine.name}`);
    mkdirSync(path.join(folder, 'links'), { recursive: true });
    const real = writeExecutable(path.join(folder, 'real'), '#!/bin/sh\necho "$0" >&2\necho "$PWD" >&2\n');
    const link = path.join(folder, 'links', 'link');
    symlinkSync(real, link);
    const { name } = writeManifest(folder, engine.name, link);
    const host = converse(stage.connections(engine, { hostDirectories: [folder] }), engine, name);
    await host.exited;
    expect(host.lines).toEqual([link, path.join(folder, 'links')]);
  });

  it('2.18: a symlinked manifest is named as the link', async () => {
    const folder = path.join(stage.folder, `manifest-link-${engine.name}`);
    const program = makeLauncher(stage.folder, 'echo');
    const { name, manifestPath: real } = writeManifest(path.join(folder, 'real'), engine.name, program);
    const link = path.join(folder, `${name}.json`);
    symlinkSync(real, link);
    const host = converse(stage.connections(engine, { hostDirectories: [folder] }), engine, name);
    const { argv, manifestPath } = await host.started;
    expect(manifestPath).toBe(link);
    if (isFirefox) expect(argv[1]).toBe(link);
  });

  it.skipIf(!hasProc)(`observed 2, P13: no descriptor of another host, however many run${ON_LINUX}`, async () => {
    const connections = stage.connections(engine);
    const echo = makeLauncher(stage.folder, 'echo');
    const others = [1, 2, 3].map(() =>
      converse(connections, engine, { application: 'x', path: echo, args: [], cwd: stage.folder, manifestPath: '' }),
    );
    for (const other of others) {
      other.connection.send('1');
      await other.received(1);
    }
    const script = '#!/bin/sh\nexec ls /proc/self/fd >&2\n'; // the folder itself is the last one
    const lists = writeExecutable(path.join(stage.folder, `lists-${engine.name}`), script);
    const found = { application: 'x', path: lists, args: [], cwd: stage.folder, manifestPath: '' };
    const host = converse(connections, engine, found);
    await host.exited;
    const own = isFirefox ? ['0', '1', '2', '3', '4'] : ['0', '1', '2', '3'];
    expect(host.lines.filter((line) => !INHERITED.includes(line))).toEqual(own);
  });

  it('observed 2, P10: stderr can be the browser’s own, unchanged', async () => {
    const script = path.join(import.meta.dirname, 'embedder.js');
    const host = makeLauncher(stage.folder, 'ignores-eof');
    const child = spawn(process.execPath, [script, engine.name, host, 'closes'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const chunks: Buffer[] = [];
    for await (const chunk of child.stderr) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('heard the end\n');
  });

  it.skipIf(!hasProc)(
    `observed 2, P13, P14, 4.6, 4.8: descriptors, process group, session, signals${ON_LINUX}${NO_ENV}`,
    async () => {
      const folder = path.join(stage.folder, `proc-${engine.name}`);
      mkdirSync(folder);
      const script = `#!/bin/sh
for fd in 0 1 2 3 4 5 6 7 8 9; do
  if [ -p /proc/$$/fd/$fd ]; then echo "$fd pipe" >&2; elif [ -e /proc/$$/fd/$fd ]; then echo "$fd other" >&2; fi
done
read -r pid name state parent group session rest < /proc/$$/stat
echo "parent $parent group $group session $session" >&2
exec grep -E 'Sig(Blk|Ign)' /proc/self/status >&2
`;
      const { name } = writeManifest(folder, engine.name, writeExecutable(path.join(folder, 'script'), script));
      const host = converse(stage.connections(engine, { hostDirectories: [folder] }), engine, name);
      await host.exited;
      const [, , , , group, session] = readFileSync('/proc/self/stat', 'utf8').split(' ');
      const SIGPIPE = '0000000000001000';
      expect(host.lines).toEqual([
        ...['0 pipe', '1 pipe', '2 pipe', ...(isFirefox ? ['3 pipe'] : [])],
        `parent ${process.pid} group ${group} session ${session}`,
        `SigBlk:\t${NONE}`,
        `SigIgn:\t${isFirefox && canIgnoreSigpipe ? SIGPIPE : NONE}`,
      ]);
    },
  );

  it('gets pipes on which /dev/stdin and /dev/stdout can be opened', async () => {
    const { name } = installHost(stage.folder, engine.name, 'opens-dev-stdin', {
      name: `org.example.dev_${engine.name}`,
    });
    const host = converse(stage.connections(engine), engine, name);
    host.connection.send('"through a name"');
    expect(await host.received(1)).toEqual(['"through a name"']);
    expect((await host.closed).code).toBe('HOST_EXITED');
  });

  it('gets the pipes of Node where the system makes no others', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    try {
      const connections = stage.connections(engine);
      const { name } = installHost(stage.folder, engine.name, 'echo', { name: `org.example.node_${engine.name}` });
      const host = converse(connections, engine, name);
      const large = JSON.stringify('x'.repeat(1000_000));
      for (const text of ['1', '2', large]) host.connection.send(text);
      expect(await host.received(3)).toEqual(['1', '2', large]);
      const { name: teller } = installHost(stage.folder, engine.name, 'tells-its-surroundings', {
        name: `org.example.node_teller_${engine.name}`,
      });
      const [given = ''] = await converse(connections, engine, teller).received(1);
      expect(JSON.parse(given).kinds).toEqual(['socket', 'socket', 'socket']);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('observed 2, 4.14: stderr comes line by line, the unfinished one at the end, all before the exit', async () => {
    const text = 'one\ntwo\r\n\nthree €';
    const base64 = Buffer.from(text).toString('base64');
    const { name } = installHost(stage.folder, engine.name, 'writes-stderr', {
      name: `org.example.err_${engine.name}`,
      base64,
      code: 3,
    });
    const host = converse(stage.connections(engine), engine, name);
    expect(await host.exited).toEqual({ type: 'exited', exitCode: 3, signal: null });
    await host.closed;
    expect(host.lines).toEqual(['one', 'two', '', 'three €']);
  });

  it('stderr that was written before the exit is told before the exit', async () => {
    const program = writeExecutable(
      path.join(stage.folder, `last-words-${engine.name}`),
      '#!/bin/sh\necho last words >&2\n',
    );
    const found = { application: 'x', path: program, args: [], cwd: stage.folder, manifestPath: '' };
    const hosts = Array.from({ length: 30 }, () => converse(stage.connections(engine), engine, found));
    for (const host of hosts) {
      await host.exited;
      expect(host.log.filter((entry) => !entry.startsWith('closed'))).toEqual([
        'started',
        'stderr last words',
        'exited',
      ]);
    }
  });

  it('cuts a stderr line that never ends, so that it cannot fill our memory', async () => {
    const script = `#!/bin/sh\nhead -c 200000 /dev/zero | tr '\\0' x >&2\n`;
    const program = writeExecutable(path.join(stage.folder, `long-line-${engine.name}`), script);
    const { name } = writeManifest(stage.folder, engine.name, program, { name: `org.example.line_${engine.name}` });
    const host = converse(stage.connections(engine), engine, name);
    await host.exited;
    await host.closed;
    expect(host.lines.map(({ length }) => length)).toEqual([65536, 65536, 65536, 200000 - 3 * 65536]);
  });

  it('a host put together by hand needs no manifest', async () => {
    const program = makeLauncher(stage.folder, 'echo');
    const found = { application: 'by hand', path: program, args: ['--flag'], cwd: stage.folder, manifestPath: '' };
    const host = converse(stage.connections(engine), engine, found);
    host.connection.send('[]');
    expect(await host.received(1)).toEqual(['[]']);
    expect((await host.started).argv).toEqual([program, '--flag']);
  });
});
