import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/browser/index.js';
import type { EngineName } from '../../src/engines/index.js';
import { runCommand } from '../tools/cli/command.js';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');
const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasPython) console.warn('Left out: the example host in Python. It needs python3.');

function runScript(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: EXAMPLES, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
}

async function eventsOf(args: readonly string[]): Promise<TraceEvent[]> {
  const { code, stdout, stderr } = await runCommand([...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceEvent);
}

const saidIn = (events: readonly TraceEvent[]): unknown[] =>
  events.filter((event) => event.type === 'console').map(({ args }) => args);

describe('ping-pong', () => {
  const extension = path.join(EXAMPLES, 'ping-pong/extension');
  const hostsOf = (engine: EngineName): string => path.join(EXAMPLES, 'ping-pong/hosts', engine);

  describe.each([
    { language: 'typescript', isThere: true },
    { language: 'python', isThere: hasPython },
  ])('with the host in $language', ({ language, isThere }) => {
    beforeAll(() => {
      if (isThere) runScript('ping-pong/write-manifests.js', language);
    });

    it.skipIf(!isThere).each<EngineName>(['chromium', 'firefox'])(
      'two clicks are four pings and four pongs, in %s',
      async (engine) => {
        const events = await eventsOf([
          'run',
          extension,
          '--engine',
          engine,
          '--hosts',
          hostsOf(engine),
          '--click-action',
          '2',
          '--until-quiet',
        ]);
        const answers = [
          ['connectNative received', 'pong'],
          ['sendNativeMessage received', { text: 'pong' }],
        ];
        const said = saidIn(events);
        expect([said[0], said[3]]).toEqual([['clicked'], ['clicked']]);
        expect(said.slice(1, 3)).toEqual(expect.arrayContaining(answers));
        expect(said.slice(4)).toEqual(expect.arrayContaining(answers));
        expect(said).toHaveLength(6);
        const exited = events.filter(({ type }) => type === 'host.exited');
        expect(exited).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }, { exitCode: 0 }]);
      },
    );

    it.skipIf(!isThere)('the host answers a call, too', async () => {
      const call = (message: string) => runCommand(['call', 'ping_pong', message, '--hosts', hostsOf('chromium')]);
      expect(await call('"ping"')).toMatchObject({ code: 0, stdout: '"pong"\n' });
      expect(await call('{"text":"é"}')).toMatchObject({ code: 0 });
    });
  });

  it('a host in another language is refused with what there is', () => {
    expect(() => runScript('ping-pong/write-manifests.js', 'cobol')).toThrow(/choose typescript or python/);
  });
});

describe('my-application', () => {
  it('says hello both ways, says bye, and hears the disconnect', async () => {
    runScript('my-application/write-manifest.js');
    const args = [
      'run',
      path.join(EXAMPLES, 'my-application/extension'),
      '--hosts',
      path.join(EXAMPLES, 'my-application/hosts'),
    ];
    const caller = 'chrome-extension://ihgiohfphmlbjejljldidllekppajmlc/';
    const said = saidIn(await eventsOf(args));
    expect(said).toHaveLength(3);
    expect(said).toEqual(
      expect.arrayContaining([
        ['Received', { text: 'You said "Hello"', caller }],
        ['Received', { text: 'You said "Hello, my_application"', caller }],
        ['Disconnected:', 'Native host has exited.'],
      ]),
    );
  });
});

describe('worker-threads', () => {
  it.each([
    { engine: 'chromium', id: 'gcoghgpjdipngoappkeoenknponbdfld' },
    { engine: 'firefox', id: 'ping-pong@example.org' },
  ])('a panel in a thread asks a host through a background in another, in $engine', ({ engine, id }) => {
    runScript('ping-pong/write-manifests.js');
    const ran = spawnSync(process.execPath, ['worker-threads/main.js', engine], { cwd: EXAMPLES, encoding: 'utf8' });
    expect(ran).toMatchObject({
      status: 0,
      stdout: `The panel received "pong" from ${id}\nBoth threads have ended.\n`,
      stderr: '',
    });
  });
});
